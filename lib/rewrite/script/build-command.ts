import type { FileLookup } from '../../source/diagnostic.js';
import { quoteShell } from '../../script/shell/text.js';
import type { Word } from '../../script/program.js';
import { knownText, renderValue, splitAtFirst } from '../../world/value.js';
import type { Argument, CommandOption } from '../../world/world.js';
import type { CommandLineChange } from '../../plan/model.js';
import type { TextEdit } from '../edit.js';

/** Edits of one `docker build` command line (3.1.5); an empty `file` takes `-f` away. */
export function editBuildCommand(change: CommandLineChange, files: FileLookup): TextEdit[] {
  const { build } = change.run.reading;
  const edits: TextEdit[] = [];
  const before: string[] = [];
  const option = build.options.filter(({ name }) => name === '--file').at(-1) ?? null;
  if (change.file === '') {
    if (option !== null) edits.push(removeOption(option, files));
  } else if (change.file !== null) {
    if (option === null) before.push(`-f ${quoteShell(change.file)}`);
    else edits.push(...replaceValue(option, change.file, files));
  }
  if (change.dropsTags === true)
    for (const tag of build.options.filter(({ name }) => name === '--tag')) edits.push(removeOption(tag, files));
  if (change.target !== null) edits.push(...setTarget(change, change.target));
  for (const [name, renamed] of change.renames) edits.push(...renameGiven(build.options, name, renamed, files));
  const lastArgument = build.options
    .filter(({ name }) => name === '--build-arg')
    .at(-1)
    ?.arguments.at(-1);
  if (change.added.length > 0) {
    if (lastArgument === undefined) before.unshift(...change.added);
    else edits.push(insertBehind(lastArgument.word, change.added.join(' ')));
  }
  const context = build.context.kind === 'unknown' ? null : build.context.argument;
  if (context !== null) {
    const text = change.context === null ? '' : quoteShell(change.context);
    if (before.length > 0)
      edits.push({ span: { ...context.word.span, end: context.word.span.start }, text: `${before.join(' ')} ` });
    if (text !== '') edits.push({ span: context.word.span, text });
  }
  return edits;
}

function insertBehind(word: Word, text: string): TextEdit {
  return { span: { ...word.span, start: word.span.end }, text: ` ${text}` };
}

/** `--target` right behind the verb, or in place of the one that is there. */
function setTarget(change: CommandLineChange, target: string): TextEdit[] {
  const { options } = change.run.reading.build;
  const there = options.filter(({ name }) => name === '--target').at(-1);
  if (there !== undefined) {
    const word = there.arguments.at(-1);
    return word === undefined
      ? []
      : [{ span: word.word.span, text: there.arguments.length === 1 ? `--target=${target}` : target }];
  }
  const verb = change.run.step.words.find(
    (argument) => knownText(argument.value) === 'build' || knownText(argument.value) === 'bud',
  );
  return verb === undefined ? [] : [insertBehind(verb.word, `--target ${target}`)];
}

/** Takes an option away with the blanks in front of it. */
function removeOption(option: CommandOption, files: FileLookup): TextEdit {
  const { first, last } = ends(option.arguments);
  const text = files(first.span.file)?.text ?? '';
  let start = first.span.start;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start -= 1;
  return { span: { ...first.span, start, end: last.span.end }, text: '' };
}

function ends(args: readonly Argument[]): { readonly first: Word; readonly last: Word } {
  const [first] = args;
  const last = args.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('an option has at least one argument');
  return { first: first.word, last: last.word };
}

function replaceValue(option: CommandOption, value: string, files: FileLookup): TextEdit[] {
  const word = option.arguments.at(-1)?.word;
  if (word === undefined) return [];
  if (option.arguments.length > 1) return [{ span: word.span, text: quoteShell(value) }];
  const text = files(word.span.file)?.text.slice(word.span.start, word.span.end) ?? '';
  const prefix = /^(?:--?[\w-]+=|-f)/.exec(text)?.[0] ?? '-f ';
  return [{ span: word.span, text: `${prefix}${quoteShell(value)}` }];
}

function renameGiven(options: readonly CommandOption[], name: string, renamed: string, files: FileLookup): TextEdit[] {
  return options.flatMap((option) => {
    if (option.name !== '--build-arg' || option.value === null) return [];
    const split = splitAtFirst(option.value, '=');
    const word = option.arguments.at(-1)?.word;
    if (word === undefined || renderValue(split?.head ?? option.value) !== name) return [];
    const text = files(word.span.file)?.text.slice(word.span.start, word.span.end) ?? '';
    return [{ span: word.span, text: split === null ? `${renamed}="$${name}"` : text.replace(name, renamed) }];
  });
}
