import { parseExpansion, type ExpansionPart } from './expansion.js';
import { resolveStageReference, type Stage, type StageList } from './stages.js';
import type { Dockerfile, Instruction } from './types.js';
import {
  joinValues,
  emptyValue,
  knownText,
  renderValue,
  splitAtFirst,
  symbolValue,
  textValue,
  type Value,
} from '../world/value.js';
import type { Build } from '../world/world.js';

/** Variables and directory at one line of a stage (2.9 AR-1 … AR-11, PS-1, CO-D1). */
export interface StageScope {
  readonly arguments: ReadonlyMap<string, Value>;
  readonly environment: ReadonlyMap<string, Value>;
  readonly workdir: string;
  /** True where the base image may set variables that the file does not show. */
  readonly openBase: boolean;
}

/** `--build-arg` values of a build; a name without `=` takes the value of the client's environment (AR-9). */
export function buildArguments(build: Build): ReadonlyMap<string, Value> {
  const given = new Map<string, Value>();
  for (const option of build.options) {
    if (option.name !== '--build-arg' || option.value === null) continue;
    const split = splitAtFirst(option.value, '=');
    const name = renderValue(split?.head ?? option.value);
    given.set(name, split?.tail ?? build.environment.get(name) ?? symbolValue(`\${${name}}`));
  }
  return given;
}

/** The values of the ARGs before the first FROM (AR-1, AR-2). */
export function globalArguments(
  dockerfile: Dockerfile,
  list: StageList,
  given: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const { declarations } of list.globals) {
    for (const { name, defaultText } of declarations) {
      const value =
        given.get(name) ??
        (defaultText === null ? undefined : expandSymbolic(defaultText, (key) => values.get(key), dockerfile));
      if (value !== undefined) values.set(name, value);
    }
  }
  return values;
}

/** The scope before an instruction; null stands for the end of the stage. */
export function scopeAt(
  dockerfile: Dockerfile,
  list: StageList,
  stage: Stage,
  until: Instruction | null,
  build: Build,
): StageScope {
  const given = buildArguments(build);
  const globals = globalArguments(dockerfile, list, given);
  return walkScope(dockerfile, list, stage, until, given, globals);
}

function walkScope(
  dockerfile: Dockerfile,
  list: StageList,
  stage: Stage,
  until: Instruction | null,
  given: ReadonlyMap<string, Value>,
  globals: ReadonlyMap<string, Value>,
): StageScope {
  const base = knownText(expandSymbolic(stage.from.image.text, (name) => globals.get(name), dockerfile));
  const parent = base === null ? null : resolveStageReference(list.stages, stage.index, base, 'FROM');
  const start: StageScope =
    parent === null
      ? { arguments: new Map(), environment: new Map(), workdir: '/', openBase: base !== 'scratch' }
      : { ...walkScope(dockerfile, list, parent, null, given, globals), arguments: new Map() };
  let scope = start;
  for (const instruction of stage.instructions) {
    if (instruction === until) break;
    scope = scopeAfter(scope, instruction, dockerfile, given, globals);
  }
  return scope;
}

function scopeAfter(
  scope: StageScope,
  instruction: Instruction,
  dockerfile: Dockerfile,
  given: ReadonlyMap<string, Value>,
  globals: ReadonlyMap<string, Value>,
): StageScope {
  const expand = (text: string): Value => expandSymbolic(text, (name) => lookUpName(scope, name), dockerfile);
  switch (instruction.keyword) {
    case 'ARG': {
      const values = new Map(scope.arguments);
      for (const { name, defaultText } of instruction.declarations) {
        const value = given.get(name) ?? (defaultText === null ? globals.get(name) : expand(defaultText));
        if (value !== undefined) values.set(name, value);
      }
      return { ...scope, arguments: values };
    }
    case 'ENV': {
      const values = new Map(scope.environment);
      for (const { key, value } of instruction.pairs) values.set(key, expand(value));
      return { ...scope, environment: values };
    }
    case 'WORKDIR':
      return { ...scope, workdir: joinWorkdir(scope.workdir, renderValue(expand(instruction.value.text))) };
    default:
      return scope;
  }
}

function joinWorkdir(current: string, next: string): string {
  const joined = next.startsWith('/') ? next : `${current}/${next}`;
  const clean = joined.replace(/\/+/g, '/').replace(/\/\.(?=\/|$)/g, '');
  return clean.length > 1 ? clean.replace(/\/$/, '') : '/';
}

/** ENV wins over ARG (AR-6); a name that neither sets may come from the base image. */
export function lookUpName(scope: StageScope, name: string): Value | undefined {
  return (
    scope.environment.get(name) ??
    scope.arguments.get(name) ??
    (scope.openBase ? symbolValue(`\${${name}} of the base image`) : undefined)
  );
}

/** Expands a Dockerfile word with values that may be symbols. */
export function expandSymbolic(
  text: string,
  lookUp: (name: string) => Value | undefined,
  dockerfile: Dockerfile,
): Value {
  const parsed = parseExpansion(text, dockerfile.escape);
  if ('error' in parsed) return symbolValue(text);
  return joinValues(parsed.parts.map((part) => expandPart(part, lookUp)));
}

function expandPart(part: ExpansionPart, lookUp: (name: string) => Value | undefined): Value {
  if (part.kind === 'literal') return textValue(part.text);
  const value = lookUp(part.name);
  const operand = (): Value => joinValues(part.operand.map((inner) => expandPart(inner, lookUp)));
  const known = value === undefined ? undefined : knownText(value);
  const held = value !== undefined && (part.operator?.startsWith(':') === true ? known !== '' : true) ? value : null;
  switch (part.operator) {
    case null:
    case ':?':
    case '?':
      return value ?? emptyValue;
    case ':-':
    case '-':
      return held ?? operand();
    case ':+':
    case '+':
      return held === null ? emptyValue : operand();
    case '#':
    case '##':
    case '%':
    case '%%':
    case '/':
    case '//':
      return symbolValue(
        `\${${value === undefined ? part.name : renderValue(value)}${part.operator}${renderValue(operand())}}`,
      );
  }
}
