import type { SymbolPart } from '../../world/value.js';

/** Names that mean something to every program, or to the builder itself: no argument is called so. */
const meaningful =
  /^(?:PATH|HOME|USER|PWD|OLDPWD|SHELL|HOSTNAME|TERM|LANG|LC_\w+|IFS|UID|GID|(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)|BUILDKIT_\w+)$/;

/** How a value is called as a build argument: like the variable that holds it, else like the command that prints it. */
export function argumentName(symbol: SymbolPart, isTaken: (name: string) => boolean): string {
  const wanted = symbol.carrier ?? nameInKey(symbol.key);
  const plain = meaningful.test(wanted) ? `HOST_${wanted}` : wanted;
  if (!isTaken(plain)) return plain;
  for (let number = 1; ; number++) {
    const name = `SCRIPT_${plain}${number === 1 ? '' : `_${String(number)}`}`;
    if (!isTaken(name)) return name;
  }
}

function nameInKey(key: string): string {
  const variable = /^\$\{([A-Za-z_]\w*)/.exec(key)?.[1];
  if (variable !== undefined) return variable;
  const words = key
    .replace(/^\$\(/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => /^[A-Za-z]/.test(word));
  const name = words.slice(0, 2).join('_').toUpperCase();
  return name === '' ? 'VALUE' : name;
}

/** The value as a word of the script that holds it; null where it cannot be written again. */
export function scriptText(symbol: SymbolPart): string | null {
  if (symbol.carrier !== undefined) return `$${symbol.carrier}`;
  const plain = /^\$\{([A-Za-z_]\w*)\}$/.exec(symbol.key)?.[1];
  if (plain !== undefined) return `$${plain}`;
  if (/^\$\{\w+(?::?[-?=][^"`$\\}]*)?\}$/.test(symbol.key)) return symbol.key;
  const command = /^(\$\([^"`]*\))(?:#\d+)?$/s.exec(symbol.key)?.[1];
  return command ?? null;
}
