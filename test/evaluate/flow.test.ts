import { expect } from 'chai';
import { limits } from '../../lib/evaluate/context.js';
import { codesOf, evaluateText, placesOf, waysOf, type Files } from './traces.js';

type Row = readonly [what: string, script: string, ways: readonly string[]];

const files: Files = {
  Dockerfile: 'FROM a\n',
  'a/Dockerfile': 'FROM a\n',
  'b/Dockerfile': 'FROM b\n',
  'list.txt': 'x\n',
};

/** A way is `[decisions] what it echoes; its builds`. */
function check(rows: readonly Row[]): void {
  for (const [what, script, ways] of rows)
    it(what, () => {
      expect(waysOf(evaluateText(script, files))).to.deep.equal(ways);
    });
}

const say = (text: string | number): string => `echo ${text}`;

describe('if takes the arm that bash takes', () =>
  check([
    [
      'a test that is known takes no decision',
      `if [ -f Dockerfile ]; then ${say('y')}; else ${say('n')}; fi`,
      ['[] y'],
    ],
    ['a file that is not there', `if [ -f gone ]; then ${say('y')}; else ${say('n')}; fi`, ['[] n']],
    ['a file that the script made', `touch f; if [ -e f ]; then ${say('y')}; fi`, ['[] y']],
    ['known texts', `A=x; if [ "$A" = x ]; then ${say('y')}; else ${say('n')}; fi`, ['[] y']],
    [
      'both arms of what is not known',
      `if [ "$A" = x ]; then ${say('y')}; else ${say('n')}; fi`,
      ['[${A} = x] y', '[not ${A} = x] n'],
    ],
    [
      'elif is reached when the first fails',
      `if [ -z "$A" ]; then ${say('e')}; elif [ "$A" = b ]; then ${say('b')}; else ${say('o')}; fi`,
      ['[-z ${A}] e', '[not -z ${A}, ${A} = b] b', '[not -z ${A}, not ${A} = b] o'],
    ],
    ['no arm at all', `if false; then ${say('y')}; fi; ${say('z')}`, ['[] z']],
    ['! turns it round', `if ! [ -f gone ]; then ${say('y')}; fi`, ['[] y']],
    [
      'a probe may come out either way',
      `if docker inspect x; then ${say('y')}; else ${say('n')}; fi`,
      ['[status: docker inspect x] y', '[not status: docker inspect x] n'],
    ],
    [
      'a build counts as successful',
      `if docker build -t T .; then ${say('y')}; else ${say('n')}; fi`,
      ['[] y; T from Dockerfile in .'],
    ],
    [
      'FLOW-3: an artifact of an earlier run is not there',
      `[ -d dist ] || docker build -t T .`,
      ['[] T from Dockerfile in .'],
    ],
  ]));

describe('one test is decided once on a way', () =>
  check([
    [
      'the same test again',
      `if [ "$A" = 1 ]; then ${say(1)}; fi; if [ "$A" = 1 ]; then ${say(2)}; fi`,
      ['[${A} = 1] 1; 2', '[not ${A} = 1] '],
    ],
    [
      'its negation',
      `if [ "$A" = 1 ]; then ${say(1)}; fi; if [ "$A" != 1 ]; then ${say(2)}; fi`,
      ['[${A} = 1] 1', '[not ${A} = 1] 2'],
    ],
    [
      'other spellings',
      `[ "$A" = 1 ] && ${say(1)}; test "$A" = 1 && ${say(2)}; [[ $A == 1 ]] && ${say(3)}`,
      ['[${A} = 1] 1; 2; 3', '[not ${A} = 1] '],
    ],
    [
      '-n is not -z',
      `if [ -n "$A" ]; then ${say(1)}; fi; if [ -z "$A" ]; then ${say(2)}; fi`,
      ['[not -z ${A}] 1', '[-z ${A}] 2'],
    ],
    [
      'other variables decide apart',
      `[ -n "$A" ] && ${say(1)}; [ -n "$B" ] && ${say(2)}`,
      [
        '[not -z ${A}, not -z ${B}] 1; 2',
        '[not -z ${A}, -z ${B}] 1',
        '[-z ${A}, not -z ${B}] 2',
        '[-z ${A}, -z ${B}] ',
      ],
    ],
    [
      'a variable that was set in between decides anew',
      `[ -n "$A" ] && ${say(1)}; A=x; [ -n "$A" ] && ${say(2)}`,
      ['[not -z ${A}] 1; 2', '[-z ${A}] 2'],
    ],
    [
      'rounds of a loop decide apart',
      `for i in a b; do docker pull $i || ${say('docker $i')}; done`,
      [
        '[status: docker pull a, status: docker pull b] ',
        '[status: docker pull a, not status: docker pull b] docker b',
        '[not status: docker pull a, status: docker pull b] docker a',
        '[not status: docker pull a, not status: docker pull b] docker a; docker b',
      ],
    ],
    [
      'commands with other unknown arguments decide apart',
      `foo $A || docker build -t T .; foo $B || docker build -t U .`,
      [
        '[status: foo ${A}, status: foo ${B}] ',
        '[status: foo ${A}, not status: foo ${B}] U from Dockerfile in .',
        '[not status: foo ${A}, status: foo ${B}] T from Dockerfile in .',
        '[not status: foo ${A}, not status: foo ${B}] T from Dockerfile in .; U from Dockerfile in .',
      ],
    ],
    [
      'exclusive arms stay exclusive',
      `if [ "$A" = arm ]; then docker build -t T a; fi; if [ "$A" != arm ]; then docker build -t T b; fi`,
      ['[${A} = arm] T from a/Dockerfile in a', '[not ${A} = arm] T from b/Dockerfile in b'],
    ],
    [
      'pulled or built (I-28)',
      'docker pull T || docker build -t T .',
      ['[not status: docker pull T] T from Dockerfile in .'],
    ],
  ]));

describe('case takes the first pattern that fits', () =>
  check([
    ['a text that is known', `case linux in mac*) ${say('m')};; lin*) ${say('l')};; *) ${say('o')};; esac`, ['[] l']],
    ['several patterns', `case b in a|b) ${say('ab')};; esac`, ['[] ab']],
    ['a quoted star is a star', `case xy in "*") ${say('q')};; *) ${say('o')};; esac`, ['[] o']],
    ['no pattern fits', `case z in a) ${say('a')};; esac; ${say('end')}`, ['[] end']],
    [
      'a text that is not known',
      `case $A in a) ${say('a')};; b|c) ${say('b')};; *) ${say('o')};; esac`,
      [
        '[case ${A} in a] a',
        '[not case ${A} in a, case ${A} in b|c] b',
        '[not case ${A} in a, not case ${A} in b|c] o',
      ],
    ],
    [';& goes on with the next arm', `case a in a) ${say('a')};& b) ${say('b')};; c) ${say('c')};; esac`, ['[] a; b']],
    [';& at the end', `case a in a) ${say('a')};& esac; ${say('end')}`, ['[] a; end']],
    [
      'a fall-through of what is not known',
      `case $A in a) ${say('a')};& b) ${say('b')};; esac`,
      ['[case ${A} in a] a; b', '[not case ${A} in a, case ${A} in b] b', '[not case ${A} in a, not case ${A} in b] '],
    ],
  ]));

describe('loops are unrolled where the list is known (L2)', () =>
  check([
    ['a list of words', `for i in a b; do ${say('$i')}; done`, ['[] a; b']],
    ['a variable that holds a list', `L="a b"; for i in $L; do ${say('$i')}; done`, ['[] a; b']],
    [
      'files',
      `for f in */Dockerfile; do docker build -t $(dirname $f) $(dirname $f); done`,
      ['[] a from a/Dockerfile in a; b from b/Dockerfile in b'],
    ],
    [
      'a list that is not known is one round with a name',
      `for i in $L; do docker build -t $i .; done`,
      ['[] ${i} from Dockerfile in .'],
    ],
    ['"$@" of an entry is not known', `for i; do ${say('$i')}; done`, ['[] ${i}']],
    ['an empty list', `for i in; do ${say('$i')}; done; ${say('end')}`, ['[] end']],
    ['a C-style head', `for ((i=0;i<3;i++)); do docker build -t $i .; done`, ['[] ${i} from Dockerfile in .']],
    [
      'break leaves a C-style loop alone',
      `for ((i=0;i<3;i++)); do docker rm x; break; done; ${say('end')}`,
      ['[] end'],
    ],
    [
      'options gathered over an unknown list stay open',
      `for a in $L; do O="$O --build-arg $a"; done; ${say('"$O"')}`,
      ["[] '${O} --build-arg ${a}'"],
    ],
    ['continue', `for i in a b c; do if [ $i = b ]; then continue; fi; ${say('$i')}; done`, ['[] a; c']],
    ['break', `for i in a b c; do [ $i = b ] && break; ${say('$i')}; done; ${say('end')}`, ['[] a; end']],
    [
      'continue 2',
      `for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; ${say('$i$j')}; done; done`,
      ['[] a1; b1'],
    ],
    [
      'break 2',
      `for i in a b; do for j in 1 2; do [ $j = 2 ] && break 2; ${say('$i$j')}; done; done; ${say('end')}`,
      ['[] a1; end'],
    ],
    ['exit ends the script', `for i in a b; do ${say('$i')}; exit; done; ${say('end')}`, ['[] a']],
  ]));

describe('while and until', () =>
  check([
    [
      'an option loop leaves the defaults as fallbacks',
      'T=latest\nwhile [ $# -gt 0 ]; do case "$1" in -t) T=$2; shift;; esac; shift; done\ndocker build -t a:$T .',
      ['[] a:${T} from Dockerfile in .'],
    ],
    [
      'getopts, too',
      'T=latest\nwhile getopts t: o; do case $o in t) T=$OPTARG;; esac; done\ndocker build -t a:$T .',
      ['[] a:${T} from Dockerfile in .'],
    ],
    [
      'options that a function reads',
      'T=latest\nparse() { T=$2; }\nwhile [ $# -gt 0 ]; do parse "$@"; shift; done\ndocker build -t a:$T .',
      ['[] a:${T} from Dockerfile in .'],
    ],
    ['a loop that never runs', `while false; do docker build -t T .; done; ${say('end')}`, ['[] end']],
    ['a loop that ends at once', 'until false; do docker build -t T .; break; done', ['[] T from Dockerfile in .']],
    [
      'a loop over lines',
      'while read -r l; do docker build -t $l .; done < list.txt',
      ['[] ${l} from Dockerfile in .'],
    ],
    ['a retry', `until docker build -t T .; do sleep 1; done; ${say('end')}`, ['[] end; T from Dockerfile in .']],
  ]));

describe('however a script branches, the reading ends', () => {
  it('more than 128 ways are refused, not tried', () => {
    const script = Array.from({ length: 12 }, (_, at) => `[ -n "$A${at}" ] && echo ${at}`).join('\n');
    const trace = evaluateText(script);
    expect([trace.paths.length <= 128, codesOf(trace)]).to.deep.equal([true, ['too-many-paths']]);
  });

  it('128 ways are read', () => {
    const script = Array.from({ length: 7 }, (_, at) => `[ -n "$A${at}" ] && echo ${at}`).join('\n');
    const trace = evaluateText(script);
    expect([trace.paths.length, codesOf(trace)]).to.deep.equal([128, []]);
  });

  it('loops within loops are refused, not tried', () => {
    const list = Array.from({ length: 60 }, (_, at) => at).join(' ');
    const trace = evaluateText(`for a in ${list}; do for b in ${list}; do for c in ${list}; do :; done; done; done`);
    expect(codesOf(trace)).to.deep.equal(['too-many-paths']);
  });

  it('functions that double with each call are refused', () => {
    const script = Array.from({ length: 20 }, (_, at) => `f${at}() { f${at + 1}; f${at + 1}; }`).join('\n');
    expect(codesOf(evaluateText(`${script}\nf20() { :; }\nf0`))).to.include('too-many-paths');
  });

  it('ten times the statements take about ten times as long', () => {
    const script = (count: number): string =>
      Array.from({ length: count }, (_, at) => `V${at % 50}=a$V${(at + 1) % 50}x; V${at % 50}=b; cp fb g`).join('\n');
    const time = (count: number): number => {
      const start = performance.now();
      evaluateText(script(count), { fb: '' });
      return performance.now() - start;
    };
    time(100);
    const small = Math.max(time(150), 5);
    expect(time(1_500) / small).to.be.lessThan(60);
  });

  it('a script as long as the limit is read to its end', () => {
    const script = Array.from({ length: limits.steps }, (_, at) => `echo ${at}`).join('\n');
    const trace = evaluateText(script);
    expect([trace.paths[0]?.steps.length, codesOf(trace)]).to.deep.equal([limits.steps, []]);
  });

  it('a longer one says where the reading stopped', () => {
    const script = Array.from({ length: 2 * limits.steps }, (_, at) => `echo ${at}`).join('\n');
    expect(placesOf(evaluateText(script))).to.deep.equal([`too-many-paths build.sh:${limits.steps + 1}`]);
  });
});
