import { resolve } from 'node:path';
import type { ConvertResult } from '../convert-types.js';
import { convert } from '../convert.js';
import { renderDiagnostic, diagnosticsOf, summarize } from '../report/messages.js';
import { applyChanges } from '../rewrite/apply.js';
import { toolName } from '../tool.js';
import { exitCode, type ExitCode } from './exit-codes.js';
import { locateAll } from './locate.js';
import type { ConvertCall } from './options.js';
import { meantCommand } from './options.js';
import { renderResult, writeFile } from './output.js';
import type { Terminal } from './terminal.js';

/** `stagefold [convert] [path]`: converts, applies where asked to, prints the result. Tests bring a converter of their own. */
export async function runConvert(call: ConvertCall, terminal: Terminal, converter = convert): Promise<ExitCode> {
  const root = resolve(terminal.cwd, call.path);
  const files = locateAll(root, terminal.cwd, call);
  if (files.kind === 'missing') {
    terminal.say(`${toolName}: ${files.message}`);
    terminal.say('  = next: give the path of a file below the converted folder.');
    return exitCode.usage;
  }
  const result = converter(root, { ...files.found, strict: call.strict, engine: call.engine, extract: call.extract });
  sayMessages(result, call, terminal);
  if (result.unreadable) return exitCode.usage;
  if (call.write && !apply(root, result, call, terminal)) return exitCode.usage;
  const isPrinted = await print(result, call, terminal);
  return isPrinted ? codeOf(result, call) : exitCode.usage;
}

/** Text output holds the messages itself; on standard error they would come twice. */
function sayMessages(result: ConvertResult, call: ConvertCall, terminal: Terminal): void {
  const { report, changes, unreadable } = result;
  if (call.format !== 'text' || unreadable) {
    for (const diagnostic of diagnosticsOf(report)) terminal.say(renderDiagnostic(diagnostic));
  }
  const meant = unreadable ? meantCommand(call.path) : undefined;
  if (meant !== undefined) terminal.say(`  = next: did you mean the command ${meant}?`);
  if (!unreadable) terminal.say(`${toolName}: ${summarize(report, changes.length)}`);
}

/** Whether all files were written; what stood in the way is said. */
function apply(root: string, { changes }: ConvertResult, call: ConvertCall, terminal: Terminal): boolean {
  const applied = applyChanges(root, changes, { force: call.force });
  if (applied.kind === 'applied') {
    for (const file of applied.files) terminal.say(`${toolName}: wrote ${file}`);
    return true;
  }
  for (const diagnostic of applied.diagnostics) terminal.say(renderDiagnostic(diagnostic));
  terminal.say(`${toolName}: no file was changed`);
  return false;
}

async function print(result: ConvertResult, call: ConvertCall, terminal: Terminal): Promise<boolean> {
  const content = renderResult(result, call, terminal);
  if (call.output === null) {
    await terminal.result(content);
    return true;
  }
  const problem = writeFile(resolve(terminal.cwd, call.output), content);
  if (problem === null) return true;
  terminal.say(`${toolName}: ${call.output} cannot be written: ${problem}`);
  terminal.say('  = next: give --output a path in a folder that exists and can be written.');
  return false;
}

function codeOf({ report, changes }: ConvertResult, call: ConvertCall): ExitCode {
  if (call.check && changes.length > 0) return exitCode.found;
  const { conversions } = report;
  const isAllRefused = conversions.length > 0 && conversions.every(({ status }) => status === 'refused');
  return isAllRefused ? exitCode.refused : exitCode.done;
}
