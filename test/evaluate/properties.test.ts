import { expect } from 'chai';
import fc from 'fast-check';
import type { Trace } from '../../lib/world/step.js';
import { scripts, straightLines, tokenSoup } from './random-scripts.js';
import { buildsOf, codesOf, evaluateText, hostOf, imagesOf, stepsOf, waysOf, type Files } from './traces.js';

const seed = 20_170_404;

const files: Files = {
  Dockerfile: 'FROM a\nCOPY x /\n',
  'Dockerfile.build': 'FROM b\n',
  'sub/Dockerfile': 'FROM c\n',
  f: 'text\n',
  'lib.sh': 'A=lib\ndocker pull T\n',
  'other.sh': '#!/bin/sh\ndocker build -t "$1" .\n. ./lib.sh\n',
};

/** Everything that a later room can see of a trace. */
function shown(trace: Trace): unknown {
  const paths = trace.paths.map((path) => [
    hostOf(path.last),
    imagesOf(path.last),
    stepsOf(path),
    path.decisions.map(({ key, holds }) => [key, holds]),
    path.end,
  ]);
  return [paths, codesOf(trace), trace.files];
}

/** What a script leaves behind: it must not depend on how the script is written. */
function result(trace: Trace): unknown {
  return trace.paths.map((path) => [hostOf(path.last), imagesOf(path.last), buildsOf(path)]);
}

/** Laid out as one file, and as others that mean the same. */
const layouts: readonly (readonly [
  what: string,
  lay: (lines: readonly string[]) => readonly [script: string, files: Files],
])[] = [
  ['in a function', (lines) => [`run() {\n${lines.join('\n')}\n}\nrun`, {}]],
  ['in two functions', (lines) => [`a() {\n${half(lines, 0)}\n}\nb() {\n${half(lines, 1)}\n}\na\nb`, {}]],
  ['in ( )', (lines) => [`(\n${lines.join('\n')}\n)`, {}]],
  ['in { }', (lines) => [`{\n${lines.join('\n')}\n}`, {}]],
  ['in a file that is sourced', (lines) => [`${half(lines, 0)}\n. ./rest.sh`, { 'rest.sh': half(lines, 1) }]],
  ['in a script that is called', (lines) => ['./all.sh', { 'all.sh': `#!/bin/sh\n${lines.join('\n')}` }]],
  ['in an if that holds', (lines) => [`if true; then\n${lines.join('\n')}\nfi`, {}]],
  ['in a loop of one round', (lines) => [`for once in 1; do\n${lines.join('\n')}\ndone`, {}]],
  ['in eval', (lines) => [`eval ${quote(lines.join('\n'))}`, {}]],
  ['in sh -c', (lines) => [`sh -c ${quote(lines.join('\n'))}`, {}]],
  [
    'with other names of variables',
    (lines) => [
      lines
        .join('\n')
        .replace(/\bid\b/g, 'other')
        .replace(/\bT=tag\b/g, 'W=tag')
        .replaceAll('$T:', '$W:')
        .replace(/\bfor p\b/g, 'for q')
        .replaceAll('$p', '$q'),
      {},
    ],
  ],
  ['with ; for line ends', (lines) => [lines.join('; '), {}]],
  ['with comments and blanks', (lines) => [lines.map((line) => `  # ${line}\n\n  ${line}   # end`).join('\n'), {}]],
];

function half(lines: readonly string[], which: 0 | 1): string {
  const middle = Math.ceil(lines.length / 2);
  return ['', ...(which === 0 ? lines.slice(0, middle) : lines.slice(middle)), 'true'].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

describe('reading a script', () => {
  it('never throws and ends, on scripts of all shapes (invariant 5)', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        expect(waysOf(evaluateText(script, files))).to.have.length.within(1, 128);
      }),
      { seed, numRuns: 300 },
    );
  }).timeout(60_000);

  it('never throws and ends, on words in any order (invariant 5)', () => {
    fc.assert(
      fc.property(tokenSoup, (script) => {
        expect(evaluateText(script, files).paths).to.have.length.within(1, 128);
      }),
      { seed, numRuns: 400 },
    );
  }).timeout(60_000);

  it('gives the same trace twice (invariant 4)', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        expect(shown(evaluateText(script, files))).to.deep.equal(shown(evaluateText(script, files)));
      }),
      { seed, numRuns: 100 },
    );
  }).timeout(60_000);

  it('numbers the steps of each way from 0 and joins their worlds', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { steps } of evaluateText(script, files).paths)
          expect(steps.map(({ index }) => index)).to.deep.equal(steps.map((_, at) => at));
      }),
      { seed, numRuns: 100 },
    );
  }).timeout(60_000);

  it('never decides one condition twice on a way', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { decisions } of evaluateText(script, files).paths) {
          const keys = decisions.map(({ key }) => key);
          expect(keys).to.deep.equal([...new Set(keys)]);
        }
      }),
      { seed, numRuns: 100 },
    );
  }).timeout(60_000);

  it('gives no two ways the same decisions', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const ways = evaluateText(script, files).paths.map(({ decisions }) =>
          decisions.map(({ key, holds }) => `${holds} ${key}`).join('\n'),
        );
        expect(ways).to.deep.equal([...new Set(ways)]);
      }),
      { seed, numRuns: 100 },
    );
  }).timeout(60_000);
});

describe('what a script leaves does not depend on how it is laid out', () => {
  for (const [what, lay] of layouts)
    it(what, () => {
      fc.assert(
        fc.property(straightLines, (lines) => {
          const [script, more] = lay(lines);
          expect(result(evaluateText(script, { ...files, ...more }))).to.deep.equal(
            result(evaluateText(lines.join('\n'), { ...files, ...more })),
          );
        }),
        { seed, numRuns: 60 },
      );
    }).timeout(30_000);
});
