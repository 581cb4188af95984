import type { Diagnostic } from '../source/diagnostic.js';
import { printable } from './printable.js';
import type { Report } from './report.js';

/** A diagnostic as compilers print it, with its next step below. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { severity, code, message, hint, related = [] } = diagnostic;
  const lines = [
    `${placeOf(diagnostic)}: ${severity}[${code}]: ${message}`,
    ...related.map(({ file, line, role }) => `  = see: ${file}:${line}: ${role}`),
    ...(hint === undefined ? [] : [`  = next: ${hint}`]),
  ];
  return lines.map(printable).join('\n');
}

/** `file:line:column`, or the tool's name where the repository as a whole is meant. */
function placeOf({ file, line, column }: Diagnostic): string {
  return file === null ? 'stagefold' : `${file}:${line}:${column}`;
}

/** Everything the report says to the person, each message once, in the order of the report. */
export function diagnosticsOf(report: Report): Diagnostic[] {
  const all = [
    ...report.diagnostics,
    ...report.conversions.flatMap((conversion) => [...conversion.diagnostics, ...conversion.proof.assumptions]),
  ];
  return distinct(all);
}

/** The first of each that reads the same. */
export function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.toReversed().map((item) => [renderDiagnostic(item), item])).values()].toReversed();
}

/** One line that counts what happened. */
export function summarize(report: Report, changedFiles: number): string {
  if (report.conversions.length === 0) return 'no builder pattern found: nothing to convert';
  const counts = (['converted', 'partial', 'refused'] as const).flatMap((status) => {
    const count = report.conversions.filter((conversion) => conversion.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${counts.join(', ')}; ${changedFiles} ${changedFiles === 1 ? 'file' : 'files'} to change`;
}
