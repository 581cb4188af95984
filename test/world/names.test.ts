import { expect } from 'chai';
import fc from 'fast-check';
import {
  baseName,
  displayPath,
  joinHostPath,
  normalizePath,
  parentPath,
  relativeTo,
  repositoryPath,
  resolveHostPath,
} from '../../lib/world/host-path.js';
import { referenceKey, splitReference } from '../../lib/world/reference.js';
import {
  concatValues,
  equalValues,
  knownText,
  quoted,
  renderValue,
  splitAtFirst,
  symbolValue,
  textValue,
  withFallbacks,
  type Value,
} from '../../lib/world/value.js';

const symbol = (key: string, fallback: string | null = null): Value => symbolValue(key, false, fallback);
const joined = (...parts: readonly (string | Value)[]): Value =>
  concatValues(...parts.map((part) => (typeof part === 'string' ? textValue(part) : part)));

describe('a host path is found however it is written (CP-A5)', () => {
  const rows: readonly (readonly [value: Value, cwd: string, path: string, ending: string])[] = [
    [textValue('a'), '/@', '/@/a', 'plain'],
    [textValue('./a/'), '/@', '/@/a', 'slash'],
    [textValue('a/.'), '/@', '/@/a', 'dot'],
    [textValue('.'), '/@/d', '/@/d', 'plain'],
    [textValue('./'), '/@/d', '/@/d', 'slash'],
    [textValue('..'), '/@/d', '/@', 'plain'],
    [textValue('../../../x'), '/@/d', '/x', 'plain'],
    [textValue('/tmp//x'), '/@', '/tmp/x', 'plain'],
    [textValue('/'), '/@', '/', 'plain'],
    [joined(symbol('${OUT}'), '/app'), '/@', '/${OUT}/app', 'plain'],
    [joined('d/', symbol('${OUT}')), '/@', '/@/d/${OUT}', 'plain'],
    [joined(symbol('${OUT:-dist}', 'dist'), '/app'), '/@', '/@/dist/app', 'plain'],
  ];
  for (const [value, cwd, path, ending] of rows)
    it(`${renderValue(value)} in ${cwd}`, () => {
      const resolved = resolveHostPath(value, cwd);
      expect([resolved.path, resolved.ending]).to.deep.equal([path, ending]);
    });

  it('a slash within a symbol is no separator', () => {
    const { path } = resolveHostPath(joined(symbol('${X%/*}'), '/a'), '/@');
    expect([parentPath(parentPath(path)), displayPath(path)]).to.deep.equal(['/', '/${X%/*}/a']);
  });

  it('unknown symbols and defaults are told apart', () => {
    const { unknown, defaults } = resolveHostPath(joined(symbol('${A}'), symbol('${B:-b}', 'b')), '/@');
    expect([unknown.map(({ key }) => key), defaults.map(({ key }) => key)]).to.deep.equal([['${A}'], ['${B:-b}']]);
  });

  it('parts of a path', () => {
    expect([baseName('/a/b'), parentPath('/a/b'), parentPath('/a'), joinHostPath('/a', '../b')]).to.deep.equal([
      'b',
      '/a',
      '/',
      '/b',
    ]);
    expect([
      relativeTo('/a', '/a/b'),
      relativeTo('/a', '/a'),
      relativeTo('/a', '/ab'),
      relativeTo('/', '/a'),
    ]).to.deep.equal(['b', '', null, 'a']);
    expect([
      repositoryPath('/@/x'),
      repositoryPath('/@'),
      repositoryPath('/tmp'),
      displayPath('/@'),
      displayPath('/tmp'),
    ]).to.deep.equal(['x', '', null, '.', '/tmp']);
  });

  it('normalizing twice changes nothing more', () => {
    const text = fc.string({ unit: fc.constantFrom('/', '.', 'a'), maxLength: 12 });
    fc.assert(
      fc.property(text, (path) => {
        expect(normalizePath(normalizePath(path))).to.equal(normalizePath(path));
      }),
      { seed: 20_170_404 },
    );
  });
});

describe('image names that mean the same are one (ST-8)', () => {
  const same: readonly (readonly [string, string])[] = [
    ['app', 'app:latest'],
    ['docker.io/library/app', 'app'],
    ['index.docker.io/library/app:1', 'app:1'],
    ['docker.io/me/app', 'me/app:latest'],
    ['library/app', 'app'],
  ];
  const different: readonly (readonly [string, string])[] = [
    ['app', 'app:1'],
    ['localhost:5000/app', 'app'],
    ['localhost:5000/app', 'localhost/app'],
    ['app@sha256:0', 'app'],
    ['me/app', 'app'],
  ];
  for (const [a, b] of same)
    it(`${a} is ${b}`, () => {
      expect(referenceKey(textValue(a))).to.equal(referenceKey(textValue(b)));
    });
  for (const [a, b] of different)
    it(`${a} is not ${b}`, () => {
      expect(referenceKey(textValue(a))).to.not.equal(referenceKey(textValue(b)));
    });

  it('a variable at the end may hold the tag', () => {
    expect([
      referenceKey(symbol('${IMAGE}')),
      referenceKey(joined('app:', symbol('${TAG}'))),
      referenceKey(joined(symbol('${R}'), '/app')),
      referenceKey(textValue('app@sha256')),
    ]).to.deep.equal(['${IMAGE}', 'app:${TAG}', '${R}/app:latest', 'app@sha256']);
  });

  it('repository and tag', () => {
    const parts = ['a', 'a:1', 'h:5/a', 'h:5/a:1', 'a@sha256:0', 'a:1@sha256:0'].map((text) => splitReference(text));
    expect(parts.map(({ repository, tag }) => `${repository} ${tag ?? '-'}`)).to.deep.equal([
      'a -',
      'a 1',
      'h:5/a -',
      'h:5/a 1',
      'a -',
      'a 1',
    ]);
  });
});

describe('symbolic values', () => {
  it('neighbouring texts are one, so that equal values have equal shapes', () => {
    expect(joined('a', 'b', symbol('${X}'), '', 'c')).to.deep.equal(joined('ab', symbol('${X}'), 'c'));
  });

  it('a value with a symbol has no known text', () => {
    expect([knownText(joined('a')), knownText([]), knownText(joined('a', symbol('${X}')))]).to.deep.equal([
      'a',
      '',
      null,
    ]);
  });

  it('a symbol is not the text that looks like it', () => {
    expect(knownText(symbol('${X}'))).to.equal(null);
    expect(equalValues(joined('a', symbol('${X}')), joined('a', symbol('${X}')))).to.equal(true);
    expect(equalValues(symbol('${X}'), symbol('${Y}'))).to.equal(false);
  });

  it('quotes take splitting away', () => {
    expect(quoted(symbolValue('${X}', true))).to.deep.equal(symbolValue('${X}', false));
  });

  it('fallbacks are put in and told', () => {
    const { value, used } = withFallbacks(joined('a-', symbol('${X:-b}', 'b'), symbol('${Y}')));
    expect([renderValue(value), used.map(({ key }) => key)]).to.deep.equal(['a-b${Y}', ['${X:-b}']]);
  });

  it('only text is split', () => {
    const split = splitAtFirst(joined(symbol('${C:x}'), ':/a:', symbol('${P}')), ':');
    expect(split === null ? null : [renderValue(split.head), renderValue(split.tail)]).to.deep.equal([
      '${C:x}',
      '/a:${P}',
    ]);
    expect(splitAtFirst(symbol('${A:-b}'), ':')).to.equal(null);
  });
});
