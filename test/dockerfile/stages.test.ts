import { expect } from 'chai';
import {
  freeStageName,
  imageReferencesOf,
  isValidStageName,
  shadowingNames,
  takenStageNames,
} from '../../lib/dockerfile/names.js';
import { resolveStageReference, stagesOf } from '../../lib/dockerfile/stages.js';
import { at, parse } from './helpers.js';

const text = [
  'ARG V=1',
  'FROM golang:$V AS Builder',
  'ARG W',
  'RUN a',
  '',
  '# next',
  'FROM Builder',
  'FROM builder',
  'COPY --from=BUILDER a b',
  'COPY --from=0 a b',
  'COPY --from=nginx:1 a b',
  'COPY --from=7 a b',
  'RUN --mount=type=bind,from=registry.io:5000/team/tool@sha256:00,target=/t x',
  'ONBUILD COPY --from=later a b',
  'FROM scratch AS later',
  '',
].join('\n');
const dockerfile = parse(text);
const { globals, stages, strays } = stagesOf(dockerfile);

describe('stagesOf', () => {
  it('keeps ARG before the first FROM apart (AR-1)', () => {
    expect(globals.map(({ declarations }) => declarations[0]?.name)).to.deep.equal(['V']);
    expect(strays).to.deep.equal([]);
  });

  it('numbers the stages and lowers their names (ST-1, ST-3)', () => {
    expect(stages.map(({ index, name }) => [index, name])).to.deep.equal([
      [0, 'builder'],
      [1, null],
      [2, null],
      [3, 'later'],
    ]);
  });

  it('ends a stage with its last instruction', () => {
    expect(at(text, stages[0]?.span ?? null)).to.equal('FROM golang:$V AS Builder\nARG W\nRUN a');
    expect(at(text, stages[3]?.span ?? null)).to.equal('FROM scratch AS later');
  });

  it('reports instructions before the first FROM', () => {
    expect(stagesOf(parse('RUN a\nARG b\nFROM c')).strays.map(({ keyword }) => keyword)).to.deep.equal(['RUN']);
  });
});

describe('resolveStageReference', () => {
  const twice = stagesOf(parse('FROM a AS x\nFROM b AS x\nFROM c')).stages;
  const rows: readonly (readonly [rule: string, found: number | undefined, wanted: number | undefined])[] = [
    ['ST-1 --from takes any case', resolveStageReference(stages, 2, 'BUILDER')?.index, 0],
    ['ST-1 FROM takes the name as written', resolveStageReference(stages, 1, 'Builder', 'FROM')?.index, undefined],
    ['ST-1 FROM finds the lower-case name', resolveStageReference(stages, 2, 'builder', 'FROM')?.index, 0],
    ['ST-3 an index counts from 0', resolveStageReference(stages, 2, '1')?.index, 1],
    ['ST-4 a later stage is none', resolveStageReference(stages, 2, 'later')?.index, undefined],
    ['ST-4 the stage itself is none', resolveStageReference(stages, 2, '2')?.index, undefined],
    ['ST-5 of two equal names the later one counts', resolveStageReference(twice, 2, 'x')?.index, 1],
    ['ST-6 FROM takes no index', resolveStageReference(stages, 2, '0', 'FROM')?.index, undefined],
  ];
  for (const [rule, found, wanted] of rows)
    it(rule, () => {
      expect(found).to.equal(wanted);
    });
});

describe('names of stages (ST-1, ST-2, M2)', () => {
  it('ST-1 knows valid names', () => {
    const names = ['a', 'a-b_c.1', 'A', '1a', '-a', '', 'a b', 'a/b', 'ä'];
    expect(names.filter(isValidStageName)).to.deep.equal(['a', 'a-b_c.1']);
  });

  it('ST-2 finds every image reference that is no stage', () => {
    expect(imageReferencesOf(dockerfile).map(({ text: name, where }) => [name, where])).to.deep.equal([
      ['golang:$V', 'FROM'],
      ['Builder', 'FROM'],
      ['nginx:1', 'COPY'],
      ['registry.io:5000/team/tool@sha256:00', 'mount'],
      ['later', 'COPY'],
    ]);
  });

  const shadows: readonly (readonly [reference: string, names: readonly string[]])[] = [
    ['golang', ['golang']],
    ['golang:1.19', ['golang']],
    ['docker.io/library/Node:8@sha256:ab', ['docker.io/library/node', 'library/node', 'node']],
    ['localhost/app', ['localhost/app', 'app']],
    ['host:5000/app:x', ['host:5000/app', 'app']],
    ['team/app', ['team/app']],
    ['${R}/app:$T', ['${r}/app']],
  ];
  for (const [reference, names] of shadows)
    it(`ST-2 ${reference} is shadowed by ${names.join(' ')}`, () => {
      expect(shadowingNames(reference)).to.deep.equal(names);
    });

  it('M2 avoids stages, images and reserved names', () => {
    const taken = takenStageNames(dockerfile);
    expect(
      ['builder', 'golang', 'nginx', 'scratch', 'context', 'later', 'team/tool'].filter((name) => !taken.has(name)),
    ).to.deep.equal([]);
    expect(takenStageNames(parse('FROM a AS Own')).has('own')).to.equal(true);
    expect(freeStageName(['builder', 'build'], taken)).to.equal('build');
    expect(freeStageName(['Builder', 'builder'], new Set(['builder', 'builder-2']))).to.equal('builder-3');
    expect(freeStageName([], new Set())).to.equal('stage');
  });
});
