import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ConvertOptions } from '../convert-types.js';
import type { ConvertCall } from './options.js';

type Named = Pick<ConvertOptions, 'scripts' | 'builders' | 'runtimes'>;

export type Located =
  { readonly kind: 'found'; readonly found: Named } | { readonly kind: 'missing'; readonly message: string };

/** Turns the named files into paths below the root, as the person meant them: from where they stand, or from the root. */
export function locateAll(root: string, cwd: string, call: ConvertCall): Located {
  const missing: string[] = [];
  const locate = (option: string, file: string, goals = ''): string => {
    const path = locateFile(root, cwd, file);
    if (path === undefined) missing.push(`${option} ${file}: there is no such file below ${root}`);
    return (path ?? file) + goals;
  };
  const found = {
    scripts: call.scripts.map((script) => locate('--script', ...splitGoals(root, cwd, script))),
    builders: call.builders.map((file) => locate('--builder', file)),
    runtimes: call.runtimes.map((file) => locate('--runtime', file)),
  };
  const [message] = missing;
  return message === undefined ? { kind: 'found', found } : { kind: 'missing', message };
}

/** `Makefile#build,image` names goals, unless a file has that very name. */
function splitGoals(root: string, cwd: string, script: string): [file: string, goals: string] {
  const at = script.lastIndexOf('#');
  if (at <= 0 || locateFile(root, cwd, script) !== undefined) return [script, ''];
  return [script.slice(0, at), script.slice(at)];
}

function locateFile(root: string, cwd: string, file: string): string | undefined {
  const candidates = [resolve(cwd, file), resolve(root, file)];
  const path = candidates.find((candidate) => isBelow(root, candidate) && existsSync(candidate));
  return path === undefined ? undefined : relative(root, path).split(sep).join('/');
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
