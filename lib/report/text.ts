import { renderPatch } from '../rewrite/patch.js';
import type { FileChange } from '../rewrite/file-change.js';
import type { Diagnostic, Evidence } from '../source/diagnostic.js';
import { distinct, renderDiagnostic, summarize } from './messages.js';
import type { Colour, Paint } from './paint.js';
import { printable } from './printable.js';
import type { BuilderReport, Conversion, ConversionStatus, HandOffReport, Report } from './report.js';

const statusColour: Record<ConversionStatus, Colour> = { converted: 'green', partial: 'yellow', refused: 'red' };

const severityColour: Record<Diagnostic['severity'], Colour> = { error: 'red', warning: 'yellow', note: 'cyan' };

const proofText: Record<Conversion['proof']['status'], string> = {
  proven: 'proven equal',
  assumed: 'equal under the assumptions below',
  failed: 'not shown equal',
};

/** The report for people: every conversion with the way of its artifacts, then the diff. */
export function renderText(report: Report, changes: readonly FileChange[], paint: Paint): string {
  const parts = [
    ...report.conversions.map((conversion) => renderConversion(conversion, paint)),
    ...distinct(report.diagnostics).map((diagnostic) => renderMessage(diagnostic, paint)),
    summarize(report, changes.length),
    ...(changes.length === 0 ? [] : [colourDiff(renderPatch(changes), paint)]),
  ];
  return `${parts.join('\n\n').trimEnd()}\n`;
}

function renderConversion(conversion: Conversion, paint: Paint): string {
  const messages = distinct([...conversion.diagnostics, ...conversion.proof.assumptions]);
  const parts = [
    [heading(conversion, paint), ...facts(conversion, paint)].join('\n'),
    ...conversion.handOffs.map((handOff) => renderHandOff(handOff, conversion, paint)),
    ...conversion.hostCopies.map(renderHostCopy),
    ...messages.map((message) => indent(1, renderMessage(message, paint))),
  ];
  return parts.join('\n\n');
}

function heading({ entry, runtime, status }: Conversion, paint: Paint): string {
  const what = runtime === null ? entry : `${entry}: ${runtime.image}`;
  return `${paint('bold', printable(what))}  ${paint(statusColour[status], status)}`;
}

function facts({ builders, runtime, proof, status, engine }: Conversion, paint: Paint): string[] {
  const isDone = status !== 'refused';
  const rows = [
    ...builders.map((builder) => ['builder', isDone ? builderText(builder) : legacyBuilder(builder)] as const),
    ...(runtime === null ? [] : [['runtime', runtime.dockerfile] as const]),
    ...(isDone ? [['engine', engine.floor] as const, ['proof', proofText[proof.status]] as const] : []),
  ];
  return rows.map(([name, text]) => line(1, paint('dim', name.padEnd(8)) + printable(text)));
}

function builderText(builder: BuilderReport): string {
  return `${legacyBuilder(builder)} becomes stage ${builder.stage}`;
}

function legacyBuilder({ dockerfile, image }: BuilderReport): string {
  return dockerfile ?? image;
}

function renderHandOff(handOff: HandOffReport, conversion: Conversion, paint: Paint): string {
  const image = conversion.runtime?.image ?? 'runtime image';
  return [
    line(1, paint('bold', printable(`${handOff.image}:${handOff.artifact}`))),
    ...handOff.host.map((path) => line(2, `→ ${printable(path)}  ${paint('dim', '(host)')}`)),
    line(2, `→ ${printable(`${image}:${handOff.runtimePath}`)}`),
    ...evidenceLines(handOff.evidence, paint),
    line(2, `now ${paint('green', printable(handOff.line))}`),
  ].join('\n');
}

function renderHostCopy({ artifact, host, why }: Conversion['hostCopies'][number]): string {
  return line(1, printable(`${artifact} still goes to ${host} on the host: ${why}`));
}

function evidenceLines(evidence: readonly Evidence[], paint: Paint): string[] {
  const places = evidence.map(({ file, line: at }) => printable(`${file}:${at}`));
  const width = Math.max(0, ...places.map((place) => place.length));
  return evidence.map(({ text }, at) =>
    line(2, `${paint('dim', (places[at] ?? '').padEnd(width))}  ${firstLine(text)}`),
  );
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return printable(more.length === 0 ? first : `${first.trimEnd()} …`);
}

function renderMessage(diagnostic: Diagnostic, paint: Paint): string {
  const [first = '', ...rest] = renderDiagnostic(diagnostic).split('\n');
  return [paint(severityColour[diagnostic.severity], first), ...rest].join('\n');
}

function line(depth: number, text: string): string {
  return '  '.repeat(depth) + text;
}

function indent(depth: number, text: string): string {
  return text.replace(/^/gm, '  '.repeat(depth));
}

function colourDiff(patch: string, paint: Paint): string {
  return patch
    .split('\n')
    .map((row) => colourLine(printable(row), paint))
    .join('\n');
}

function colourLine(row: string, paint: Paint): string {
  if (/^(diff --git|--- |\+\+\+ |old mode|new |deleted file)/.test(row)) return paint('bold', row);
  if (row.startsWith('@@')) return paint('cyan', row);
  if (row.startsWith('+')) return paint('green', row);
  return row.startsWith('-') ? paint('red', row) : row;
}
