import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeTable } from '../source/codes.js';
import { packageRoot } from '../tool.js';
import { closest } from './suggest.js';

export type Explanation =
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'unknown'; readonly message: string; readonly hint: string };

/** The page of a code, or the list of all codes for null. */
export function explainCode(code: string | null): Explanation {
  if (code === null) return { kind: 'page', text: listCodes() };
  const known = Object.keys(codeTable).find((name) => name === code.toLowerCase());
  return known === undefined ? unknown(code) : { kind: 'page', text: readFileSync(pageOf(known), 'utf8') };
}

/** Where the page of a code lies. */
function pageOf(code: string): string {
  return join(packageRoot(), 'docs', 'codes', `${code}.md`);
}

function listCodes(): string {
  const rows = Object.entries(codeTable).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(...rows.map(([code]) => code.length));
  const lines = rows.map(([code, { kind, title }]) => `${code.padEnd(width)}  ${kind.padEnd(10)}  ${title}`);
  return [...lines, '', 'stagefold explain CODE tells more.', ''].join('\n');
}

function unknown(code: string): Explanation {
  const meant = closest(code.toLowerCase(), Object.keys(codeTable));
  const list = 'stagefold explain lists all codes.';
  return {
    kind: 'unknown',
    message: `there is no code '${code}'`,
    hint: meant === undefined ? list : `Did you mean ${meant}? ${list}`,
  };
}
