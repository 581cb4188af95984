import type { ToolReading } from './tools.js';

/** Reads the command behind `-exec`. */
type ReadTool = (words: readonly string[]) => ToolReading | null;

/**
 * `find DIR … -delete`, `find DIR … -exec gzip {} +` and the like: what is below one folder changes, file by file. null
 * where it does anything else.
 */
export function readFind(words: readonly string[], readTool: ReadTool): Partial<ToolReading> | null {
  const end = words.findIndex((word) => /^[-(!]/.test(word));
  const folders = end === -1 ? words : words.slice(0, end);
  const [path, ...more] = folders;
  const change = end === -1 ? null : treeChange(words.slice(end), readTool);
  if (path === undefined || more.length > 0 || !/^[\w./-]+$/.test(path) || change === null) return null;
  return { ...change, inputs: [path], outputs: [{ path, of: path }], trees: true };
}

const conditions =
  /^(?:(?:-(?:name|iname|path|ipath|type|maxdepth|mindepth)\n[^\n]+|-o|-not|!|\(|\)|-prune|-print|-depth)(?:\n|$))*$/;

/** Conditions on names and kinds, then one action that stays below the folder. */
function treeChange(words: readonly string[], readTool: ReadTool): Pick<ToolReading, 'name' | 'exact'> | null {
  const at = words.findIndex((word) => word === '-delete' || word === '-exec');
  if (at === -1 || !conditions.test(words.slice(0, at).join('\n'))) return null;
  const [action, ...rest] = words.slice(at);
  if (action === '-delete') return rest.length === 0 ? { name: 'find', exact: true } : null;
  const [last, place, ...before] = [...rest].reverse();
  const command = before.reverse();
  if ((last !== '+' && last !== ';') || place !== '{}' || command.includes('{}')) return null;
  return /^(?:rm(?: -r?f?)?|chmod (?:[0-7]{3,4}|[ugoa]*[-+=][rwxX]+))$/.test(command.join(' '))
    ? { name: 'find', exact: true }
    : changeOfFiles(command, readTool);
}

/** A tool that changes each file where it is, or puts another one beside it. */
function changeOfFiles(command: readonly string[], readTool: ReadTool): Pick<ToolReading, 'name' | 'exact'> | null {
  const tool = readTool([...command, 'x']);
  if (tool === null || tool.prints || tool.takesInput || tool.inputs.join() !== 'x') return null;
  return tool.outputs.every(({ path }) => path.startsWith('x')) ? { name: tool.name, exact: tool.exact } : null;
}
