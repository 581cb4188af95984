import { isReadFailure } from '../../source/file-tree.js';
import { markedText, valueOfMarked } from '../../world/marks.js';
import type { Origin } from '../../world/tree.js';
import { emptyValue, joinValues, symbolsOf, symbolValue, textValue, type Value } from '../../world/value.js';
import type { Invocation, Stream } from '../command.js';
import { parseSedScript, runSed } from './sed-script.js';

/**
 * The text behind an origin, where it is that of a Dockerfile (I-17): of other files it does not matter what comes out
 * of a filter, as long as the same comes out.
 */
export function dockerfileText(origin: Origin, invocation: Invocation): Value | null {
  if (origin.kind === 'generated') return looksLikeDockerfile(origin.text) ? origin.text : null;
  if (origin.kind !== 'repository') return null;
  const file = invocation.services.files.read(origin.path);
  if (isReadFailure(file) || file.encoding !== 'utf8') return null;
  const text = textValue(file.text);
  return looksLikeDockerfile(text) ? text : null;
}

export function streamDockerfile(stream: Stream, invocation: Invocation): Value | null {
  if (stream.kind === 'text') return looksLikeDockerfile(stream.text) ? stream.text : null;
  return stream.kind === 'content' ? dockerfileText(stream.origin, invocation) : null;
}

/** A line with FROM, and nothing else before the first but comments, ARG and blank lines. */
function looksLikeDockerfile(text: Value): boolean {
  const [first] = text;
  const shown = text.map((part) => (part.kind === 'text' ? part.text : '_')).join('');
  return first !== undefined && /^\ufeff?(?:[ \t]*(?:#.*|ARG[ \t].*)?\r?\n)*[ \t]*FROM[ \t]/i.test(shown);
}

/** What sed makes of a text; null where its script is not one that we carry out. */
export function sedText(scripts: readonly Value[], extended: boolean, text: Value): Value | null {
  const script = joinScripts(scripts);
  const inText = symbolsOf(text);
  const [marked, markedScript] = [markedText(text), markedText(script, inText.length)];
  if (marked === null || markedScript === null) return null;
  const commands = parseSedScript(markedScript.text, extended);
  // A pattern with free characters could match a part of a value that is not known.
  if (commands === null || (inText.length > 0 && /[[.]/.test(markedScript.text))) return null;
  const result = runSed(commands, marked.text);
  return result === null ? null : valueOfMarked(result, [...inText, ...symbolsOf(script)]);
}

function joinScripts(scripts: readonly Value[]): Value {
  return scripts.flatMap((script, index) => (index === 0 ? [...script] : [...textValue('\n'), ...script]));
}

/** `envsubst`: variables of the environment in the place of `$NAME` and `${NAME}`, of those that are named, if any are. */
export function envsubstText(text: Value, named: Value | null, invocation: Invocation): Value | null {
  const names = named === null ? null : namesIn(named);
  if (named !== null && names === null) return null;
  const parts = text.map((part): Value => {
    if (part.kind === 'symbol') return [part];
    return substituted(part.text, (name) => (names === null || names.has(name) ? variable(name, invocation) : null));
  });
  return joinValues(parts);
}

function namesIn(named: Value): ReadonlySet<string> | null {
  if (symbolsOf(named).length > 0) return null;
  const shown = named.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  return new Set([...shown.matchAll(/\$\{?([A-Za-z_]\w*)\}?/g)].flatMap(([, name]) => name ?? []));
}

function substituted(text: string, valueOf: (name: string) => Value | null): Value {
  const parts: Value[] = [];
  let at = 0;
  for (const match of text.matchAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
    const value = valueOf(match[1] ?? match[2] ?? '');
    if (value === null) continue;
    parts.push(textValue(text.slice(at, match.index)), value);
    at = match.index + match[0].length;
  }
  return joinValues([...parts, textValue(text.slice(at))]);
}

function variable(name: string, invocation: Invocation): Value {
  const value = invocation.environment.get(name);
  if (value === undefined) {
    return symbolValue(invocation.services.isSet(name) ? `${name}, which is not exported` : `\${${name}}`);
  }
  const [only] = value;
  if (value.length === 1 && only?.kind === 'symbol') return [{ ...only, carrier: name, splits: false }];
  return value.length === 0 ? emptyValue : value;
}
