import { outputsOf, wordsOf } from '../../script/walk.js';
import type { Command, Redirect } from '../../script/program.js';
import { knownText, type Value } from '../../world/value.js';
import { allCommands, plainText, shellProgram, shellScript } from './shell-text.js';

/** Commands that print, wait or ask, and change no file whatever their words are. */
const printing: ReadonlySet<string> = new Set([
  '[',
  ':',
  'b2sum',
  'base64',
  'basename',
  'cat',
  'cd',
  'cksum',
  'cmp',
  'cut',
  'date',
  'df',
  'diff',
  'dirname',
  'du',
  'echo',
  'egrep',
  'env',
  'exit',
  'false',
  'fgrep',
  'file',
  'grep',
  'head',
  'hostname',
  'id',
  'ldd',
  'ls',
  'md5sum',
  'nm',
  'nproc',
  'od',
  'printenv',
  'printf',
  'ps',
  'pwd',
  'readlink',
  'realpath',
  'sha1sum',
  'sha224sum',
  'sha256sum',
  'sha384sum',
  'sha512sum',
  'sleep',
  'stat',
  'tail',
  'test',
  'tr',
  'true',
  'uname',
  'wc',
  'which',
  'whoami',
]);

/** `gzip -c`: what they make goes to standard output. */
const packers: ReadonlySet<string> = new Set(['gzip', 'gunzip', 'bzip2', 'bunzip2', 'xz', 'unxz', 'zstd', 'unzstd']);

/**
 * I-03, I-05: a command line that provably changes no file, so that the container still holds what its image holds.
 *
 * @param noInput nothing comes in on standard input, so that a shell without a script ends at once
 */
export function isInert(argv: readonly Value[], noInput: boolean): boolean {
  const words = argv.map(knownText);
  const [first] = words;
  if (first === undefined || first === null) return false;
  const isShell = /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(first);
  if (!isShell) return changesNothing(words);
  if (words.length === 1) return noInput;
  const text = shellScript(words);
  return text !== null && isInertScript(text);
}

function changesNothing([first, ...rest]: readonly (string | null)[]): boolean {
  const name = first === undefined || first === null ? '' : first.slice(first.lastIndexOf('/') + 1);
  // `env X=1 program` is the program.
  if (name === 'env') return rest.length === 0;
  if (packers.has(name)) return rest.some((word) => /^(?:-[a-z0-9]*c|--stdout|--to-stdout)$/.test(word ?? ''));
  return printing.has(name);
}

function isInertScript(text: string): boolean {
  const program = shellProgram(text);
  const commands = program === null ? null : allCommands(program);
  if (program === null || commands === null || program.kind === 'unread') return false;
  return commands.every(isInertCommand);
}

function isInertCommand(command: Command): boolean {
  const words = command.argv.map(plainText);
  const plain = wordsOf(command).every((word) => outputsOf(word).length === 0);
  return plain && command.redirects.every(keepsFiles) && (words.length === 0 || changesNothing(words));
}

function keepsFiles({ operation }: Redirect): boolean {
  if (operation.kind !== 'write') return true;
  return /^\/dev\/(?:null|stdout|stderr)$/.test(plainText(operation.target) ?? '');
}
