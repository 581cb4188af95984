import { parseExpansion, type ExpansionPart } from '../../dockerfile/expansion.js';
import type { ArgDeclaration, ArgInstruction, WordToken } from '../../dockerfile/types.js';
import type { BuildReading } from '../../infer/read-build.js';
import type { TextEdit } from '../edit.js';

/**
 * Gives arguments another name in one part (ARG-1, ARG-2, ARG-5). Inside a stage an ENV keeps the old name alive, so
 * that instructions and programs see what they saw before.
 */
export function renameArguments(reading: BuildReading, renames: ReadonlyMap<string, string>): TextEdit[] {
  if (renames.size === 0) return [];
  const { list } = reading;
  const globals = list.globals.flatMap((instruction) => [
    ...declarations(instruction, renames),
    ...defaults(instruction, renames, reading),
  ]);
  const bases = list.stages.flatMap(({ from }) => uses(from.image, renames, reading));
  const stages = list.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      instruction.keyword === 'ARG' ? inStage(instruction, renames, reading) : [],
    ),
  );
  return [...globals, ...bases, ...stages];
}

function declarations(instruction: ArgInstruction, renames: ReadonlyMap<string, string>): TextEdit[] {
  return instruction.declarations.flatMap((declaration) => {
    const name = renames.get(declaration.name);
    return name === undefined
      ? []
      : [{ span: { ...declaration.span, end: declaration.span.start + declaration.name.length }, text: name }];
  });
}

function defaults(
  instruction: ArgInstruction,
  renames: ReadonlyMap<string, string>,
  reading: BuildReading,
): TextEdit[] {
  return instruction.declarations.flatMap(({ defaultText, defaultSpan }) =>
    defaultText === null || defaultSpan === null
      ? []
      : uses({ text: defaultText, span: defaultSpan }, renames, reading),
  );
}

function inStage(instruction: ArgInstruction, renames: ReadonlyMap<string, string>, reading: BuildReading): TextEdit[] {
  const kept = instruction.declarations.filter(
    (declaration) => renames.has(declaration.name) && holdsValue(declaration, reading),
  );
  const lines = kept.map(({ name }) => `\nENV ${name}=$${renames.get(name) ?? name}`);
  const end = { ...instruction.span, start: instruction.span.end };
  return [...declarations(instruction, renames), ...(lines.length === 0 ? [] : [{ span: end, text: lines.join('') }])];
}

/** An argument that nobody sets stays unset under its old name too. */
function holdsValue(declaration: ArgDeclaration, reading: BuildReading): boolean {
  if (declaration.defaultText !== null) return true;
  const global = reading.list.globals.some(({ declarations: all }) =>
    all.some(({ name, defaultText }) => name === declaration.name && defaultText !== null),
  );
  return (
    global ||
    reading.build.options.some(
      ({ name, value }) =>
        name === '--build-arg' &&
        value !== null &&
        value[0]?.kind === 'text' &&
        value[0].text.split('=', 1)[0] === declaration.name,
    )
  );
}

/** Variables in a word that is expanded before the stage begins. */
function uses(word: WordToken, renames: ReadonlyMap<string, string>, reading: BuildReading): TextEdit[] {
  const parsed = parseExpansion(word.text, reading.dockerfile.escape);
  if ('error' in parsed) return [];
  const { text } = reading.dockerfile.file;
  if (text.slice(word.span.start, word.span.end) !== word.text) return [];
  return parsed.parts.flatMap((part) => variableUse(part, word, renames));
}

function variableUse(part: ExpansionPart, word: WordToken, renames: ReadonlyMap<string, string>): TextEdit[] {
  if (part.kind !== 'variable') return [];
  const name = renames.get(part.name);
  const at = word.text.indexOf(part.name, part.start);
  const own =
    name === undefined || at === -1
      ? []
      : [
          {
            span: { ...word.span, start: word.span.start + at, end: word.span.start + at + part.name.length },
            text: name,
          },
        ];
  return [...own, ...part.operand.flatMap((inner) => variableUse(inner, word, renames))];
}
