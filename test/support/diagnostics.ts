import { expect } from 'chai';
import type { ConvertResult } from '../../lib/convert-types.js';
import { codeTable } from '../../lib/source/codes.js';
import type { Diagnostic } from '../../lib/source/diagnostic.js';

/** Everything a result says, wherever it stands. */
export function allDiagnostics({ report }: ConvertResult): readonly Diagnostic[] {
  const own = report.conversions.flatMap(({ diagnostics, proof }) => [...diagnostics, ...proof.assumptions]);
  return [...report.diagnostics, ...own];
}

/** Invariant 6: a code of the table, a place, a next step, and no place of a template left open. */
export function expectUsefulDiagnostics(result: ConvertResult): void {
  expect(allDiagnostics(result).flatMap(faultsOf)).to.deep.equal([]);
}

function faultsOf(diagnostic: Diagnostic): string[] {
  const { code, file, line, column, endLine, endColumn, message, hint = '' } = diagnostic;
  const faults = {
    'its code is not in the table': !Object.hasOwn(codeTable, code),
    'it has no message': message.trim() === '',
    'it has no hint': hint.trim() === '',
    'its file is no path of the repository':
      file !== null && (file === '' || file.startsWith('/') || file.includes('\\')),
    'its place is not 1-based': [line, column, endLine, endColumn].some((at) => !Number.isInteger(at) || at < 1),
    'its end is before its start': endLine < line || (endLine === line && endColumn < column),
    'its template has an open place': hasOpenPlace(diagnostic),
  };
  return Object.entries(faults)
    .filter(([, isFault]) => isFault)
    .map(([fault]) => `${fault}: ${JSON.stringify(diagnostic)}`);
}

/** A `{name}` of the code's own template that nobody filled. */
function hasOpenPlace({ code, message, hint }: Diagnostic): boolean {
  if (!Object.hasOwn(codeTable, code)) return false;
  const { message: template, hint: nextStep } = codeTable[code];
  const places = [...`${template}\n${nextStep}`.matchAll(/(?<!\$)\{\w+\}/g)].map(([place]) => place);
  return places.some((place) => `${message}\n${hint}`.replace(/\$\{\w+\}/g, '').includes(place));
}
