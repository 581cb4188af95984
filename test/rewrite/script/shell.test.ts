import { expect } from 'chai';
import { parseShell } from '../../../lib/script/shell/parse.js';
import { emptyScript, insertAfter, replaceSpan } from '../../../lib/rewrite/script/shell.js';
import { applyEdits } from '../../../lib/rewrite/edit.js';
import { removalCases, impossibleCases } from './shell-cases.js';
import {
  applied,
  bashSays,
  builderSteps,
  commandsOf,
  expectOrderly,
  fileOf,
  isNeutral,
  lines,
  problemsOf,
  removeMatching,
  sourceOf,
} from './removal.js';

function expectRemoval(before: string, after: string): void {
  const result = removeMatching(before, builderSteps);
  expect(applied(before, result)).to.equal(after);
  expect({ bash: bashSays(after), problems: problemsOf(after) }).to.deep.equal({ bash: '', problems: [] });
  if (result.kind === 'edits') expectOrderly(result.edits);
  expect(removeMatching(before, /^no such command/)).to.deep.equal({ kind: 'edits', edits: [] });
}

for (const [group, cases] of Object.entries(removalCases)) {
  describe(`steps taken out of a script: ${group}`, () => {
    for (const [name, [before, after]] of Object.entries(cases)) {
      it(name, () => expectRemoval(before, after));
      it(`${name}, with CRLF`, () => expectRemoval(before.replaceAll('\n', '\r\n'), after.replaceAll('\n', '\r\n')));
      it(`${name}, with a byte order mark`, () => expectRemoval(`\uFEFF${before}`, `\uFEFF${after}`));
      it(`${name}, without a newline at the end`, () => {
        expectRemoval(before.replace(/\n$/, ''), after.replace(/\n$/, ''));
      });
      it(`${name}, and once more changes nothing`, () => {
        const kept = removeMatching(after, builderSteps);
        expect(applied(after, kept)).to.equal(after);
      });
    }
  });
}

describe('a step that something kept depends on is not taken out', () => {
  for (const [name, [before, at, why]] of Object.entries(impossibleCases)) {
    it(name, () => {
      const result = removeMatching(before, builderSteps);
      if (result.kind === 'edits') expect.fail(applied(before, result));
      else expect([sourceOf(before, result.at), result.why]).to.deep.equal([at, why]);
    });
  }
});

describe('a part that is not read is never taken out', () => {
  it('not even with the step whose failure it handles', () => {
    const result = removeMatching(`docker rm e || { ${'a && '.repeat(1001)}b; }\n`, builderSteps);
    expect(result).to.include({ kind: 'impossible', why: 'a part of the script that is not read would go with it' });
  });
});

describe('a removal says what it takes', () => {
  it('each edit names its commands, also those that went along with a removed one', () => {
    const text = 'docker rm e || fail\nkept\n(cd x && docker cp e:/app app)\n';
    const result = removeMatching(text, builderSteps);
    const named =
      result.kind === 'edits' ? result.edits.map(({ removes }) => removes.map((one) => sourceOf(text, one))) : [];
    expect(named).to.deep.equal([
      ['docker rm e', 'fail'],
      ['cd x', 'docker cp e:/app app'],
    ]);
  });

  it('statements on neighbouring lines have edits of their own, so that each can give its reason', () => {
    const result = removeMatching('docker create e\ndocker cp e:/app app\nkept\n', builderSteps);
    expect(result.kind === 'edits' && result.edits.map(({ span }) => [span.start, span.end])).to.deep.equal([
      [0, 16],
      [16, 37],
    ]);
  });
});

describe('a script is empty when only setup would remain', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['#!/bin/sh\nset -e\ncd x\ndocker create e\nif [ -f app ]; then rm app; fi\n', true],
    ['docker create e && echo done\n', true],
    ['docker create e || fail\n', true],
    ['run() { "$@"; }\ndocker create e\n', true],
    ['run() { "$@"; }\nrun make\n', false],
    ['docker create e\nmake\n', false],
    ['docker cp e:/app - | tar x\n', false],
    ['echo built > version.txt\n', true],
  ];
  for (const [text, empty] of cases) {
    it(JSON.stringify(text), () => {
      const script = parseShell(fileOf(text));
      const removed = new Set(commandsOf(script).filter((command) => builderSteps.test(sourceOf(text, command))));
      expect(emptyScript(script.program, removed, isNeutral)).to.equal(empty);
    });
  }
});

describe('an edit of a word', () => {
  it('replaces a span, or stands behind it', () => {
    const word = { file: 'build.sh', start: 7, end: 9 };
    const text = 'docker rm x\n';
    expect(applyEdits(text, [replaceSpan(word, 'kill')])).to.equal('docker kill x\n');
    expect(applyEdits(text, [insertAfter(word, ' -f')])).to.equal('docker rm -f x\n');
  });
});

describe('a blank behind a backslash, as published scripts have it', () => {
  it('goes with its statement', () => {
    const text = '#!/bin/sh\ndocker build --rm \\  \n    -t x:build . -f Dockerfile.build\n\ndocker build -t x .\n';
    expect(applied(text, removeMatching(text, builderSteps))).to.equal(lines`
      #!/bin/sh
      docker build -t x .
      `);
  });
});
