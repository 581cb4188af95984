import { expect } from 'chai';
import { codesOf, evaluateText, onFailureOf, waysOf, type Files } from './traces.js';

type Row = readonly [what: string, script: string, ways: readonly string[]];

const files: Files = {
  Dockerfile: 'FROM a\n',
  'x.sh': '#!/bin/sh -e\nfalse\necho inside\n',
  'y.sh': 'false\necho inside\n',
  'z.sh': '#!/bin/sh -e\ndocker rm c\n',
};

function check(rows: readonly Row[]): void {
  for (const [what, script, ways] of rows)
    it(what, () => {
      expect(waysOf(evaluateText(script, files))).to.deep.equal(ways);
    });
}

describe('&&, || and ! skip what bash skips', () =>
  check([
    [
      'known outcomes',
      'true && echo a; false && echo b; false || echo c; true || echo d; ! false && echo e; ! true || echo f',
      ['[] a; c; e; f'],
    ],
    ['chains go from left to right', 'false && echo a || echo b; true || echo c && echo d', ['[] b; d']],
    ['a failing copy skips the rest', 'docker cp a b && echo c', ['[] ']],
    ['a build is taken to succeed', 'docker build -t T . && echo ok || echo bad', ['[] ok; T from Dockerfile in .']],
    [
      'a function that fails',
      'f() { return 1; }\nf || echo a; f && echo b; if f; then echo c; else echo d; fi',
      ['[] a; d'],
    ],
    ['a function that ends well', 'f() { false; return 0; }\nf && echo a', ['[] a']],
    ['the status of the last command is that of the function', 'f() { false; }\nf || echo a', ['[] a']],
    ['a subshell that exits', '(exit 1) || echo a; (exit 0) && echo b; (exit 1); echo $?', ['[] a; b; 1']],
    [
      'a substitution gives its status to the assignment',
      'x=$(false) || echo a; x=$(true) && echo b; x=1 && echo c',
      ['[] a; b; c'],
    ],
    ['local hides it', 'f() { local x=$(false) && echo a; }; f', ['[] a']],
    ['the last stage of a pipe counts', 'false | true && echo a; true | false || echo b', ['[] a; b']],
    ['$? after a command', 'false; echo $?; true; echo $?', ['[] 1; 0']],
  ]));

describe('set -e and exit end the script where they end it', () =>
  check([
    ['without set -e it goes on', 'docker cp a b\necho c', ['[] c']],
    ['set -e', 'set -e\nfalse\necho a', ['[]  !']],
    ['set -euo pipefail', 'set -euo pipefail\nfalse\necho a', ['[]  !']],
    ['set -o errexit', 'set -o errexit\nfalse\necho a', ['[]  !']],
    ['set +e', 'set -e\nset +e\nfalse\necho a', ['[] a']],
    [
      'not behind ||, in if, with !',
      'set -e\nfalse || true\nif false; then :; fi\n! true\nfalse && true\necho a',
      ['[] a'],
    ],
    ['a failing substitution', 'set -e\nx=$(false)\necho a', ['[]  !']],
    ['within a function', 'set -e\nf() { false; echo a; }\nf\necho b', ['[]  !']],
    ['within a function that is tested', 'set -e\nf() { false; echo a; }\nf || true\necho b', ['[] a; b']],
    ['exit', 'echo a\nexit 0\necho b', ['[] a']],
    ['exit 1 fails', 'echo a\nexit 1\necho b', ['[] a !']],
    ['exit in an arm is negated for the rest', '[ -z "$A" ] && exit 1\necho a', ['[-z ${A}]  !', '[not -z ${A}] a']],
    [
      'a usage check',
      '[ $# -eq 0 ] && { echo usage; exit 1; }\necho $1',
      ['[$#-0 -eq 0] usage !', '[not $#-0 -eq 0] ${1}'],
    ],
    ['exit in a function ends the script', 'f() { exit 3; }\nf || echo a\necho b', ['[]  !']],
    [
      'die is no way of its own',
      'die() { echo "$@"; exit 1; }\ndocker build -t T . || die no\necho a',
      ['[] a; T from Dockerfile in .'],
    ],
    ['exec ends the script', 'exec docker build -t T .\necho a', ['[] T from Dockerfile in .']],
    ['exec with a redirection alone does not', 'exec > log 2>&1\necho a', ['[] a']],
    ['exit in sh -c ends only that shell', "sh -c 'exit 1' || echo a\necho b", ['[] a; b']],
    ['exit in a script that is called', './y.sh\necho b', ['[] inside; b']],
    ['#!/bin/sh -e holds for a script that is started by name', './x.sh || echo a', ['[] a']],
    ['sh x.sh does not read the #! line', 'sh x.sh', ['[] inside']],
    ['bash -e y.sh', 'bash -e y.sh || echo a', ['[] a']],
    ['bash -o errexit y.sh', 'bash -o errexit y.sh || echo a', ['[] a']],
    ['#!/bin/sh -e holds for the entry', '#!/bin/sh -e\nfalse\necho a', ['[]  !']],
    ['set -e of the caller does not reach a script', 'set -e\n./y.sh\necho b', ['[] inside; b']],
  ]));

describe('EXIT traps run at the end, however it is reached', () =>
  check([
    ['at the end', "trap 'echo bye' EXIT\necho a", ['[] a; bye']],
    ['at exit', "trap 'echo bye' EXIT\nexit 0\necho a", ['[] bye']],
    ['at a failure', "set -e\ntrap 'echo bye' EXIT\nfalse\necho a", ['[] bye !']],
    [
      'on each way',
      'trap \'echo bye\' EXIT\n[ -n "$A" ] && exit 1\necho a',
      ['[not -z ${A}] bye !', '[-z ${A}] a; bye'],
    ],
    ['a function', 'f() { echo bye; }\ntrap f EXIT INT\necho a', ['[] a; bye']],
    ['signal 0', "trap 'echo bye' 0\necho a", ['[] a; bye']],
    ['trap - takes it back', "trap 'echo bye' EXIT\ntrap - EXIT\necho a", ['[] a']],
    ['the last one counts', "trap 'echo x' EXIT\ntrap 'echo y' EXIT", ['[] y']],
    ['other signals do not run', "trap 'echo bye' INT TERM\necho a", ['[] a']],
    ['a subshell has its own', "(trap 'echo x' EXIT)\necho a", ['[] x; a']],
  ]));

describe('Step.onFailure says what a failure leads to (FLOW-4)', () => {
  const rows: readonly (readonly [script: string, kind: string])[] = [
    ['docker rm c', 'unchecked'],
    ['set -e\ndocker rm c', 'stops'],
    ['set -e\nset +e\ndocker rm c', 'unchecked'],
    ['docker rm c || true', 'continues'],
    ['set -e\ndocker rm c || true', 'continues'],
    ['docker rm c || exit 1', 'stops'],
    ['die() { exit 1; }\ndocker rm c || die no', 'stops'],
    ['docker rm c || { echo no; exit 1; }', 'stops'],
    ['docker rm c && echo a', 'skips'],
    ['docker rm c && echo a || true', 'continues'],
    ['if docker rm c; then echo a; fi', 'continues'],
    ['! docker rm c', 'continues'],
    ['set -e\ndocker rm c | cat', 'continues'],
    ['set -eo pipefail\ndocker rm c | cat', 'stops'],
    ['docker rm c &', 'continues'],
    ['set -e\nf() { docker rm c; }\nf', 'stops'],
    ['set -e\nf() { docker rm c; }\nf || true', 'continues'],
    ['#!/bin/bash -ex\ndocker rm c', 'stops'],
    ["trap 'docker rm c' EXIT", 'continues'],
    ["set -e\ntrap 'docker rm c' EXIT", 'continues'],
    ['./z.sh', 'stops'],
    ['./z.sh || true', 'skips'],
    ['(set -e\ndocker rm c) &', 'skips'],
  ];
  for (const [script, kind] of rows)
    it(`${script.replaceAll('\n', '; ')}: ${kind}`, () => {
      expect(onFailureOf(evaluateText(script, files), 'docker')).to.equal(kind);
    });
});

describe('a step that cannot succeed is said at its line', () => {
  it('and set -e ends the way there', () => {
    const trace = evaluateText('set -e\ndocker create --name c T\ndocker cp c:/a b/c\necho after');
    expect([waysOf(trace), codesOf(trace), trace.diagnostics.map(({ line }) => line)]).to.deep.equal([
      ['[]  !'],
      ['legacy-fails'],
      [3],
    ]);
  });
});
