const escapes = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/** Whether git prints this path in quotes: it holds control characters, a quote, a backslash, or is not ASCII. */
export function needsQuotes(path: string): boolean {
  return !/^[ !#-[\]-~]*$/.test(path);
}

/** The path as git quotes it: `"a/\303\244"`. */
export function gitQuote(path: string): string {
  return `"${[...Buffer.from(path)].map(quoteByte).join('')}"`;
}

function quoteByte(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f;
  return escapes.get(byte) ?? (isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);
}
