import { expect } from 'chai';
import { parseShell, parseShellText } from '../../../lib/script/shell/parse.js';
import { outputsOf, walk, wordsOf } from '../../../lib/script/walk.js';
import type { Piece, Program, ScriptProgram } from '../../../lib/script/program.js';
import type { Span } from '../../../lib/source/source-file.js';
import { decodeSource } from '../../../lib/source/source-file.js';
import { read } from './show.js';

const at = (text: string, span: Span): string => text.slice(span.start, span.end);

/** Every program below, also those in words. */
function everything(root: Program): Program[] {
  const all: Program[] = [];
  walk(root, (program) => {
    all.push(program);
    for (const word of wordsOf(program)) for (const output of outputsOf(word)) all.push(...everything(output.program));
  });
  return all;
}

function textsOf(text: string, { program }: ScriptProgram, kind: Program['kind']): string[] {
  return everything(program)
    .filter((one) => one.kind === kind)
    .map((one) => at(text, one.span));
}

function pieceTexts(text: string, { program }: ScriptProgram): string[] {
  const spanned = (piece: Piece): string[] => ('span' in piece ? [at(text, piece.span)] : []);
  return everything(program).flatMap((one) => wordsOf(one).flatMap((word) => word.pieces.flatMap(spanned)));
}

const nodes: readonly (readonly [kind: Program['kind'], script: string, expected: readonly string[]])[] = [
  ['command', 'a b ;  c  >d e # f\n x=1 g "h" ', ['a b', 'c  >d e', 'x=1 g "h"']],
  ['command', '>o a <<E b\nbody\nE\nc', ['>o a <<E b', 'c']],
  ['command', '[[ -f x ]] >y; ((1)) 2>z', ['[[ -f x ]] >y', '((1)) 2>z']],
  ['command', 'a \\\n  b\nc', ['a \\\n  b', 'c']],
  ['command', 'a $(b `c`)', ['a $(b `c`)', 'b `c`', 'c']],
  ['command', 'x `a \\`b c\\` "d"` y', ['x `a \\`b c\\` "d"` y', 'a \\`b c\\` "d"', 'b c']],
  ['and-or', 'a && b || c; d', ['a && b || c', 'a && b']],
  ['pipeline', ' a | b |& c ', ['a | b |& c']],
  ['negation', ' ! a | b', ['! a | b']],
  ['background', 'a && b & c', ['a && b &']],
  ['branch', 'if a; then b; fi >x; c', ['if a; then b; fi >x']],
  ['branch', ' case a in b) c;; esac;', ['case a in b) c;; esac']],
  ['loop', 'for x in a; do b; done | c', ['for x in a; do b; done']],
  ['loop', 'while a; do b; done <x', ['while a; do b; done <x']],
  ['function', 'f() { a; } >x; b', ['f() { a; } >x']],
  ['function', 'function f\n{\n a\n}\nb', ['function f\n{\n a\n}']],
  ['subshell', '( a; b ) >x &', ['( a; b ) >x']],
  ['sequence', '{ a; b; } >x', ['{ a; b; } >x', '{ a; b; } >x']],
];

describe('spans of programs are the text that stands in the file', () => {
  for (const [kind, script, expected] of nodes) {
    it(`${kind} in ${JSON.stringify(script)}`, () => {
      expect(textsOf(script, read(script), kind)).to.deep.equal(expected);
    });
  }

  it('arms of if and case', () => {
    const script = 'if a; then b; elif c; then d; fi; case x in (y|z) e;; *) f; esac';
    const arms = everything(read(script).program).flatMap((one) => (one.kind === 'branch' ? one.arms : []));
    expect(arms.map((arm) => at(script, arm.span))).to.deep.equal([
      'if a; then b',
      'elif c; then d',
      '(y|z) e;;',
      '*) f',
    ]);
  });
});

describe('spans of words, parameters, assignments and redirections', () => {
  it('words', () => {
    const script = 'a "b $c"\\\n d\'e\'{f,g} \t~/h';
    const [command] = everything(read(script).program).filter((one) => one.kind === 'command');
    expect(command?.argv.map((word) => at(script, word.span))).to.deep.equal(
      ['a', '"b $c"\\\n', "d'e'{f,g}", "d'e'{f,g}", '~/h'].map((text) => text.replace('\\\n', '')),
    );
  });

  it('parameters, substitutions and arithmetic', () => {
    const script = 'a "x${b:-$c}y"$1 $((1)) $(d $e) `f \\$g` ~/i';
    expect(pieceTexts(script, read(script))).to.deep.equal([
      '${b:-$c}',
      '$1',
      '$((1))',
      '$(d $e)',
      '`f \\$g`',
      '~',
      '$e',
      '\\$g',
    ]);
  });

  it('operands of parameters', () => {
    const script = 'a "${b:-c d}" ${e%.*} ${f/g/h}';
    const [command] = everything(read(script).program).filter((one) => one.kind === 'command');
    const operators = (command?.argv ?? []).flatMap((word) =>
      word.pieces.flatMap((piece) => (piece.kind === 'parameter' ? [piece.operator] : [])),
    );
    const texts = operators.flatMap((operator) => {
      if (operator?.kind === 'default') return [operator.operand];
      if (operator?.kind === 'replace') return [operator.pattern, operator.replacement];
      return operator?.kind === 'trim' ? [operator.pattern] : [];
    });
    expect(texts.map((word) => at(script, word.span))).to.deep.equal(['c d', '.*', 'g', 'h']);
  });

  it('redirections, their targets and heredoc bodies', () => {
    const script = 'a 2>b >& c <<-E <<<d\n\t$x\n\tE\n';
    const [command] = everything(read(script).program).filter((one) => one.kind === 'command');
    const redirects = command?.kind === 'command' ? command.redirects : [];
    expect(redirects.map((redirect) => at(script, redirect.span))).to.deep.equal(['2>b', '>& c', '<<-E', '<<<d']);
    const words = command === undefined ? [] : wordsOf(command).slice(1);
    expect(words.map((word) => at(script, word.span))).to.deep.equal(['b', 'c', '\t$x\n', 'd']);
  });

  it('assignments', () => {
    const script = 'a=1 b[2]+=$c d=(e f) g';
    const [command] = everything(read(script).program).filter((one) => one.kind === 'command');
    const assignments = command?.kind === 'command' ? command.assignments : [];
    expect(assignments.map((one) => at(script, one.span))).to.deep.equal(['a=1', 'b[2]+=$c', 'd=(e f)']);
  });
});

describe('spans hold in files that are not plain LF text', () => {
  const withBomAndCrlf = '\uFEFF#!/bin/bash\r\na "b\r\nc" \\\r\n  d # note\r\ncat <<E\r\nx $y\r\nE\r\nf\r\n';

  it('BOM and CRLF', () => {
    const script = parseShell(decodeSource('s.sh', Buffer.from(withBomAndCrlf)));
    expect(script.problems).to.deep.equal([]);
    expect(textsOf(withBomAndCrlf, script, 'command')).to.deep.equal(['a "b\r\nc" \\\r\n  d', 'cat <<E', 'f']);
    expect(pieceTexts(withBomAndCrlf, script)).to.deep.equal(['$y']);
    expect(script.comments.map((span) => at(withBomAndCrlf, span))).to.deep.equal(['# note']);
    expect(script.program.span).to.deep.equal({ file: 's.sh', start: 0, end: withBomAndCrlf.length });
  });

  it('CRLF leaves no CR and no blank in quoted text and heredocs', () => {
    const [quoted, body] = everything(read(withBomAndCrlf).program)
      .flatMap(wordsOf)
      .flatMap((word) => word.pieces)
      .filter((piece) => piece.kind === 'literal' && piece.quoted);
    expect([quoted, body]).to.deep.equal([
      { kind: 'literal', text: 'b\nc', quoted: true },
      { kind: 'literal', text: 'x ', quoted: true },
    ]);
  });

  it('latin1 and characters outside the basic plane', () => {
    const latin1 = parseShell(decodeSource('s.sh', Buffer.from('a \xE9 $b', 'latin1')));
    expect(pieceTexts('a \xE9 $b', latin1)).to.deep.equal(['$b']);
    const wide = 'a "😀" $b';
    expect(pieceTexts(wide, read(wide))).to.deep.equal(['$b']);
  });

  it('a text inside another file points into that file', () => {
    const file = "sh -c 'a && b $c # d'";
    const script = parseShellText('a && b $c # d', { file: 's.sh', offset: 7 });
    expect(textsOf(file, script, 'command')).to.deep.equal(['a', 'b $c']);
    expect(script.comments.map((span) => at(file, span))).to.deep.equal(['# d']);
  });
});

describe('comments', () => {
  const rows: readonly (readonly [script: string, comments: readonly string[]])[] = [
    ['#!/bin/sh\n# a\nb # c', ['# a', '# c']],
    ['a#b "# c" \'# d\' \\# $# ${#x} ${x#y} $((16#ff)) # e', ['# e']],
    ['cat <<E # a\n# b\nE\n# c', ['# a', '# c']],
    ['x=$(a # b\n) # c', ['# b', '# c']],
    ['`a # b` c', ['# b']],
    ['if a; then # b\n c;# d\nfi\n# e', ['# b', '# d', '# e']],
    ['x=(a # b\n c)', ['# b']],
    ['case a in # b\n # c\n d) e ;; # f\nesac', ['# b', '# c', '# f']],
    ['[[ a =~ #b ]] # c', ['# c']],
    ['for ((i=16#a; i; )); do a; done # b', ['# b']],
  ];
  for (const [script, comments] of rows) {
    it(JSON.stringify(script), () => {
      expect(read(script).comments.map((span) => at(script, span))).to.deep.equal(comments);
    });
  }
});
