import { quoteShell } from '../../../script/shell/text.js';
import { knownText, textValue, type Value } from '../../../world/value.js';
import type { Setting } from './image-config.js';
import type { HostValues } from './host-values.js';

/** What a container runs: words without a shell, or a text for the image's own shell. */
export type Running =
  | { readonly kind: 'argv'; readonly words: readonly Value[] }
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'unknown'; readonly why: string };

interface Launch {
  readonly entrypoint: Setting;
  readonly command: Setting;
  /** `--entrypoint`; null where it is not given. */
  readonly override: Value | null;
  readonly words: readonly Value[];
}

/** Which argv runs (3.3): `--entrypoint` discards the image's CMD, arguments replace it, a shell ENTRYPOINT ignores both. */
export function runningOf(launch: Launch): Running {
  const { override, words, entrypoint, command } = launch;
  if (override !== null && override.length > 0) return { kind: 'argv', words: [override, ...words] };
  if (entrypoint.kind === 'shell') return { kind: 'shell', text: entrypoint.text };
  const front = entrypoint.kind === 'exec' ? entrypoint.argv.map((text) => textValue(text)) : [];
  if (words.length > 0) return { kind: 'argv', words: [...front, ...words] };
  switch (command.kind) {
    case 'unknown':
      return { kind: 'unknown', why: 'what the image runs by default is not in the repository' };
    case 'none':
      return front.length > 0
        ? { kind: 'argv', words: front }
        : { kind: 'unknown', why: 'the image has no command of its own' };
    case 'exec':
      return { kind: 'argv', words: [...front, ...command.argv.map((text) => textValue(text))] };
    case 'shell':
      return front.length === 0
        ? { kind: 'shell', text: command.text }
        : { kind: 'argv', words: [...front, ...['/bin/sh', '-c', command.text].map((text) => textValue(text))] };
  }
}

export interface RunText {
  /** What follows RUN. */
  readonly text: string;
  /** Assignments may stand in front of it: it is one simple command for a shell. */
  readonly simple: boolean;
  /** A script text holds host values: they are taken to be plain words. */
  readonly splices: boolean;
}

/** The RUN that does the same (3.3); null where a host value has no name that an ARG could have. */
export function runText(running: Running, ownShell: boolean, values: HostValues): RunText | null {
  switch (running.kind) {
    case 'unknown':
      return null;
    case 'shell':
      return { text: running.text, simple: isSimple(running.text), splices: false };
    case 'argv':
      return argvText(running.words, ownShell, values);
  }
}

function argvText(words: readonly Value[], ownShell: boolean, values: HostValues): RunText | null {
  const [first, option, script, ...more] = words;
  const name = knownText(first ?? []) ?? '';
  if (/(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(name) && script !== undefined && /^-\w*c$/.test(knownText(option ?? []) ?? ''))
    return scriptText([name, knownText(option ?? []) ?? ''], script, more, ownShell, values);
  const texts = words.map((word) => shellWord(word, values));
  return texts.includes(null) ? null : { text: texts.join(' '), simple: true, splices: false };
}

/** `sh -c TEXT` is `RUN TEXT`; any other shell is named in the JSON form. */
function scriptText(
  shell: readonly [string, string],
  script: Value,
  more: readonly Value[],
  ownShell: boolean,
  values: HostValues,
): RunText | null {
  const text = spliced(script, values);
  const rest = more.map(knownText);
  if (text === null || rest.includes(null)) return null;
  const splices = knownText(script) === null;
  const isDefault = /^(?:\/bin\/)?sh$/.test(shell[0]) && shell[1] === '-c' && more.length === 0 && !ownShell;
  if (isDefault && isOneLine(text)) return { text: text.trim(), simple: isSimple(text), splices };
  return {
    text: `[${[...shell, text, ...rest].map((word) => JSON.stringify(word)).join(', ')}]`,
    simple: false,
    splices,
  };
}

/** Nothing that a Dockerfile would read in another way than the shell: a second line, a heredoc, flags, JSON. */
function isOneLine(text: string): boolean {
  return !/\n|<<|\\$/.test(text.trim()) && !/^(?:--|\[|#)/.test(text.trim());
}

/** Host values within the text of a script, as the variables that carry them. */
function spliced(script: Value, values: HostValues): string | null {
  let text = '';
  for (const part of script) {
    const name = part.kind === 'text' ? null : values.symbol(part);
    if (part.kind === 'symbol' && name === null) return null;
    text += part.kind === 'text' ? part.text : `\${${name ?? ''}}`;
  }
  return text;
}

/** One word for a shell: quoted where it must be; a host value that the script did not quote splits here as well. */
function shellWord(word: Value, values: HostValues): string | null {
  const text = knownText(word);
  if (text !== null) return quoteShell(text);
  const names = word.map((part) => (part.kind === 'symbol' ? values.symbol(part) : ''));
  if (names.includes(null)) return null;
  const open = word.every((part) => (part.kind === 'text' ? /^[\w@%+:,./=-]*$/.test(part.text) : part.splits));
  const inner = word
    .map((part, index) =>
      part.kind === 'text' ? part.text.replace(/["\\$`]/g, '\\$&') : reference(names[index] ?? '', word[index + 1]),
    )
    .join('');
  return open ? inner : `"${inner}"`;
}

function reference(name: string, next: Value[number] | undefined): string {
  return next?.kind === 'text' && /^\w/.test(next.text) ? `\${${name}}` : `$${name}`;
}

/** One command without operators and without variables of its own. */
function isSimple(text: string): boolean {
  return (
    /^[\w./@%+:,-][\w./@%+:,=-]*(?:[ \t]+[^;&|<>()`$\n\\#!]*)?$/.test(text.trim()) &&
    !/^(?:cd|exec|export|set|eval)\b/.test(text.trim())
  );
}

/** A word in front of which an assignment may stand. */
export function assignment(name: string, text: string): string {
  return `${name}=${quoteShell(text)}`;
}

/** A value as it stands behind ENV: the builder expands `$` there. */
export function envPair(name: string, text: string): string {
  const escaped = text.replace(/[\\$"]/g, '\\$&');
  return `${name}=${/^[\w@%+:,./=-]+$/.test(text) ? text : `"${escaped}"`}`;
}
