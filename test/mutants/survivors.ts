import type { Mutant } from './mutants.js';
import { unitTexts } from './mutants.js';
import type { TestTree } from '../support/folders.js';
import { commutes } from './order.js';

/** Mutants of one kind that change nothing anybody can observe, and why. A mutant that the proof lets through must be one of them. */
export interface Equivalence {
  readonly name: string;
  readonly because: string;
  readonly holds: (mutant: Mutant, original: string, tree: TestTree) => boolean;
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s\\]+/).filter((word) => word !== '');
const keywordOf = (text: string): string => (wordsOf(text)[0] ?? '').toUpperCase();

/** The mutated unit as it stands in the mutant, where only one unit changed. */
function changedUnit({ file, text }: Mutant, original: string): readonly [before: string, after: string] | null {
  const [before, after] = [unitTexts(file, original), unitTexts(file, text)];
  const at = before.findIndex((unit, index) => unit !== after[index]);
  const [one, other] = [before[at], after[at]];
  return before.length === after.length &&
    one !== undefined &&
    other !== undefined &&
    before.slice(at + 1).join('\n') === after.slice(at + 1).join('\n')
    ? [one, other]
    : null;
}

/** What a COPY of one source from the context or a stage makes: flags, where from, where to, relative to the working directory. */
function landingOf(copy: string, workdir: string): string | null {
  if (keywordOf(copy) !== 'COPY') return null;
  const words = wordsOf(copy).slice(1);
  const flags = words.filter((word) => word.startsWith('--'));
  const [source, target, ...more] = words.filter((word) => !word.startsWith('--'));
  if (source === undefined || target === undefined || more.length > 0) return null;
  const base = source.slice(source.lastIndexOf('/') + 1);
  const isFolder = target === '.' || target.endsWith('/');
  const landed = isFolder ? `${target}/${base}` : target;
  const absolute = landed.startsWith('/') ? landed : `${workdir}/${landed}`;
  const fromContext = flags.length > 0 ? source : source.replace(/^\.?\//, '');
  return [...flags, fromContext, absolute.replace(/\/\.?(?=\/)/g, '')].join(' ');
}

/** The working directory where a unit stands, as its stage sets it. */
function workdirAt(original: string, unit: string): string {
  const before = original.slice(0, Math.max(0, original.indexOf(unit)));
  const set = [...before.matchAll(/^(?:WORKDIR (\S+)|FROM .*)$/gim)].at(-1);
  return set?.[1]?.replace(/\/$/, '') ?? '';
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join(' ') === [...other].sort().join(' ');
}

/** The unit without one word, in both versions. */
function differsOnlyIn(words: RegExp, mutant: Mutant, original: string): boolean {
  const units = changedUnit(mutant, original);
  if (units === null) return false;
  const [before, after] = units.map((unit) =>
    wordsOf(unit)
      .filter((word) => !words.test(word))
      .join(' '),
  );
  return before === after;
}

export const equivalences: readonly Equivalence[] = [
  {
    name: 'independent neighbours in another order',
    because:
      'each pair whose order changed commutes: settings of the image that nothing reads during the build, files with different destinations, assignments that do not use each other',
    holds: (mutant, original) =>
      commutes(unitTexts(mutant.file, original), unitTexts(mutant.file, mutant.text), original),
  },
  {
    name: 'the same destination, written differently',
    because: '`COPY x .`, `COPY x x` and `COPY ./x x` put one source at one path',
    holds: (mutant, original) => {
      const units = changedUnit(mutant, original);
      if (units === null) return false;
      const [before, after] = units.map((unit) => landingOf(unit, workdirAt(original, mutant.unit)));
      return before !== null && before === after;
    },
  },
  {
    name: 'sources and flags of a COPY in another order',
    because: 'flags have no order, and sources with different names land beside each other in any order',
    holds: (mutant, original) => {
      const [before = '', after = ''] = changedUnit(mutant, original) ?? [];
      const [one, other] = [wordsOf(before), wordsOf(after)];
      return (
        keywordOf(before) === 'COPY' && one[0] === other[0] && one.at(-1) === other.at(-1) && sameWords(one, other)
      );
    },
  },
  {
    name: 'the commands of a shim stage in the stage that it is based on',
    because: 'a stage that is FROM another one holds all that it holds',
    holds: ({ mutation, unit }) => /^(?:swapped|moved)$/.test(mutation) && /^FROM \S+ AS handoff/.test(unit),
  },
  {
    name: 'MAINTAINER, ENTRYPOINT or CMD of a builder',
    because: 'it describes an image that is not kept',
    holds: ({ file, unit, text, mutation }, original) =>
      !file.endsWith('.sh') &&
      /^(?:MAINTAINER|ENTRYPOINT|CMD)$/.test(keywordOf(unit)) &&
      original.lastIndexOf('\nFROM ') > original.indexOf(unit) &&
      !isBasedOnStage(original) &&
      (mutation === 'dropped' || text.includes(keywordOf(unit))),
  },
  {
    name: 'a word that only says how docker is called',
    because: '`sudo docker` is docker, `docker image build` is `docker build`',
    holds: (mutant, original) =>
      mutant.mutation === 'dropped' &&
      /^(?:sudo|image|container)$/.test(mutant.word ?? '') &&
      differsOnlyIn(/^(?:sudo|image|container)$/, mutant, original),
  },
  {
    name: 'a build with the cache',
    because:
      'the cache gives what the build would give (CACHE-1); the report says that the option concerns more steps now',
    holds: (mutant, original) =>
      mutant.mutation === 'dropped' && mutant.word === '--no-cache' && differsOnlyIn(/^--no-cache$/, mutant, original),
  },
  {
    name: 'readonly',
    because: 'nothing assigns the variable again',
    holds: ({ word, unit }, original) =>
      word === 'readonly' &&
      unit.startsWith('readonly ') &&
      original.split(`${/ (\w+)=/.exec(unit)?.[1] ?? ' '}=`).length === 2,
  },
  {
    name: '[ -n WORD ]',
    because: '`[ WORD ]` asks the same',
    holds: ({ mutation, word, unit }) => mutation === 'dropped' && word === '-n' && /^\[ -n "[^"]*" \]$/.test(unit),
  },
  {
    name: 'options and operands of docker build in another order',
    because: 'the context may stand in front of an option',
    holds: (mutant, original) => {
      const [before = '', after = ''] = changedUnit(mutant, original) ?? [];
      const isOption = (word: string | null): boolean => /^--\w[\w-]*=\S+$/.test(word ?? '') || word === '.';
      return (
        mutant.mutation === 'swapped' &&
        /^docker build /.test(before) &&
        isOption(mutant.word) &&
        isOption(mutant.other) &&
        sameWords(wordsOf(before), wordsOf(after))
      );
    },
  },
  {
    name: 'an argument that the called script no longer reads',
    because: 'its only use was in a statement that went',
    holds: ({ mutation, unit, word }) =>
      mutation === 'replaced' && /^\.\/\S+\.sh /.test(unit) && wordsOf(unit)[1] === word,
  },
  {
    name: 'COPY . instead of the only source',
    because: 'beside that source the context holds the edited Dockerfiles alone, whose own bytes are excused (IGN-8)',
    holds: ({ file, mutation, unit, word, other }, _, tree) => {
      const folder = file.slice(0, file.lastIndexOf('/') + 1);
      const beside = [...tree.keys()].filter((path) => path.startsWith(folder) && !/Dockerfile[^/]*$/.test(path));
      return (
        mutation === 'replaced' &&
        folder !== '' &&
        unit === `COPY ${word} .` &&
        other === '.' &&
        beside.join() === `${folder}${word}`
      );
    },
  },
  {
    name: 'whether a tag is pulled before it is built',
    because: 'the build gives the tag a meaning of its own; a pull before it only fills the cache (CACHE-2, I-28)',
    holds: ({ unit }, original) => /^(?:true|docker pull )/.test(unit) && /docker pull \S+ \|\| true/.test(original),
  },
  {
    name: 'COPY ./ beside every source by its name',
    because: 'the context holds nothing else but project files, whose own bytes are excused (IGN-8)',
    holds: ({ mutation, unit, other }, _, tree) =>
      mutation === 'replaced' &&
      /^COPY /.test(unit) &&
      other === './' &&
      [...tree.keys()].every((path) => /Dockerfile|\.sh$|\.gitignore$/.test(path) || wordsOf(unit).includes(path)),
  },
  {
    name: 'an assignment that nothing reads any more',
    because: 'its value went into the Dockerfile',
    holds: ({ mutation, unit }, original) => {
      const name = /^(\w+)=\S*$/.exec(unit)?.[1];
      return mutation === 'dropped' && name !== undefined && !new RegExp(`\\$\\{?${name}\\b`).test(original);
    },
  },
  {
    name: 'another base for a stage that only passes files on',
    because: 'nothing is taken from it but what was copied into it',
    holds: ({ mutation, unit, word }) =>
      mutation === 'replaced' && word === 'scratch' && /^FROM scratch AS /.test(unit),
  },
  {
    name: 'the source once more in place of --chown=0:0',
    because: 'root of the stage made the file, and a source that is named twice is one file',
    holds: ({ mutation, unit, word, other }) =>
      mutation === 'replaced' &&
      word === '--chown=0:0' &&
      other !== null &&
      wordsOf(unit).includes(other) &&
      /^COPY --from=(?:handoff|files) /.test(unit),
  },
];

/** The last stage is FROM another one, whose settings it takes over. */
function isBasedOnStage(dockerfile: string): boolean {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)(?: AS (\S+))?/gim)];
  return bases.some(([, , name]) => name !== undefined && name === bases.at(-1)?.[1]);
}
