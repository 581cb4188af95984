import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ConvertResult } from '../convert-types.js';
import { renderDiff } from '../report/diff.js';
import { renderJson } from '../report/json.js';
import { choosePaint, plain } from '../report/paint.js';
import { renderText } from '../report/text.js';
import type { ConvertCall } from './options.js';
import type { Terminal } from './terminal.js';

/** The result in the format that was asked for. */
export function renderResult(result: ConvertResult, call: ConvertCall, terminal: Terminal): string | Uint8Array {
  switch (call.format) {
    case 'diff':
      return renderDiff(result.changes);
    case 'json':
      return renderJson(result.report);
    case 'text': {
      const paint = call.output === null ? choosePaint(terminal.isTerminal, terminal.env) : plain;
      return renderText(result.report, result.changes, paint);
    }
  }
}

/** Writes a whole file at once, so that nobody reads half of it. Gives what went wrong, or null. */
export function writeFile(path: string, content: string | Uint8Array): string | null {
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present === undefined || present.isFile()) replaceFile(path, content);
    else writeFileSync(path, content);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function replaceFile(path: string, content: string | Uint8Array): void {
  const fresh = join(dirname(path), `.${basename(path).slice(0, 100)}.stagefold-${process.pid}`);
  try {
    const file = openSync(fresh, 'wx');
    writeFileSync(file, content);
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}
