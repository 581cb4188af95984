import { commandsOf, plainText, statementsOf } from '../support/shell.js';
import { withTexts, type Sample } from '../support/samples.js';
import type { TestTree } from '../support/folders.js';

/** A rewriting of a sample's scripts that leaves what they do as it is. */
export interface Transformation {
  readonly name: string;
  /** The trees that come of it, each with a name; none where it does not fit the sample. */
  readonly apply: (sample: Sample) => readonly Variant[];
}

export interface Variant {
  readonly name: string;
  readonly tree: TestTree;
}

interface Script {
  readonly path: string;
  readonly text: string;
}

function scriptsOf({ legacy }: Sample): readonly Script[] {
  const scripts = [...legacy].filter(([path, { executable }]) => path.endsWith('.sh') && executable);
  return scripts
    .map(([path, { bytes }]) => ({ path, text: bytes.toString() }))
    .filter(({ text }) => /\bdocker\b/.test(text));
}

/** Scripts that people start in the root; what others call is not among them. */
function entriesOf(sample: Sample): readonly Script[] {
  const scripts = scriptsOf(sample);
  return scripts.filter(({ path }) => !path.includes('/') && !scripts.some(({ text }) => text.includes(`/${path}`)));
}

function variant(sample: Sample, texts: Readonly<Record<string, string>>): readonly Variant[] {
  const isSame = Object.entries(texts).every(([path, text]) => sample.legacy.get(path)?.bytes.toString() === text);
  return isSame ? [] : [{ name: sample.name, tree: withTexts(sample.legacy, texts) }];
}

/** The same change of every script. */
function ofEveryScript(name: string, change: (text: string) => string, scripts = scriptsOf): Transformation {
  return {
    name,
    apply: (sample) =>
      variant(sample, Object.fromEntries(scripts(sample).map(({ path, text }) => [path, change(text)]))),
  };
}

/** Where the script's own work begins: behind the first lines, comments and `set`. */
function bodyStart(text: string): number {
  const preamble = /^(?:(?:#[^\n]*|set [^\n]*|[ \t\r]*)\n)*/.exec(text);
  return preamble?.[0].length ?? 0;
}

function insertBeforeBody(text: string, inserted: string): string {
  const at = bodyStart(text);
  return text.slice(0, at) + inserted + text.slice(at);
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

const suffix = '_renamed';

/** Names that only this script sets; a value from outside (`${TAG:-latest}`) keeps its name. */
function ownVariables(texts: readonly string[]): readonly string[] {
  const all = texts.join('\n');
  const assigned = [...all.matchAll(/(?:^|;)\s*(\w+)=/gm), ...all.matchAll(/\bfor (\w+) in\b/g)].map(
    ([, name]) => name ?? '',
  );
  return [...new Set(assigned)].filter(
    (name) => !/\d/.test(name.charAt(0)) && !new RegExp(`\\$\\{${name}:|--build-arg[= ]+${name}\\b`).test(all),
  );
}

function renamed(text: string, names: readonly string[]): string {
  return names.reduce(
    (now, name) =>
      now.replace(
        new RegExp(`(\\$\\{?|(?:^|(?<=[\\s;])))${name}(?==|\\b(?<=\\$\\{?${name})|\\s+in\\b)`, 'gm'),
        `$1${name}${suffix}`,
      ),
    text,
  );
}

const renameVariables: Transformation = {
  name: 'other names for its variables',
  apply: (sample) => {
    const scripts = scriptsOf(sample);
    const names = ownVariables(scripts.map(({ text }) => text));
    return variant(sample, Object.fromEntries(scripts.map(({ path, text }) => [path, renamed(text, names)])));
  },
};

/** The commands stay as they are, one level deeper. */
function wrapped(text: string): string {
  const at = bodyStart(text);
  const newline = newlineOf(text);
  const body = text.slice(at).replace(/[\r\n]*$/, newline);
  return `${text.slice(0, at)}main() {${newline}${body}}${newline}main "$@"${newline}`;
}

/** Splits between two statements of the script; what goes over the border decides how the second file may be started. */
function splits(start: 'sourced' | 'called'): Transformation {
  const apply = (sample: Sample): readonly Variant[] =>
    entriesOf(sample).flatMap(({ path, text }) => splitVariants(sample, path, text, start));
  return {
    name: start === 'sourced' ? 'its second half in a file that it sources' : 'its second half in a file that it calls',
    apply,
  };
}

function splitVariants(sample: Sample, path: string, text: string, start: 'sourced' | 'called'): readonly Variant[] {
  const from = bodyStart(text);
  const borders = statementsOf(text)
    .slice(1)
    .map((statement) => text.lastIndexOf('\n', statement.start) + 1)
    .filter((border) => border > from);
  return [...new Set(borders)].flatMap((border) => {
    const [first, second] = [text.slice(0, border), text.slice(border)];
    if (start === 'called' && dependsOn(first, second)) return [];
    const program = /^#!.*\bbash\b/.test(text) ? 'bash' : 'sh';
    const call = start === 'sourced' ? '. ./second-half.sh' : `${program} ./second-half.sh "$@"`;
    const head = start === 'sourced' ? '' : text.slice(0, from);
    const line = text.slice(0, border).split('\n').length;
    const texts = { [path]: `${first}${call}${newlineOf(text)}`, 'second-half.sh': head + second };
    return [{ name: `${sample.name}, before line ${line} of ${path}`, tree: withTexts(sample.legacy, texts) }];
  });
}

/** Whether the second half uses a variable, a function or a trap of the first. */
function dependsOn(first: string, second: string): boolean {
  const names = [...first.matchAll(/(?:^|[\s;])(\w+)(?:=|\(\))|\bfor (\w+) in\b/gm)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  return /^\s*trap\b/m.test(first) || names.some((name) => new RegExp(`\\b${name}\\b`).test(second));
}

/** Tags and paths become variables that are set once, in front. */
function literalsIntoVariables(text: string): string {
  const literals = commandsOf(text).flatMap(({ argv: [program, verb, ...operands] }) => {
    const isDocker = program !== undefined && plainText(text, program) === 'docker' && verb !== undefined;
    const plain = isDocker ? operands.filter((word) => /^[^-.].*[/:.]/.test(plainText(text, word) ?? '')) : [];
    return plain.map((word) => ({ ...word.span, value: plainText(text, word) ?? '' }));
  });
  const values = [...new Set(literals.map(({ value }) => value))];
  let result = text;
  for (const { start, end, value } of literals.reverse())
    result = `${result.slice(0, start)}"$value_${values.indexOf(value)}"${result.slice(end)}`;
  const newline = newlineOf(text);
  return insertBeforeBody(result, values.map((value, at) => `value_${at}='${value}'${newline}`).join(''));
}

/** Lines whose order cannot matter, with the reason; each pattern takes two neighbours. */
const independentLines: readonly { readonly why: string; readonly first: RegExp; readonly second: RegExp }[] = [
  {
    why: 'removing a container changes no image and no file',
    first: /^docker rm (?:-f )?[\w-]+$/,
    second: /^docker build [^|&;\\]*$/,
  },
  {
    why: 'two artifacts of one container go to different names',
    first: /^docker cp [\w-]+:\S+ \.$/,
    second: /^docker cp [\w-]+:\S+ \.$/,
  },
  {
    why: 'neither build names the image of the other',
    first: /^docker build -t \S+-build -f \S+ \.$/,
    second: /^docker build -t \S+-build -f \S+ \.$/,
  },
  { why: 'a message changes nothing', first: /^echo [^>|&;$`]*$/, second: /^docker build [^|&;\\]*$/ },
];

const reordered: Transformation = {
  name: 'independent lines in another order',
  apply: (sample) =>
    scriptsOf(sample).flatMap(({ path, text }) => {
      const lines = text.split('\n');
      const at = lines.findIndex((line, index) =>
        independentLines.some(({ first, second }) => first.test(line) && second.test(lines[index + 1] ?? '')),
      );
      if (at === -1 || sample.name === 'chain-of-builders') return [];
      const [one = '', other = ''] = lines.slice(at, at + 2);
      return variant(sample, { [path]: lines.toSpliced(at, 2, other, one).join('\n') });
    }),
};

const verbs = { build: 'image', create: 'container', cp: 'container', rm: 'container' } as const;

function longVerbs(text: string): string {
  return Object.entries(verbs).reduce(
    (now, [verb, noun]) => now.replace(new RegExp(`\\bdocker ${verb}\\b`, 'g'), `docker ${noun} ${verb}`),
    text,
  );
}

function shortVerbs(text: string): string {
  return text.replace(/\bdocker (?:container|image) (build|create|cp|rm)\b/g, 'docker $1');
}

const command = '(?=build|create|cp|rm|container|image)';

const cdLines = ['cd "$(dirname "$0")"', 'cd "$(cd "$(dirname "$0")" && pwd)"', 'cd -- "$(dirname -- "$0")" || exit 1'];

export const transformations: readonly Transformation[] = [
  renameVariables,
  ofEveryScript('all its commands in a function', wrapped, entriesOf),
  splits('sourced'),
  splits('called'),
  ofEveryScript('its tags and paths in variables', literalsIntoVariables),
  reordered,
  ofEveryScript('docker container cp and the like', longVerbs),
  ofEveryScript('docker cp and the like', shortVerbs),
  ofEveryScript('sudo docker', (text) =>
    text.replace(new RegExp(`(?<!sudo )\\bdocker ${command}`, 'g'), 'sudo docker '),
  ),
  ofEveryScript('the program in a variable', (text) =>
    insertBeforeBody(
      text.replace(new RegExp(`\\bdocker ${command}`, 'g'), '$DOCKER '),
      `DOCKER=docker${newlineOf(text)}`,
    ),
  ),
  ...cdLines.map((line) =>
    ofEveryScript(`first ${line}`, (text) => insertBeforeBody(text, line + newlineOf(text)), entriesOf),
  ),
];
