import { readFind } from './tool-find.js';
import { tools, type ToolShape } from './tool-table.js';

/** A file that a command leaves behind. */
export interface ToolOutput {
  readonly path: string;
  /** The input whose kind and mode it keeps; null: a new file. */
  readonly of: string | null;
}

/**
 * What a command does with files, as far as its words tell exactly: an uninterpreted function of its words, its inputs
 * with their names, contents and modes, and its standard input (3.4, HOST-1).
 */
export interface ToolReading {
  readonly name: string;
  /** Paths that it reads, as they are written. */
  readonly inputs: readonly string[];
  readonly takesInput: boolean;
  readonly prints: boolean;
  readonly outputs: readonly ToolOutput[];
  readonly removes: readonly string[];
  /** Inputs may be folders. */
  readonly trees: boolean;
  /** What it makes holds the paths as they are written (`sha256sum`). */
  readonly namesPaths: boolean;
  /** Every version of the tool makes the same. */
  readonly exact: boolean;
}

/** Options and operands of a command line; null where an option is not one of those that are read exactly. */
export interface ToolWords {
  readonly flags: ReadonlySet<string>;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  readonly operands: readonly string[];
}

/** Reads a command line; null where it is not understood word by word. */
export function readTool(words: readonly string[]): ToolReading | null {
  const [first, ...rest] = words;
  const name = first?.slice(first.lastIndexOf('/') + 1) ?? '';
  const reading = name === 'find' ? readFind(rest, readTool) : readShaped(name, rest);
  if (reading === null) return null;
  return {
    name,
    inputs: [],
    takesInput: false,
    prints: false,
    outputs: [],
    removes: [],
    trees: false,
    namesPaths: false,
    exact: false,
    ...reading,
  };
}

function readShaped(name: string, words: readonly string[]): Partial<ToolReading> | null {
  const shape = tools.get(name);
  const split = shape === undefined ? null : splitWords(words, shape);
  const reading = shape === undefined || split === null ? null : shape.read(split);
  return shape === undefined || reading === null ? null : { exact: shape.exact, ...reading };
}

function splitWords(words: readonly string[], shape: ToolShape): ToolWords | null {
  const flags = new Set<string>();
  const values: { name: string; value: string }[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const valued = shape.values?.get(word);
    if (valued !== undefined) {
      const value = words[++at];
      if (value === undefined) return null;
      values.push({ name: valued, value });
    } else if (shape.flags.test(word)) flags.add(word);
    else return null;
  }
  return { flags, values, operands };
}
