import { expect } from 'chai';
import { evaluateRoots } from '../../lib/evaluate/entries.js';
import {
  buildsOf,
  codesOf,
  directoryOf,
  echoed,
  evaluateFile,
  evaluateText,
  pathOf,
  placesOf,
  treeOf,
  type Files,
  type Kinds,
} from './traces.js';

describe('the current directory is followed', () => {
  const files: Files = { 'a/b/c/x': '', 'd/x': '' };
  const rows: readonly (readonly [script: string, directory: string])[] = [
    ['cd a', 'a'],
    ['cd a && cd b', 'a/b'],
    ['cd a/b/../b/c', 'a/b/c'],
    ['cd a; cd ..', '.'],
    ['cd a; cd -', '.'],
    ['cd a; cd b; cd -', 'a'],
    ['cd a; cd "$OLDPWD"', '.'],
    ['pushd a; pushd b; popd', 'a'],
    ['pushd a; cd b; popd', '.'],
    ['cd a; pushd b; cd c; popd', 'a'],
    ['pushd a; pushd', '.'],
    ['pushd a; pushd b; popd; popd', '.'],
    ['(cd a; cd b)', '.'],
    ['{ cd a; }', 'a'],
    ['f() { cd a; }\nf', 'a'],
    ['x=$(cd a; pwd)', '.'],
    ['cd a | true', '.'],
    ['cd "$(dirname "$0")"', '.'],
    ['cd a; cd "$(dirname "$0")/d"', 'd'],
    ['cd "$(dirname "${BASH_SOURCE[0]}")/a"', 'a'],
    ['D=$(cd "$(dirname "$0")" && pwd)\ncd a\ncd "$D/d"', 'd'],
    ['cd ${0%/*}/a', 'a'],
    ['cd /tmp', '/tmp'],
    ['cd', '/${HOME}'],
    ['cd "$X"', '/${X}'],
    ['cd -- a', 'a'],
    ['sh -c "cd a"', '.'],
    ['eval "cd a"', 'a'],
  ];
  for (const [script, directory] of rows)
    it(script.replaceAll('\n', '; '), () => {
      expect(directoryOf(pathOf(evaluateText(script, files)))).to.equal(directory);
    });
});

describe('other files take part', () => {
  const rows: readonly (readonly [what: string, script: string, files: Files, said: readonly string[]])[] = [
    ['. sets variables', '. ./l.sh\necho $V', { 'l.sh': 'V=1' }, ['1']],
    ['source without a slash', 'source l.sh\nf', { 'l.sh': 'f() { echo f; }' }, ['f']],
    ['. with arguments', '. ./l.sh a b\necho $1', { 'l.sh': 'echo $1 $2' }, ['a b', '${1}']],
    [
      '. without arguments sees those of the caller',
      'set -- x\n. ./l.sh\necho $1',
      { 'l.sh': 'echo $1\nset -- y' },
      ['x', 'y'],
    ],
    ['return ends a sourced file alone', '. ./l.sh\necho b', { 'l.sh': 'echo a\nreturn 0\necho never' }, ['a', 'b']],
    ['exit in a sourced file ends all', '. ./l.sh\necho b', { 'l.sh': 'exit 0' }, []],
    [
      'BASH_SOURCE is the sourced file',
      '. lib/l.sh\necho ${BASH_SOURCE[0]} $ROOT',
      { 'lib/l.sh': 'ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)' },
      ['/@/build.sh /@/lib'],
    ],
    [
      'BASH_SOURCE in a function of another file',
      '. lib/l.sh\nf',
      { 'lib/l.sh': 'f() { echo $BASH_SOURCE $0; }' },
      ['/@/lib/l.sh /@/build.sh'],
    ],
    ['. from the directory of the script', '. "$(dirname "$0")/l.sh"', { 'l.sh': 'echo l' }, ['l']],
    ['./x.sh gets its arguments', './x.sh a "b c"', { 'x.sh': 'echo $0 $1 "$2" $#' }, ["/@/x.sh a 'b c' 2"]],
    ['sh x.sh', 'sh x.sh a', { 'x.sh': 'echo $1' }, ['a']],
    ['bash -ex ./x.sh', 'bash -ex ./x.sh a', { 'x.sh': 'echo $1' }, ['a']],
    ['a path from a variable', 'D=lib; $D/x.sh', { 'lib/x.sh': 'echo x' }, ['x']],
    ['a script without a suffix', './run a', { run: '#!/usr/bin/env bash\necho $1' }, ['a']],
    ['a script of another language is not read', './run', { run: '#!/usr/bin/env python\necho x' }, []],
    ['only what is exported goes in', 'A=1; export B=2; C=3 ./x.sh', { 'x.sh': 'echo $A $B $C' }, ['${A} 2 3']],
    ['env sets it, too', 'env A=1 ./x.sh', { 'x.sh': 'echo $A' }, ['1']],
    ['declare -x exports', 'declare -x A=1; ./x.sh', { 'x.sh': 'echo $A' }, ['1']],
    ['nothing comes out', 'A=1; ./x.sh; echo $A $(pwd)', { 'x.sh': 'A=2; cd /tmp' }, ['1 /@']],
    ['functions do not go in', 'f() { echo f; }\n./x.sh', { 'x.sh': 'f' }, []],
    [
      'a script starts in the directory of its caller',
      'cd sub; ../x.sh',
      { 'x.sh': 'echo $(pwd)', 'sub/x': '' },
      ['/@/sub'],
    ],
    ['a script that was removed is not run', 'rm x.sh; ./x.sh', { 'x.sh': 'echo x' }, []],
    ['a script of a script', './x.sh', { 'x.sh': './y.sh b', 'y.sh': 'echo $1' }, ['b']],
    ['its exit trap runs at its end', './x.sh; echo b', { 'x.sh': "trap 'echo bye' EXIT; echo a" }, ['a', 'bye', 'b']],
    ['eval of a text', 'eval "echo a; echo b"', {}, ['a', 'b']],
    ['bash -c of a text', "bash -c 'echo $0 $1' x y", {}, ['x y']],
    ['sh -c sees what is exported', "A=1; export B=2; sh -c 'echo $A $B; B=3'; echo $B", {}, ['${A} 2', '2']],
  ];
  for (const [what, script, files, said] of rows)
    it(what, () => {
      expect(echoed(evaluateText(script, files))).to.deep.equal(said);
    });

  it('callers tell which statements led there, outermost first', () => {
    const { steps } = pathOf(evaluateText('f() { ./x.sh; }\nf', { 'x.sh': 'docker rm c' }));
    const step = steps.find(({ effect }) => effect.kind === 'remove-container');
    expect(step?.callers.map(({ span }) => `${span.file}:${span.start}`)).to.deep.equal(['build.sh:16', 'build.sh:6']);
  });
});

describe('what cannot be read is said, and nothing hangs', () => {
  const rows: readonly (readonly [
    what: string,
    script: string,
    files: Files,
    codes: readonly string[],
    said: readonly string[],
  ])[] = [
    ['a sourced file that is not there', '. ./gone.sh\necho a', {}, ['~missing-script'], ['a']],
    [
      'files that source each other',
      '. ./a.sh\necho end',
      { 'a.sh': '. ./b.sh', 'b.sh': '. ./a.sh\necho b' },
      ['script-cycle'],
      ['b', 'end'],
    ],
    ['a file that sources itself', '. ./a.sh\necho end', { 'a.sh': '. ./a.sh' }, ['script-cycle'], ['end']],
    ['scripts that call each other', './a.sh', { 'a.sh': './b.sh', 'b.sh': './a.sh' }, ['script-cycle'], []],
    ['a script that calls itself', './build.sh\necho end', {}, ['script-cycle'], ['end']],
    ['functions without an end', 'f() { g; }\ng() { f; }\nf\necho end', {}, ['script-cycle'], ['end']],
    ['eval of what is not known', 'eval $CMD\necho end', {}, ['unread-construct'], ['end']],
    ['bash -c of what is not known', 'bash -c "$CMD"\necho end', {}, ['unread-construct'], ['end']],
    ['a syntax error', 'if true; then\necho a', {}, ['script-syntax'], ['a']],
  ];
  for (const [what, script, files, codes, said] of rows)
    it(what, () => {
      const trace = evaluateText(script, files);
      expect([[...new Set(codesOf(trace))], echoed(trace)]).to.deep.equal([codes, said]);
    });

  it('a diagnostic stands at the statement, in its own file', () => {
    expect(placesOf(evaluateText('. ./a.sh', { 'a.sh': '\n. ./a.sh' }))).to.deep.equal(['script-cycle a.sh:2']);
  });

  it('an entry that is not there gives no way and says so', () => {
    const trace = evaluateFile('gone.sh', {});
    expect([trace.paths.length, codesOf(trace)]).to.deep.equal([0, ['unreadable-file']]);
  });
});

describe('the starting directory is the one where everything exists (CTX-8)', () => {
  const rows: readonly (readonly [
    what: string,
    script: string,
    files: Files,
    builds: readonly string[],
    codes: readonly string[],
  ])[] = [
    [
      'the root',
      'docker build -f ci/D .',
      { 'ci/D': 'FROM a\nCOPY go.mod /\n', 'go.mod': '' },
      [' from ci/D in .'],
      [],
    ],
    [
      'the folder of the script',
      'docker build -f D .',
      { 'ci/D': 'FROM a\nCOPY x /\n', 'ci/x': '' },
      [' from ci/D in ci'],
      [],
    ],
    [
      'a COPY source decides',
      'docker build .',
      { Dockerfile: 'FROM a\nCOPY x /\n', 'ci/Dockerfile': 'FROM a\nCOPY x /\n', 'ci/x': '' },
      [' from ci/Dockerfile in ci'],
      [],
    ],
    [
      'both are as good',
      'docker build .',
      { Dockerfile: 'FROM a\n', 'ci/Dockerfile': 'FROM a\n' },
      [' from Dockerfile in .'],
      ['start-directory'],
    ],
    [
      'the script goes to its folder itself',
      'cd "$(dirname "$0")"\ndocker build .',
      { Dockerfile: 'FROM a\n', 'ci/Dockerfile': 'FROM a\n' },
      [' from ci/Dockerfile in ci'],
      [],
    ],
    ['nothing is built', 'echo a', {}, [], []],
  ];
  for (const [what, script, files, builds, codes] of rows)
    it(what, () => {
      const trace = evaluateFile('ci/build.sh', { ...files, 'ci/build.sh': script });
      expect([buildsOf(pathOf(trace)), codesOf(trace)]).to.deep.equal([builds, codes]);
    });
});

describe('a root is a script that no other calls', () => {
  const rootsOf = (files: Files, kinds: Kinds = {}): string[] =>
    evaluateRoots(treeOf(files, kinds), Object.keys(files).sort()).map(({ entry }) => entry.file);
  const rows: readonly (readonly [what: string, files: Files, roots: readonly string[]])[] = [
    ['scripts that do not know each other', { 'a.sh': 'echo', 'b.sh': 'echo' }, ['a.sh', 'b.sh']],
    ['a script that is called', { 'a.sh': './b.sh', 'b.sh': 'echo' }, ['a.sh']],
    ['a script that is sourced', { 'a.sh': 'echo', 'b.sh': '. ./a.sh' }, ['b.sh']],
    ['a circle has one', { 'a.sh': './b.sh', 'b.sh': './a.sh' }, ['a.sh']],
  ];
  for (const [what, files, roots] of rows)
    it(what, () => {
      expect(rootsOf(files)).to.deep.equal(roots);
    });
});
