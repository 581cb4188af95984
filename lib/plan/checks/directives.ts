import { higherSyntax, syntaxOf } from '../../dockerfile/syntax.js';
import type { Check } from './check.js';

/** STG-12: one file has one escape character. */
export const escapeConflict: Check = ({ run, builders, explain }) =>
  builders.flatMap(({ reading }) =>
    reading.dockerfile.escape === run.reading.dockerfile.escape
      ? []
      : [explain('escape-conflict', reading.path, { a: reading.path, b: run.reading.path })],
  );

/** STG-12, M6: of two syntax lines the higher one counts; where none is, nobody can say what the file means. */
export const syntaxConflict: Check = ({ run, builders, explain }) => {
  const own = [run, ...builders].flatMap(({ reading }) => syntaxOf(reading.dockerfile) ?? []);
  const [first, ...rest] = own;
  if (first === undefined) return [];
  const other = rest.find((syntax) => higherSyntax(first.value, syntax.value) === null);
  return other === undefined ? [] : [explain('syntax-conflict', other.span, { one: first.value, other: other.value })];
};
