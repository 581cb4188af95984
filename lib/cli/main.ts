import { toolName, toolVersion } from '../tool.js';
import { exitCode, type ExitCode } from './exit-codes.js';
import { help } from './help.js';
import { readArguments, type Call } from './options.js';
import type { Terminal } from './terminal.js';

/** Runs the command line and gives the exit code. Whatever goes wrong is said in one line, without a stack trace. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(readArguments(argv), terminal);
  } catch (error) {
    terminal.say(`${toolName}: ${error instanceof Error ? error.message : String(error)}`);
    terminal.say('  = next: this is a mistake in stagefold; please report it with the input that shows it.');
    return exitCode.usage;
  }
}

async function run(call: Call, terminal: Terminal): Promise<ExitCode> {
  switch (call.kind) {
    case 'help':
      await terminal.result(help);
      return exitCode.done;
    case 'version':
      await terminal.result(`${toolVersion()}\n`);
      return exitCode.done;
    case 'usage-error':
      terminal.say(`${toolName}: ${call.message}`);
      terminal.say(`  = next: ${call.hint}`);
      return exitCode.usage;
    case 'explain':
      return (await import('./explain-command.js')).runExplain(call.code, terminal);
    case 'convert':
      return (await import('./convert-command.js')).runConvert(call, terminal);
  }
}
