import { expect } from 'chai';
import { read, show } from './show.js';

const rows: readonly (readonly [script: string, expected: string])[] = [
  ['', '[]'],
  ['# nothing', '[]'],
  ['a b; c\nd', '[a b; c; d]'],
  ['a && b || c && d', '[(((a && b) || c) && d)]'],
  ['a &&\n  b', '[(a && b)]'],
  ['! a', '[not(a)]'],
  ['! ! a', '[[a]]'],
  ['! a | b', '[not(pipe(a, b))]'],
  ['a | b |& c', '[pipe(a, b +err, c)]'],
  ['time -p a | b', '[[pipe(a, b)]]'],
  ['time', '[[[]]]'],
  ['a & b', '[background(a); b]'],
  ['a && b &', '[background((a && b))]'],
  ['coproc a', '[background(a)]'],
  ['coproc N { a; }', '[background({a})]'],
  ['if a; then b; fi', '[branch([a] => [b])]'],
  ['if a; b; then c; elif d; then e; else f; g; fi >x', '[branch([a; b] => [c], [d] => [e], else [f; g]) 1>x]'],
  [
    'case $x in a|b*) c;; (d) e;& f) ;;& *) g; esac',
    '[branch(${x} ~ a|b/*/ => [c], ${x} ~ d => [e] ..., ${x} ~ f => [] ..., ${x} ~ /*/ => [g])]',
  ],
  ['case x in esac', '[branch()]'],
  ['for x in a "$b" c*; do d; done', '[loop(x in a "${b} c/*/: [d])]'],
  ['for x; do a; done', '[loop(x in "${@}: [a])]'],
  ['for x in; do a; done', '[loop(x in : [a])]'],
  ['for x in a; { b; }', '[loop(x in a: [b])]'],
  ['for ((i = 0; i < 3; i++)); do a; done', '[loop(opaque <for ((i = 0; i < 3; i++))> i: [a])]'],
  ['for ((i=0, j=1; i<=j; ++k)) { a; }', '[loop(opaque <for ((i=0, j=1; i<=j; ++k))> i,j,k: [a])]'],
  ['select x in a b; do c; done', '[loop(opaque <select x in a b> x: [c])]'],
  ['while a; do b; done < f', '[loop(while [a]: [b]) 0<f]'],
  ['until a; b; do c; done', '[loop(until [a; b]: [c])]'],
  ['f() { a; }', '[function f {a}]'],
  ['function f { a; } >x', '[function f {a} 1>x]'],
  ['function f() ( a )', '[function f sub[a]]'],
  ['(a; b) 2>x', '[sub[a; b] 2>x]'],
  ['{ a; b; } >x 2>&1', '[{a; b} 1>x 2&1]'],
  ['x=1', '[x:=1]'],
  ['x= y=2 a b=3', '[x:=<nothing> y:=2 a b=3]'],
  ['x+=1 a[i+1]=2 b=(x "y" z*) a', "[x+:=1 a[i+1]:=2 b:=(x 'y' z/*/) a]"],
  ['export a=1 "b=$c"', "[export a=1 'b='\"${c}]"],
  ['local a=$b c', '[local a=${b} c]'],
  ['declare -a x=(a "b")', "[declare -a x=(a 'b')]"],
  ['readonly d=~/x', '[readonly d="${HOME}/x]'],
  ['>x a <y b', '[a b 1>x 0<y]'],
  ['a >>x 2>>y >|z', '[a 1>>x 2>>y 1>z]'],
  ['a 2>&1 >&2 <&3 3>&-', '[a 2&1 1&2 0&3 3&-]'],
  ['a >&x', '[a -1>x]'],
  ['a >&$x', '[a 1&${x}]'],
  ['a &>x &>>y', '[a -1>x -1>>y]'],
  ['a <>x {fd}>y', '[a 0>>x 10>y]'],
  ['a <<<"b $c"', "[a 0<herestring:'b '\"${c}]"],
  ['cat <<E >x\na $b\nE\nc', "[cat 0<heredoc:'a '\"${b}'\\n' 1>x; c]"],
  ["cat <<'E'\na $b \\$\nE", "[cat 0<heredoc:'a $b \\$\\n']"],
  ['cat <<-E\n\t\ta $b\n\tc\\\n\td "$e"\n\tE', "[cat 0<heredoc:'a '\"${b}'\\ncd \"'\"${e}'\"\\n']"],
  ['cat <<-\\E\n\ta\n\t\tb\n\tE', "[cat 0<heredoc:'a\\nb\\n']"],
  ['cat <<A <<B\na\nA\nb\nB', "[cat 0<heredoc:'a\\n' 0<heredoc:'b\\n']"],
  ['cat <<E\n\\$a \\\\ \\" \\`\nE', "[cat 0<heredoc:'$a \\ \\\" `\\n']"],
  [
    'cat <<E\n$(a "b") `c` $((1+2)) ${d:-e f}\nE',
    "[cat 0<heredoc:\"$([a 'b'])' '\"$([c])' '\"$((1+2))' '\"${d :- 'e f'}'\\n']",
  ],
  ['[[ -f $x && ! ( "$a" == b* || z ) ]]', '[[[ -f ${x} && ! ( "${a} == b/*/ || z ) ]]]'],
  ['[[ $x =~ ^a(b|c)$ ]] >y', '[[[ ${x} =~ ^a(b|c)$ ]] 1>y]'],
  ['((x = 16#ff + 1))', "[(( 'x = 16#ff + 1']"],
  ['[ -z "$x" ]', '[[ -z "${x} ]]'],
];

describe('shell constructs lower to the program that the evaluator reads', () => {
  for (const [script, expected] of rows) {
    it(JSON.stringify(script), () => {
      const { program, problems } = read(script);
      expect(problems).to.deep.equal([]);
      expect(show(program)).to.equal(expected);
    });
  }
});

const words: readonly (readonly [word: string, expected: string])[] = [
  ['a\'b\'"c"d', "a'bc'd"],
  ["''", "''"],
  ['""$x', "''${x}"],
  ['\\a\\ b\\*', "'a 'b'*'"],
  ['"$x"', '"${x}'],
  ['$1$@$#', '${1}${@}${#}'],
  ['${10}', '${10}'],
  ['${x:-b "c d" $e}', "${x :- b 'c d' ${e}}"],
  ['"${x:-b "c" $e *}"', "\"${x :- 'b c '\"${e}' *'}"],
  ['${x-a}${x:=a}${x=a}${x:+a}${x+a}${x:?a}${x?a}', '${x - a}${x := a}${x = a}${x :+ a}${x + a}${x :? a}${x ? a}'],
  ['${x#*/}${x##*/}${x%.*}"${x%%.*}"', '${x # /*//}${x ## /*//}${x % ./*/}"${x %% ./*/}'],
  ['${x/a/b}${x//\\//_}${x/#a/}${x/%a/$b}', "${x / a by b}${x // '/' by _}${x /# a by <nothing>}${x /% a by ${b}}"],
  ['${x:1}${x:$n:2}', "${x from '1'}${x from \"${n} for '2'}"],
  ['${x^}${x^^}${x,}${x,,}', '${x ^}${x ^^}${x ,}${x ,,}'],
  ['${#x}${!x}${x[0]}${x[@]}${#x[@]}', '${x length}${x indirect}${x[0]}${x[@]}${x[@] length}'],
  ['${!x[@]}${!x*}${x@Q}${x^a}', '${x[@] other <!x[@]>}${x other <!x*>}${x other <@Q>}${x other <^a>}'],
  ['$(a $(b "c"))', "$([a $([b 'c'])])"],
  ['"$(a)"', '"$([a])'],
  ['$(<f)', '$([ 0<f])'],
  ['`a \\`b \\$c\\` \\\\d`', "$([a $([b ${c}]) 'd'])"],
  ['"`a \\"b\\"`"', "\"$([a 'b'])"],
  ['$((1 + $x))', '$((1 + $x))'],
  ['$[1+2]', '$((1+2))'],
  ['<(a)', '<([a])'],
  ['>(a)', '>([a])'],
  ['*.c', '/*/.c'],
  ['a?[bc]', 'a/?//[bc]/'],
  ['[$x]', '/[/${x}/]/'],
  ['@(a|b).c', '/@(a|b)/.c'],
  ['"*"', "'*'"],
  ['~', '"${HOME}'],
  ['~/x', '"${HOME}/x'],
  ['~user/x', '~user/x'],
  ['a~', 'a~'],
  ['"~"/x', "'~'/x"],
  ['A=~/x:~/y', 'A="${HOME}/x:"${HOME}/y'],
  ['${x:-~/a}', '${x :- "${HOME}/a}'],
  ["$'a\\tb\\x41\\u00e9'", "'a\tbAé'"],
  ['$"a $b"', "'a '\"${b}"],
  ['a\\\nb', 'ab'],
  ['$x{a,b}', '${xa} ${xb}'],
  ['"$x"{a,b}', '"${x}a "${x}b'],
  ['{a,"b,c"}{1..2}', "a1 a2 'b,c'1 'b,c'2"],
  ['{*.c,$x}', '/*/.c ${x}'],
];

describe('shell words keep what was quoted, what is a pattern and what is a parameter', () => {
  for (const [text, expected] of words) {
    it(JSON.stringify(text), () => {
      const { program, problems } = read(`c ${text}`);
      expect(problems).to.deep.equal([]);
      expect(show(program)).to.equal(`[c ${expected}]`);
    });
  }
});

describe('places where braces and tildes stay as they are', () => {
  const rows: readonly (readonly [script: string, expected: string])[] = [
    ['x={a,b}', '[x:={a,b}]'],
    ['x=~/a:~:b~', '[x:="${HOME}/a:"${HOME}:b~]'],
    ['export x={a,b}', '[export x={a,b}]'],
    ['a >{b,c}', '[a 1>{b,c}]'],
    ['case {a,b} in {a,b}) ;; esac', '[branch({a,b} ~ {a,b} => [])]'],
    ['a {} {b} \\{c,d}', "[a {} {b} '{'c,d}]"],
    ['#!/bin/sh\na {b,c}', '[a {b,c}]'],
    ['#!/usr/bin/env dash\na {b,c} X=~/d', '[a {b,c} X=~/d]'],
    ['#! /bin/busybox ash\na {b,c}', '[a {b,c}]'],
    ['#!/bin/bash\na {b,c}', '[a b c]'],
  ];
  for (const [script, expected] of rows) {
    it(JSON.stringify(script), () => {
      expect(show(read(script).program)).to.equal(expected);
    });
  }

  it('a text without a #! line follows the dialect of its place', () => {
    expect(show(read('a {b,c}', 'posix').program)).to.equal('[a {b,c}]');
    expect(show(read('#!/bin/bash\na {b,c}', 'posix').program)).to.equal('[a b c]');
  });
});
