import { quoteShell } from '../script/shell/text.js';
import type { Mode } from '../world/tree.js';

/** The path with each script value as the variable that holds it. */
export function shellPath(path: string, args: ReadonlyMap<string, string>): string {
  return [...args]
    .reduce((text, [key, name]) => text.split(key).join(`\${${name}}`), path)
    .replace(/\$\{(\w+)\}(?!\w)/g, (_whole, name: string) => `$${name}`);
}

/** The commands that give a file this mode; null where it cannot be told. */
export function modeCommands(mode: Mode, place: string): readonly string[] | null {
  switch (mode.kind) {
    case 'kept':
      return [];
    case 'bits':
      return [`chmod ${mode.bits.toString(8).padStart(4, '0')} ${quoteShell(place)}`];
    case 'changed': {
      const before = modeCommands(mode.from, place);
      return before === null || !/^[ugoa]*[-+=][rwxX]+$/.test(mode.how)
        ? null
        : [...before, `chmod ${mode.how} ${quoteShell(place)}`];
    }
  }
}
