import type { FileTree } from '../../source/file-tree.js';
import type { Found, Mode, Node } from '../../world/tree.js';

/** The usual umask: what a script's author saw. */
const umask = 0o022;

/** A mode after `chmod how`: numbers are set, letters change what is known or are kept as a change. */
export function changedMode(before: Mode, how: string, isDirectory: boolean): Mode {
  if (/^[0-7]{1,5}$/.test(how)) return { kind: 'bits', bits: Number.parseInt(how, 8) };
  if (before.kind !== 'bits') return { kind: 'changed', from: before, how };
  const bits = symbolicBits(before.bits, how, isDirectory);
  return bits === null ? { kind: 'changed', from: before, how } : { kind: 'bits', bits };
}

/** Whether a word can be a mode at all. */
export function isModeText(text: string): boolean {
  return /^(?:[0-7]{1,5}|[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+(?:,[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+)*)$/.test(text);
}

function symbolicBits(before: number, how: string, isDirectory: boolean): number | null {
  if (!isModeText(how)) return null;
  return how.split(',').reduce((bits, clause) => {
    const who = /^[ugoa]*/.exec(clause)?.[0] ?? '';
    const actions = clause.slice(who.length).match(/[-+=][rwxXstugo]*/g) ?? [];
    return actions.reduce((at, action) => applyAction(at, who, action, isDirectory), bits);
  }, before);
}

function applyAction(before: number, who: string, action: string, isDirectory: boolean): number {
  const all = who === '' || who.includes('a');
  const scope =
    (all || who.includes('u') ? 0o4700 : 0) |
    (all || who.includes('g') ? 0o2070 : 0) |
    (all || who.includes('o') ? 0o1007 : 0);
  const wanted =
    permissionBits(before, action.slice(1), isDirectory) & (scope | 0o1000) & (who === '' ? ~umask : 0o7777);
  switch (action.charAt(0)) {
    case '+':
      return before | wanted;
    case '-':
      return before & ~wanted;
    default:
      return (before & ~(scope & 0o777)) | wanted;
  }
}

function permissionBits(before: number, letters: string, isDirectory: boolean): number {
  const copied = { u: before >> 6, g: before >> 3, o: before }[letters];
  if (copied !== undefined) return (copied & 7) * 0o111;
  const has = (letter: string): boolean => letters.includes(letter);
  const executable = has('x') || (has('X') && (isDirectory || (before & 0o111) !== 0));
  return (
    (has('r') ? 0o444 : 0) |
    (has('w') ? 0o222 : 0) |
    (executable ? 0o111 : 0) |
    (has('s') ? 0o6000 : 0) |
    (has('t') ? 0o1000 : 0)
  );
}

/** The mode of a file after something was written into it: a new one has 0644, one that was there keeps its own (MODE-2). */
export function modeOfWritten(found: Found, files: FileTree): Mode {
  if (found.kind === 'absent') return { kind: 'bits', bits: 0o644 };
  return found.kind === 'found' && (found.node.kind === 'file' || found.node.kind === 'opaque')
    ? ownMode(found.node, files)
    : { kind: 'changed', from: { kind: 'kept' }, how: 'to that of what was there before' };
}

/** The mode of a file without its origin. */
export function ownMode(node: Node & { readonly kind: 'file' | 'opaque' }, files: FileTree): Mode {
  const { mode, origin } = node;
  if (mode.kind === 'bits') return mode;
  if (mode.kind === 'kept' && origin.kind === 'generated') return { kind: 'bits', bits: 0o644 };
  const entry = mode.kind === 'kept' && origin.kind === 'repository' ? files.entries.get(origin.path) : undefined;
  if (entry !== undefined) return { kind: 'bits', bits: entry.executable ? 0o755 : 0o644 };
  return { kind: 'changed', from: { kind: 'kept' }, how: 'to that of the file it was written into' };
}
