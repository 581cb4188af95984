import { explainCode } from '../report/explain.js';
import { toolName } from '../tool.js';
import { exitCode, type ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** `stagefold explain [CODE]`. */
export async function runExplain(code: string | null, terminal: Terminal): Promise<ExitCode> {
  const explanation = explainCode(code);
  if (explanation.kind === 'page') {
    await terminal.result(explanation.text);
    return exitCode.done;
  }
  terminal.say(`${toolName}: ${explanation.message}`);
  terminal.say(`  = next: ${explanation.hint}`);
  return exitCode.usage;
}
