import type {
  CommandOutput,
  Literal,
  Parameter,
  ParameterOperator,
  Piece,
  ProcessSubstitution,
  Word,
} from '../script/program.js';
import { idValue } from '../world/reference.js';
import type { Origin } from '../world/tree.js';
import {
  concatValues,
  joinValues,
  emptyValue,
  knownText,
  quoted,
  renderValue,
  symbolValue,
  textValue,
  type Value,
} from '../world/value.js';
import { fileNode, updateNode } from '../world/tree.js';
import type { Argument } from '../world/world.js';
import { streamText, type Stream } from '../commands/command.js';
import { arithmeticValue } from './arithmetic.js';
import { expandGlob } from './glob.js';
import { applyOperator, lookUp, unsetSymbol, type Looked } from './parameters.js';
import { assignVariable, countUp, decide, isEmptyHere, type State } from './state.js';

/** Runs the program of a substitution: the states it ends in, with what it printed. */
export type RunSubstitution = (
  program: CommandOutput['program'],
  state: State,
) => { readonly state: State; readonly stdout: Stream }[];

export interface Expander {
  readonly run: RunSubstitution;
  /** The source text of a program, for the name of what it prints. */
  text(program: CommandOutput['program']): string;
}

export interface Expanded<T> {
  readonly state: State;
  readonly value: T;
}

/** One field under construction: text parts, and whether a pattern character was unquoted. */
interface Field {
  readonly value: Value;
  readonly glob: boolean;
}

interface Fields {
  readonly state: State;
  readonly done: readonly Field[];
  readonly open: Field | null;
}

/** Expands words to arguments: parameters, substitutions, field splitting, patterns. */
export function expandWords(words: readonly Word[], state: State, expander: Expander): Expanded<readonly Argument[]>[] {
  let results: { readonly state: State; readonly value: Argument[] }[] = [{ state, value: [] }];
  for (const word of words) {
    const next: typeof results = [];
    for (const result of results) {
      const expanded = wordArguments(word, result.state, expander);
      const [only] = expanded;
      if (expanded.length === 1 && only !== undefined) {
        for (const argument of only.value) result.value.push(argument);
        next.push({ state: only.state, value: result.value });
      } else for (const each of expanded) next.push({ state: each.state, value: [...result.value, ...each.value] });
    }
    results = next;
  }
  return results;
}

function wordArguments(word: Word, state: State, expander: Expander): Expanded<readonly Argument[]>[] {
  if (isArguments(word)) return [{ state, value: passedOn(word, state) }];
  return expandFields(word, state, expander).map((fields) => ({
    state: fields.state,
    value: fields.value.map((value): Argument => ({ value, word })),
  }));
}

function isArguments(word: Word): boolean {
  const [piece] = word.pieces;
  return (
    word.pieces.length === 1 &&
    piece?.kind === 'parameter' &&
    piece.name === '@' &&
    piece.quoted &&
    piece.operator === null
  );
}

/** `"$@"`: the arguments as they were written at the call, so that an edit lands there. */
function passedOn(word: Word, state: State): readonly Argument[] {
  const { items, open, shifted } = state.positional;
  const rest = symbolValue(shifted === 0 ? '$@' : `\${@:${shifted + 1}}`, true);
  return open ? [...items, { value: rest, word }] : items;
}

/** One word to any number of fields. */
function expandFields(word: Word, state: State, expander: Expander): Expanded<readonly Value[]>[] {
  let results: Fields[] = [{ state, done: [], open: null }];
  for (const piece of word.pieces) results = results.flatMap((fields) => addPiece(fields, piece, expander));
  return results.map((fields) => {
    const all = fields.open === null ? fields.done : [...fields.done, fields.open];
    return { state: fields.state, value: all.flatMap((field) => withGlob(field, fields.state)) };
  });
}

/** One word to exactly one value, as on the right of `=` and in redirections: no splitting, no patterns. */
export function expandValue(word: Word, state: State, expander: Expander): Expanded<Value>[] {
  let results: Expanded<Value>[] = [{ state, value: emptyValue }];
  for (const piece of word.pieces) {
    results = results.flatMap((result) =>
      pieceValue(piece, result.state, expander).map((next) => ({
        state: next.state,
        value: concatValues(result.value, quoted(joinItems(next.value))),
      })),
    );
  }
  return results;
}

function joinItems(items: readonly Value[]): Value {
  return joinValues(items.flatMap((item, index) => (index === 0 ? [item] : [textValue(' '), item])));
}

function withGlob(field: Field, state: State): readonly Value[] {
  const text = field.glob ? knownText(field.value) : null;
  if (text === null) return [field.value];
  const matches = expandGlob(state.world.host, state.world.cwd, text);
  return matches === null || matches.length === 0 ? [field.value] : matches.map(textValue);
}

function addPiece(fields: Fields, piece: Piece, expander: Expander): Fields[] {
  if (piece.kind === 'literal') return [append(fields, literal(piece), false)];
  if (piece.kind === 'glob') return [append(fields, textValue(piece.text), true)];
  if (piece.kind === 'parameter' && isAlternative(piece)) return addAlternative(fields, piece, expander);
  return pieceValue(piece, fields.state, expander).map((next) => {
    const at = { ...fields, state: next.state };
    const isQuoted = 'quoted' in piece && piece.quoted;
    const list = piece.kind === 'parameter' && isList(piece);
    if (isQuoted) return list ? appendItems(at, next.value) : append(at, quoted(joinItems(next.value)), false);
    return addSplit(at, next.value);
  });
}

function addSplit(fields: Fields, items: readonly Value[]): Fields {
  return items.reduce((sum, item, index) => appendSplit(index === 0 ? sum : close(sum), item), fields);
}

type Alternative = Parameter & { readonly operator: ParameterOperator & { readonly kind: 'default' } };

/** `${X:+word}` outside of quotes: no word, or all the words of the operand. */
function isAlternative(piece: Parameter): piece is Alternative {
  return !piece.quoted && piece.operator?.kind === 'default' && piece.operator.symbol === ':+';
}

/**
 * The words of `${X:+--option "$X"}` stand among the arguments on the ways on which X holds something, and on no
 * other: where no test told yet, the ways part here.
 */
function addAlternative(fields: Fields, piece: Alternative, expander: Expander): Fields[] {
  const { operand } = piece.operator;
  const looked = lookUp(fields.state, piece);
  const held = looked.kind === 'value' ? looked.value : looked.kind === 'unset' ? unsetSymbol(looked.name) : null;
  const empty = held === null ? null : isEmptyHere(held, fields.state);
  const used =
    looked.kind === 'unset' || looked.step === null ? fields.state.used : [...fields.state.used, looked.step];
  const at = { ...fields, state: { ...fields.state, used } };
  const words = (from: Fields): Fields[] => addOperand(from, operand, expander);
  if (empty !== null) return empty ? [at] : words(at);
  const [first] = operand.pieces;
  const { within } = at.state;
  if (held === null || within === null || first?.kind !== 'literal' || !first.text.startsWith('-'))
    return pieceValue(piece, at.state, expander).map(({ state, value }) => addSplit({ ...at, state }, value));
  const way = (holds: boolean): Fields => ({
    ...at,
    state: decide(at.state, `-z ${renderValue(held)}`, holds, within),
  });
  return [way(true), ...words(way(false))];
}

/** The operand as if it stood in the word itself: blanks outside of its quotes part words. */
function addOperand(fields: Fields, operand: Word, expander: Expander): Fields[] {
  let results: Fields[] = [fields];
  for (const piece of operand.pieces)
    results = results.flatMap((at) =>
      piece.kind === 'literal' && !piece.quoted ? [appendSplit(at, literal(piece))] : addPiece(at, piece, expander),
    );
  return results;
}

function isList(parameter: Parameter): boolean {
  return parameter.name === '@' || parameter.index === '@';
}

function literal(piece: Literal): Value {
  return textValue(piece.text);
}

function append(fields: Fields, value: Value, glob: boolean): Fields {
  const open = fields.open ?? { value: emptyValue, glob: false };
  return { ...fields, open: { value: concatValues(open.value, value), glob: open.glob || glob } };
}

function close(fields: Fields): Fields {
  return fields.open === null ? fields : { ...fields, done: [...fields.done, fields.open], open: null };
}

function appendItems(fields: Fields, items: readonly Value[]): Fields {
  return items.reduce((sum, item, index) => append(index === 0 ? sum : close(sum), item, false), fields);
}

/** Field splitting of an unquoted value; symbols in it stay marked as splitting. */
function appendSplit(fields: Fields, value: Value): Fields {
  let at = fields;
  for (const part of value) {
    if (part.kind === 'symbol') {
      at = append(at, [{ ...part, splits: !part.key.includes('#') || part.key.startsWith('$') }], false);
      continue;
    }
    const words = part.text.split(/[ \t\n]+/);
    words.forEach((word, index) => {
      if (index > 0) at = close(at);
      if (word !== '') at = append(at, textValue(word), /[*?[]/.test(word));
    });
  }
  return at;
}

/** The items that a piece stands for, in every state that its substitutions may end in. */
function pieceValue(piece: Piece, state: State, expander: Expander): Expanded<readonly Value[]>[] {
  switch (piece.kind) {
    case 'literal':
    case 'glob':
      return [{ state, value: [textValue(piece.text)] }];
    case 'parameter':
      return [parameterValue(piece, state, expander)];
    case 'output':
      return outputValue(piece, state, expander);
    case 'arithmetic':
      return [{ state, value: [arithmeticValue(piece.text, state)] }];
    case 'process':
      return processValue(piece, state, expander);
  }
}

function parameterValue(piece: Parameter, state: State, expander: Expander): Expanded<readonly Value[]> {
  const looked = lookUp(state, piece);
  const seen =
    looked.kind === 'unset' || looked.step === null ? state : { ...state, used: [...state.used, looked.step] };
  if (piece.operator === null) return { state: seen, value: plainItems(looked, piece.name) };
  if (piece.operator.kind === 'slice' && looked.kind === 'list') {
    const items = slicedItems(looked.items, piece, seen, expander);
    if (items !== null) return { state: seen, value: items };
  }
  if (looked.kind === 'list' && isPerItem(piece)) return eachItem(looked.items, piece, seen, expander);
  let at = seen;
  const expanded = new Map<Word, Value>();
  const expand = (word: Word): Value => {
    const known = expanded.get(word);
    if (known !== undefined) return known;
    const [first] = expandValue(word, at, expander);
    at = first?.state ?? at;
    expanded.set(word, first?.value ?? emptyValue);
    return first?.value ?? emptyValue;
  };
  const applied = applyOperator(looked, looked.kind === 'unset' ? looked.name : piece.name, piece.operator, expand);
  const stands = operandStands(looked, piece.operator, seen);
  if (stands === false)
    return { state: at, value: isPlus(piece.operator) ? [emptyValue] : plainItems(looked, piece.name) };
  const value = stands === null || piece.operator.kind !== 'default' ? applied.value : expand(piece.operator.operand);
  const after =
    applied.assign === null ? at : assignVariable(at, piece.name, stands === null ? applied.assign : value, null);
  return { state: after, value: [value] };
}

/** `${a[@]%x}`: what an operator does to texts it does to each item. */
function isPerItem({ operator, index, name }: Parameter): boolean {
  const isList = index === '@' || index === '*' || name === '@' || name === '*';
  return isList && (operator?.kind === 'trim' || operator?.kind === 'replace' || operator?.kind === 'case');
}

function eachItem(
  items: readonly Value[],
  piece: Parameter,
  state: State,
  expander: Expander,
): Expanded<readonly Value[]> {
  const { operator, name } = piece;
  if (operator === null) return { state, value: items };
  const expand = (word: Word): Value => expandValue(word, state, expander)[0]?.value ?? emptyValue;
  const changed = items.map((item) => {
    const isOpen = item.some((part) => part.kind === 'symbol' && part.splits);
    const { value } = applyOperator({ kind: 'value', value: item, step: null }, name, operator, expand);
    return isOpen ? value.map((part) => (part.kind === 'symbol' ? { ...part, splits: true } : part)) : value;
  });
  return { state, value: changed };
}

function isPlus(operator: ParameterOperator): boolean {
  return operator.kind === 'default' && operator.symbol.endsWith('+');
}

/** Whether the operand of `${X:-d}` or `${X:+d}` stands for X, by a test that decided it before; null where it is open. */
function operandStands(looked: Looked, operator: ParameterOperator, state: State): boolean | null {
  if (operator.kind !== 'default' || !/^:[-=+]$/.test(operator.symbol) || looked.kind === 'list') return null;
  const held = looked.kind === 'unset' ? unsetSymbol(looked.name) : looked.value;
  const empty = held.length === 1 && knownText(held) === null ? isEmptyHere(held, state) : null;
  return empty === null ? null : empty === (operator.symbol !== ':+');
}

/** `${a[@]:1:2}`: items, not characters; `${@:1}` counts from one. */
function slicedItems(
  items: readonly Value[],
  { name, operator }: Parameter,
  state: State,
  expander: Expander,
): readonly Value[] | null {
  if (operator?.kind !== 'slice') return null;
  const numberOf = (word: Word): number => {
    const [first] = expandValue(word, state, expander);
    return Number((first === undefined ? null : knownText(first.value)) ?? NaN);
  };
  const offset = numberOf(operator.offset) - (name === '@' || name === '*' ? 1 : 0);
  const length = operator.length === null ? items.length : numberOf(operator.length);
  const isOpen = items.some((item) => item.some((part) => part.kind === 'symbol' && part.splits));
  if (Number.isNaN(offset) || Number.isNaN(length) || offset < 0 || length < 0 || isOpen) return null;
  return items.slice(offset, offset + length);
}

/** Marks symbols with the variable that holds them, so that a stage can be given the value by name. */
function carried(value: Value, name: string): Value {
  return /^[A-Za-z_]\w*$/.test(name)
    ? value.map((part) => (part.kind === 'symbol' && value.length === 1 ? { ...part, carrier: name } : part))
    : value;
}

function plainItems(looked: Looked, name: string): readonly Value[] {
  switch (looked.kind) {
    case 'value':
      return [carried(looked.value, name)];
    case 'list':
      return looked.items;
    case 'unset':
      return [carried(unsetSymbol(looked.name), looked.name)];
  }
}

/** Commands whose output depends on the checkout alone: two runs print the same. */
const repeatable =
  /^(?:git (?:rev-parse|describe|log|show|config|branch|remote|rev-list|symbolic-ref)|cat|head|tail|grep|sed|awk|cut|tr|uname|id|whoami|hostname|basename|dirname|echo|printf|jq|node -p|nproc|which|command -v|go env|arch|dpkg --print-architecture|readlink|realpath)\b/;

/** `$(…)`: the text that the program prints where it is known, else a symbol named after the program. */
function outputValue(piece: CommandOutput, state: State, expander: Expander): Expanded<readonly Value[]>[] {
  return expander.run(piece.program, state).map((result) => {
    const text = streamText(result.stdout);
    if (text !== null && result.stdout.kind !== 'nothing')
      return { state: result.state, value: [withoutFinalNewlines(text)] };
    const source = expander.text(piece.program);
    const built = /Successfully built/.test(source) ? imagePrinting(result.stdout) : null;
    if (built !== null) return { state: result.state, value: [idValue(built)] };
    const parts = source.split(/[|;&]+/).map((part) => part.trim());
    if (parts.every((part) => part === '' || repeatable.test(part))) {
      const given = state.given.get(`$(${source})`);
      return { state: result.state, value: [given === undefined ? symbolValue(`$(${source})`) : textValue(given)] };
    }
    const counted = countUp(result.state, `output:${source}`);
    return {
      state: counted.state,
      value: [symbolValue(counted.number === 1 ? `$(${source})` : `$(${source})#${counted.number}`)],
    };
  });
}

/** The image whose build log a text was taken out of (3.1.1: a search for "Successfully built"). */
function imagePrinting(stream: Stream): string | null {
  if (stream.kind === 'unknown') return stream.image ?? null;
  return stream.kind === 'content' ? imageOfLog(stream.origin) : null;
}

function imageOfLog(origin: Origin): string | null {
  if (origin.kind === 'unknown') return origin.image ?? null;
  const [only, more] = origin.kind === 'derived' ? origin.from : [];
  return only === undefined || more !== undefined ? null : imageOfLog(only);
}

function withoutFinalNewlines(value: Value): Value {
  const last = value.at(-1);
  if (last?.kind !== 'text') return value;
  return concatValues(value.slice(0, -1), textValue(last.text.replace(/\n+$/, '')));
}

/** `<(…)` is a file that holds what the commands print; its name tells the commands. */
function processValue(piece: ProcessSubstitution, state: State, expander: Expander): Expanded<readonly Value[]>[] {
  return expander.run(piece.program, state).map((result) => {
    const source = expander.text(piece.program);
    const text = piece.direction === '<' && result.stdout.kind === 'text' ? result.stdout.text : null;
    const path = `/tmp/@input-${encodeURIComponent(source).replace(/[*'()!~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
    const host =
      text === null ? null : updateNode(result.state.world.host, path, () => fileNode({ kind: 'generated', text }));
    if (host === null) return { state: result.state, value: [symbolValue(`${piece.direction}(${source})`)] };
    return { state: { ...result.state, world: { ...result.state.world, host } }, value: [textValue(path)] };
  });
}
