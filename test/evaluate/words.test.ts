import { expect } from 'chai';
import { argumentsOf, echoed, evaluateText, type Files } from './traces.js';

type Row = readonly [script: string, said: string | readonly string[]];

/** Each script echoes; the second column is what comes out. */
function check(rows: readonly Row[], files: Files = {}): void {
  for (const [script, said] of rows)
    it(script.replaceAll('\n', '; '), () => {
      expect(echoed(evaluateText(script, files))).to.deep.equal(typeof said === 'string' ? [said] : said);
    });
}

const known = (operators: string): string => `A=x.tar.gz E=\necho ${operators}`;

describe('${…} gives what bash gives', () => {
  describe('of a value that is known', () =>
    check([
      [known('$A ${A}'), 'x.tar.gz x.tar.gz'],
      [known('${#A} ${#E}'), '8 0'],
      [known('${A%.*} ${A%%.*}'), 'x.tar x'],
      [known('${A#*.} ${A##*.}'), 'tar.gz gz'],
      [known('${A%.zip} ${A#y} ${A%"*"}'), 'x.tar.gz x.tar.gz x.tar.gz'],
      [known('${A/t/T} ${A//./-} ${A//./}'), 'x.Tar.gz x-tar-gz xtargz'],
      [known('${A/#x/y} ${A/%gz/bz} ${A/#q/y}'), 'y.tar.gz x.tar.bz x.tar.gz'],
      [known('${A:2} ${A:2:3} ${A: -2} ${A:0:-3}'), 'tar.gz tar gz x.tar'],
      [known('${A^} ${A^^} ${A,,}'), 'X.tar.gz X.TAR.GZ x.tar.gz'],
      [known('${A:-d} ${A-d} ${A:+d} ${A+d} ${A:?no}'), 'x.tar.gz x.tar.gz d d x.tar.gz'],
      [known('${E:-d} "${E-d}" "${E:+d}" ${E+d}'), "d '' '' d"],
      [known('${E:=f} $E'), 'f f'],
      [known('"${A:=g}" $A'), 'x.tar.gz x.tar.gz'],
      [known('"$E" $E "a$E" ${A}b'), "'' a x.tar.gzb"],
      ['A="p  q"\necho $A "$A"', "p q 'p  q'"],
    ]));

  describe('of a value that only the environment has, as written', () =>
    check([
      ['echo $U ${U} "${U}" x$U', '${U} ${U} ${U} x${U}'],
      ['echo ${U:-d} ${U-d} ${U:+d} ${U+d} ${U:?no}', '${U:-d} ${U-d} ${U:+d} ${U+d} ${U}'],
      ['echo ${U:=g} $U', '${U:=g} ${U:=g}'],
      [
        'echo ${U%.*} ${U##*/} ${U//a/b} ${U:1:2} ${U^^} ${#U} ${!U}',
        '${U%.*} ${U##*/} ${U//a/b} ${U:1:2} ${U^^} ${#U} ${!U}',
      ],
      ['B=b\necho ${U:-$B} ${U:-${B}c}', '${U:-b} ${U:-bc}'],
      ['V=$U\necho $V ${V%.*} ${V:-d}', '${U} ${U%.*} ${U:-d}'],
      ['V=a$U\necho $V ${V%.*}', 'a${U} ${a${U}%.*}'],
      ['V=${V:-1}\nW=$V\necho $W', '${V:-1}'],
    ]));

  it('two uses of one variable are one value, also behind an assignment', () => {
    const [line] = echoed(evaluateText('T=$TAG\necho "$T-build" "${TAG}-build"'));
    expect(line).to.equal('${TAG}-build ${TAG}-build');
  });
});

describe('arguments reach functions as they were given', () => {
  check([
    ['f() { echo $# "$1" "$2" "$@"; }\nf a "b c"', "2 a 'b c' a 'b c'"],
    ['f() { echo "$*"; }\nf a b', "'a b'"],
    ['f() { shift; echo $# "$@"; }\nf a b c', '2 b c'],
    ['f() { shift 2; echo $# "$@"; }\nf a b c', '1 c'],
    ['f() { g "$@"; }\ng() { echo "$2" $#; }\nf a "b c"', "'b c' 2"],
    ['f() { echo "${1:-one}" "${2:-two}"; }\nf a', 'a two'],
    ['f() { echo "$1"; }\nf a\necho "$1"', ['a', '${1}']],
    ['echo $1 "$2" ${1:-d}', '${1} ${2} ${1:-d}'],
    ['shift\necho $1', '${2}'],
    ['shift 2\necho "$@"', '${@:3}'],
    ['set -- a b\necho $# $2', '2 b'],
    ['set a b\necho $# $2', '2 b'],
    ['set -e -- a\necho $1', 'a'],
    ['set -- "$@" x\necho "$1"', '${1}'],
    ['f() { echo "$@"; }\nf "$@"', '$@'],
    ['set -- a b c\nshift $N\necho $1', '${1}'],
    ['set -- a\n(set -- b; shift)\necho "$@"', 'a'],
    ['X=1\nf() { echo $X; }\nX=2 f\necho $X', ['2', '1']],
  ]);

  it('"$@" keeps the words of the call, so that an edit lands there', () => {
    const script = 'run() { docker "$@"; }\nrun build -t "T" .';
    const words = argumentsOf(evaluateText(script, { Dockerfile: 'FROM a\n' }), 'build');
    expect(words.map(({ word }) => script.slice(word.span.start, word.span.end))).to.deep.equal([
      'build',
      '-t',
      '"T"',
      '.',
    ]);
  });

  it('"$@" keeps them through a script of its own, too', () => {
    const files = { 'd.sh': '#!/bin/sh\ndocker "$@"\n', Dockerfile: 'FROM a\n' };
    const words = argumentsOf(evaluateText('./d.sh build -t T .', files), 'build');
    expect(words.map(({ word }) => word.span.file)).to.deep.equal(['build.sh', 'build.sh', 'build.sh', 'build.sh']);
  });
});

describe('local variables end with their function', () => {
  check([
    ['A=0\nf() { local A=1; echo $A; }\nf\necho $A', ['1', '0']],
    ['f() { local A=1; }\nf\necho $A', '${A}'],
    ['f() { A=1; }\nf\necho $A', '1'],
    ['A=0\nf() { local A; echo "[$A]"; A=1; }\nf\necho $A', ['[]', '0']],
    ['f() { local A=1 B=2; g; }\ng() { echo $A$B; }\nf', '12'],
    ['f() { local A=1; g; echo $A; }\ng() { local A=2; }\nf', '1'],
    ['f() { declare A=1; }\nf\necho $A', '${A}'],
    ['f() { local L=(a "b c"); echo "${L[@]}"; }\nf', "a 'b c'"],
  ]);
});

describe('arrays hold their items apart', () => {
  check([
    ['A=(x "y z")\necho "${A[@]}" ${#A[@]} "${A[1]}"', "x 'y z' 2 'y z'"],
    ['A=(x y)\necho $A ${A[0]}', 'x x'],
    ['A=(x)\nA+=(y "z w")\necho "${A[@]}"', "x y 'z w'"],
    ['A=()\nA+=(y)\necho ${#A[@]} "${A[@]}"', '1 y'],
    ['A=()\necho "${A[@]}"', ''],
    ['A=(x y z)\nA[1]=q\necho "${A[@]}"', 'x q z'],
    ['A[0]=x\nA[1]=y\ni=1\necho ${A[$i]} ${A[i-1]}', 'y x'],
    ['A=(x y z)\necho "${A[@]:1:1}" "${A[*]}"', "y 'x y z'"],
    ['A=(x $U)\necho "${A[@]}"', 'x ${U}'],
    ['M[a]=1\nM[b]=2\necho ${M[a]} ${M[b]}', '${M[a]} ${M[b]}'],
    ['declare -a A=(1 2)\necho "${A[@]}"', '1 2'],
    ['A=(x y)\nfor a in "${A[@]}"; do echo $a; done', ['x', 'y']],
    ['S=a\nS+=b\nS+=$U\necho $S', 'ab${U}'],
    ['export S=a\nexport S+=b\necho $S', 'ab'],
  ]);

  it('an array of options reaches docker build item by item', () => {
    const script = 'A=(--build-arg X=1)\nA+=(-t "$T")\ndocker build "${A[@]}" .';
    expect(argumentsOf(evaluateText(script), 'build')).to.have.length(6);
  });
});

describe('arithmetic that is known is worked out', () => {
  check([
    ['echo $((1+2)) $((2*(3+4)-1)) $((7/2)) $((7%2)) $((-1))', '3 13 3 1 -1'],
    ['i=1\ni=$((i+1))\necho $i $(($i+1)) $((${i}*2))', '2 3 4'],
    ['i=0\n((i++))\necho $i\n((i+=5))\necho $i', ['1', '6']],
    ['i=1\nlet i=i*2\necho $i', '2'],
    ['echo $((N+1))', '$((N+1))'],
    ['n=$N\necho $((n+1))', '$(((${N})+1))'],
    ['echo $((1/0)) $((08)) $((1<<2))', '$((1/0)) $((08)) $((1<<2))'],
    ['i=5\nif (( i > 3 )); then echo big; else echo small; fi', 'big'],
  ]);

  it('a counter gives every round of a loop its own tag', () => {
    expect(echoed(evaluateText('i=0\nfor d in a b; do i=$((i+1)); echo app:$i; done'))).to.deep.equal([
      'app:1',
      'app:2',
    ]);
  });

  it('an unset variable under forms that look alike is not taken for one value', () => {
    const [line = ''] = echoed(evaluateText('n=$A\nx=$((n+1))\nn=$B\necho $x $((n+1))'));
    const [first, second] = line.split(' ');
    expect(first).to.not.equal(second);
  });
});

describe('patterns and quotes', () => {
  const files: Files = { 'a.txt': '', 'b.txt': '', '.c.txt': '', 'd/x': '', 'e/x': '' };
  check(
    [
      ['echo *.txt', 'a.txt b.txt'],
      ['echo */x', 'd/x e/x'],
      ['echo [ab].txt ?.txt', 'a.txt b.txt a.txt b.txt'],
      ['echo *.jar', '*.jar'],
      ['echo \'*.txt\' "*.txt" \\*.txt', '*.txt *.txt *.txt'],
      ['echo {a,b}.txt {1..3}', 'a.txt b.txt 1 2 3'],
      ['cd d; echo *', 'x'],
      ['P=*.txt\necho $P "$P"', 'a.txt b.txt *.txt'],
      ['rm a.txt; echo *.txt', 'b.txt'],
      ['touch z.txt; echo *.txt', 'a.txt b.txt z.txt'],
      ['mkdir q; docker create --name c T; docker cp c:/o/. q; echo q/*', 'q/*'],
      ['echo \'a\'"b"c "x y" $\'p\\tq\'', "abc 'x y' 'p\tq'"],
      ['echo a\\ b "\\$X" \'$X\'', "'a b' $X $X"],
    ],
    files,
  );
});
