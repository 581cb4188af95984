import type { Command, Program } from '../../script/program.js';
import { parentsOf } from '../../script/walk.js';
import type { SourceFile } from '../../source/source-file.js';
import type { ArmAssignment } from '../../plan/model.js';
import type { TextEdit } from '../edit.js';

export interface ArmEdits {
  readonly edits: readonly TextEdit[];
  /** Commands in whose place an assignment stands now: they are not taken out as well. */
  readonly replaced: ReadonlySet<Command>;
}

/**
 * Writes what the arms keep for the build behind them (ARG-1): in the place of a build that goes, on a line of its own
 * in front of one that stays.
 *
 * @returns the command that is no statement of its own, where there is one
 */
export function writeArmValues(
  source: SourceFile,
  root: Program,
  assignments: readonly ArmAssignment[],
  removed: ReadonlySet<Command>,
): ArmEdits | Command {
  const parents = parentsOf(root);
  const texts = new Map<Command, Set<string>>();
  for (const { command, text } of assignments)
    if (parents.has(command)) texts.set(command, (texts.get(command) ?? new Set()).add(text));
  const edits: TextEdit[] = [];
  for (const [command, own] of texts) {
    if (parents.get(command)?.kind !== 'sequence') return command;
    const { start } = command.span;
    const indent = source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start);
    if (removed.has(command)) edits.push({ span: command.span, text: [...own].join('\n' + indent) });
    else if (indent.trim() === '')
      edits.push({
        span: { ...command.span, end: start },
        text: [...own].map((text) => `${text}\n${indent}`).join(''),
      });
    else return command;
  }
  return { edits, replaced: new Set([...texts.keys()].filter((command) => removed.has(command))) };
}
