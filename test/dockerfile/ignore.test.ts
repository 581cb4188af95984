import dockerignore from '@balena/dockerignore';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  canMatchBelow,
  filterBelow,
  ignoreFileFor,
  ignoreMatcher,
  parseIgnore,
  reachBelow,
  type Reach,
} from '../../lib/dockerfile/ignore.js';

const lines = (...texts: readonly string[]): string => texts.join('\n');

describe('parseIgnore (IG-5)', () => {
  it('cleans patterns and keeps their lines', () => {
    const text = lines('\ufeff# c', '', ' /a//b/ ', '!  ./c', ' # not a comment', '.', '!', '[\r', '/');
    expect(
      parseIgnore(text).map(({ pattern, negated, line, error }) => [pattern, negated, line, error !== null]),
    ).to.deep.equal([
      ['a/b', false, 3, false],
      ['c', true, 4, false],
      ['# not a comment', false, 5, false],
      ['.', false, 6, false],
      ['', true, 7, true],
      ['[', false, 8, true],
      ['/', false, 9, false],
    ]);
  });
});

describe('ignoreMatcher (IG-5)', () => {
  const rows: readonly (readonly [rules: string, path: string, ignored: boolean])[] = [
    ['a', 'a', true],
    ['a', 'a/b', true],
    ['a', 'b/a', false],
    ['a', 'A', false],
    ['/a', 'a', true],
    ['a/', 'a', true],
    ['*.md', 'x.md', true],
    ['*.md', 'd/x.md', false],
    ['**/*.md', 'x.md', true],
    ['**/*.md', 'd/e/x.md', true],
    ['a/*', 'a', false],
    ['a/*', 'a/b', true],
    ['a/*', 'a/b/c', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b/c', true],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/d/c', true],
    ['**', 'a', true],
    ['**/a', 'b/a/c', true],
    ['**/a', 'ba', false],
    ['**a', 'ba', true],
    ['**.js', 'd/x.js', true],
    ['*', '.hidden', true],
    ['?', 'a', true],
    ['?', '/', false],
    ['[ab]c', 'bc', true],
    ['[^a]', 'b', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a+b', 'a+b', true],
    ['a+b', 'aab', false],
    ['a(', 'a(', true],
    ['a.b', 'axb', false],
    ['a$', 'a$', true],
    ['{a,b}', 'a', false],
    [lines('*', '!a'), 'a', false],
    [lines('*', '!a'), 'a/b', false],
    [lines('*', '!a'), 'b', true],
    [lines('!a', '*'), 'a', true],
    [lines('a', '!a/b'), 'a/b', false],
    [lines('a', '!a/b'), 'a/c', true],
    [lines('a', '!a/b', 'a/b/c'), 'a/b/c', true],
    [lines('**/*.map', '!keep.map'), 'keep.map', false],
    ['#a', '#a', false],
    [' #a', '#a', true],
    ['.', 'a', false],
    ['constructor', 'constructor', true],
    ['a', '.', false],
    ['**', '.', false],
    ['[', 'a', false],
    ['a', './a/', true],
    ['ä?', 'ä😀', true],
    ['a[^a]a', 'a/a/a', true],
  ];
  for (const [rules, path, ignored] of rows) {
    it(`${JSON.stringify(rules)} ${ignored ? 'keeps out' : 'lets in'} ${path}`, () => {
      expect(ignoreMatcher(rules)(path)).to.equal(ignored);
    });
  }

  // Left out, since the library differs from moby there: `[^…]` that takes a `/`, `**` inside a name, signs of regular
  // expressions (`+`, `(`), names like `constructor`; and it is slow for many stars.
  it('agrees with @balena/dockerignore where that agrees with moby', () => {
    const element = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '.', '[ab]'), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('').replace(/\*{2,}/g, '*'));
    const rule = fc.tuple(fc.boolean(), fc.array(fc.oneof(element, fc.constant('**')), { minLength: 1, maxLength: 3 }));
    const path = fc.array(
      fc.array(fc.constantFrom('a', 'b', '.', 'ab'), { minLength: 1, maxLength: 2 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 4 },
    );
    const isPlain = (elements: readonly string[]): boolean => elements.every((name) => name !== '.' && name !== '..');
    fc.assert(
      fc.property(
        fc.array(
          rule.filter(([, elements]) => isPlain(elements)),
          { maxLength: 4 },
        ),
        path.filter(isPlain),
        (rules, elements) => {
          const text = rules.map(([negated, parts]) => (negated ? '!' : '') + parts.join('/')).join('\n');
          const oracle = dockerignore.default({ ignorecase: false }).add(text);
          expect(ignoreMatcher(text)(elements.join('/'))).to.equal(oracle.ignores(elements.join('/')));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes no excessive time for hostile patterns', () => {
    expect(ignoreMatcher(`${'*a'.repeat(40)}b`)('a'.repeat(2000))).to.equal(false);
    expect(ignoreMatcher(`${'**/'.repeat(40)}b`)('a/'.repeat(500))).to.equal(false);
  });
});

describe('what a pattern can match below an unknown tree (IGN-2)', () => {
  const rows: readonly (readonly [pattern: string, directory: string, reach: Reach])[] = [
    ['dist', 'dist', 'whole'],
    ['dist', 'dist/app', 'whole'],
    ['d*', 'dist', 'whole'],
    ['**', 'dist', 'whole'],
    ['**/dist', 'a/dist', 'whole'],
    ['dist', '.', 'part'],
    ['dist/**', 'dist', 'contents'],
    ['dist/*', 'dist', 'contents'],
    ['*', '.', 'contents'],
    ['**', '.', 'contents'],
    ['dist/a', 'dist', 'part'],
    ['**/*.map', 'dist', 'part'],
    ['*/test', 'dist', 'part'],
    ['dist/**/x', 'dist', 'part'],
    ['**.map', 'dist', 'part'],
    ['d?st/a/b', 'dist/a', 'part'],
    ['other', 'dist', 'none'],
    ['*.map', 'dist', 'none'],
    ['dist2/a', 'dist', 'none'],
    ['dist/a', 'dist/b', 'none'],
    ['[', 'dist', 'none'],
    ['.', 'dist', 'none'],
    ['.', '.', 'none'],
  ];
  for (const [pattern, directory, reach] of rows) {
    it(`${pattern} reaches ${reach} of ${directory}`, () => {
      const [parsed] = parseIgnore(pattern);
      if (parsed === undefined) throw new Error('no pattern');
      expect(reachBelow(parsed, directory)).to.equal(reach);
      expect(canMatchBelow(parsed, directory)).to.equal(reach !== 'none');
    });
  }

  const filters: readonly (readonly [
    rules: string,
    directory: string,
    otherwise: string,
    exceptions: readonly string[],
  ])[] = [
    ['node_modules', 'included', 'included', []],
    ['**/*.map', 'included', 'included', ['**/*.map']],
    [lines('**/*.map', '!dist/**/a.map'), 'included', 'included', ['**/*.map', '!dist/**/a.map']],
    ['dist', 'excluded', 'excluded', []],
    ['dist/*', 'included', 'excluded', []],
    [lines('*', '!dist'), 'included', 'included', []],
    [lines('*', '!dist', '**/*.md'), 'included', 'included', ['**/*.md']],
    [lines('*', '!dist/app'), 'excluded', 'excluded', ['!dist/app']],
    [lines('!dist/app'), 'included', 'included', []],
  ];
  for (const [rules, directory, otherwise, exceptions] of filters) {
    it(`${JSON.stringify(rules)} leaves dist ${directory}, what is below ${otherwise} but for [${exceptions.join(' ')}]`, () => {
      const filter = filterBelow(rules, 'dist');
      expect({ ...filter, exceptions: filter.exceptions.map(({ text }) => text) }).to.deep.equal({
        directory,
        otherwise,
        exceptions,
      });
    });
  }

  it('none never matches, whole and contents always do', () => {
    const rule = fc
      .array(fc.constantFrom('a', 'b', '*', '**', '/', '?', '[ab]', '.'), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''));
    const name = fc.constantFrom('a', 'b', 'ab', 'a.b', '.a');
    fc.assert(
      fc.property(rule, name, fc.array(name, { minLength: 1, maxLength: 3 }), (text, directory, below) => {
        for (const pattern of parseIgnore(text)) {
          const reach = reachBelow({ ...pattern, negated: false }, directory);
          const ignored = ignoreMatcher([{ ...pattern, negated: false }])([directory, ...below].join('/'));
          if (reach === 'none') expect(ignored).to.equal(false);
          if (reach === 'whole' || reach === 'contents') expect(ignored).to.equal(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('ignoreFileFor (IG-3, IG-4)', () => {
  const choose = (buildkit: boolean, ...present: readonly string[]): string | null =>
    ignoreFileFor('docker/Dockerfile.build', 'app', (path) => present.includes(path), buildkit);
  const own = 'docker/Dockerfile.build.dockerignore';

  it('BuildKit takes the file beside the Dockerfile alone, else that of the context', () => {
    expect(choose(true, own, 'app/.dockerignore')).to.equal(own);
    expect(choose(true, 'app/.dockerignore', '.dockerignore')).to.equal('app/.dockerignore');
    expect(choose(true)).to.equal(null);
  });

  it('classic never looks beside the Dockerfile', () => {
    expect(choose(false, own, 'app/.dockerignore')).to.equal('app/.dockerignore');
    expect(choose(false, own)).to.equal(null);
  });

  it('takes the root of the repository as a context', () => {
    expect(ignoreFileFor('./Dockerfile', '.', (path) => path === '.dockerignore', true)).to.equal('.dockerignore');
  });
});
