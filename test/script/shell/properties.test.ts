import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Program, Redirect, ScriptProgram, Word } from '../../../lib/script/program.js';
import type { Span } from '../../../lib/source/source-file.js';
import { quoteShell } from '../../../lib/script/shell/text.js';
import { childrenOf, outputsOf, walk, wordsOf } from '../../../lib/script/walk.js';
import { read } from './show.js';

function expectInside(inner: Span, outer: Span, what: string): void {
  expect(
    inner.start <= inner.end && inner.start >= outer.start && inner.end <= outer.end,
    `${what} ${JSON.stringify([inner, outer])}`,
  ).to.equal(true);
}

/** Spans are in range, ordered and nested; only the bodies of heredocs stand elsewhere. */
function checkProgram(root: Program, whole: Span): void {
  walk(root, (program) => {
    expectInside(program.span, whole, program.kind);
    for (const child of childrenOf(program)) expectInside(child.span, program.span, `${child.kind} in ${program.kind}`);
    const bodies = new Set<Word>(
      redirectsOf(program).flatMap(({ operation }) => (operation.kind === 'heredoc' ? [operation.body] : [])),
    );
    for (const redirect of redirectsOf(program)) expectInside(redirect.span, program.span, 'redirect');
    for (const word of wordsOf(program)) checkWord(word, bodies.has(word) ? whole : program.span, whole);
  });
}

function checkWord(word: Word, outer: Span, whole: Span): void {
  expectInside(word.span, outer, 'word');
  for (const piece of word.pieces) if ('span' in piece) expectInside(piece.span, word.span, piece.kind);
  for (const output of outputsOf(word)) {
    expectInside(output.span, word.span, 'substitution');
    expectInside(output.program.span, output.span, 'program of a substitution');
    checkProgram(output.program, whole);
  }
}

function redirectsOf(program: Program): readonly Redirect[] {
  return 'redirects' in program ? program.redirects : [];
}

function checkScript(text: string): ScriptProgram {
  const script = read(text);
  const whole = { file: 's.sh', start: 0, end: text.length };
  expect(script.program.span).to.deep.equal(whole);
  checkProgram(script.program, whole);
  for (const { span } of script.problems) expectInside(span, whole, 'problem');
  let last = 0;
  for (const span of script.comments) {
    expectInside(span, { ...whole, start: last }, 'comment');
    expect(text[span.start]).to.equal('#');
    last = span.end;
  }
  return script;
}

const seeds = [
  '#!/bin/bash\nset -e\ndocker build -t "$REPO:${TAG:-latest}-build" -f Dockerfile.build . # build\ndocker create --name x "$REPO"\ndocker cp x:/app ./app && docker rm -f x || exit 1\n',
  'if [ -n "$1" ]; then\n  for f in a b{1..3} *.c; do cp "$f" ~/x; done\nelif [[ $x =~ ^a(b|c)$ ]]; then :; else exit 2; fi >log 2>&1\n',
  'f() { local a=$(cat <<-E\n\t$x `y \\`z\\``\n\tE\n); echo "${a#*/}" | tee >(wc) & }\r\ncase "$1" in a|b) f;; *) (cd x; make) ;;& esac\r\n',
  'x=(a "b c" $d) y+=1 z[0]=2 a \\ \n  b; while ! read -r l; do ((i++)); done < <(ls); for ((;;)) { break; }\n',
];

const fragments = [
  '$(',
  ')',
  '`',
  '"',
  "'",
  '${',
  '}',
  '{',
  '<<E\n',
  'E\n',
  '\\',
  '\n',
  ' ',
  '#',
  ';',
  '&',
  '|',
  '((',
  '))',
  '[[',
  ']]',
  '\\ \n',
  '\r\n',
  'if ',
  'then ',
  'fi',
  'do ',
  'done',
  'case ',
  ' in ',
  'esac',
  '{a,b}',
  '~',
  '*',
  '\uFEFF',
  '<(',
  "$'",
  ':-',
  'x=(',
  '\\`',
];

const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.constantFrom('', ...fragments)), { maxLength: 6 }),
  )
  .map(([seed, edits]) =>
    edits.reduce((text, [at, length, insert]) => splice(text, at % (text.length + 1), length, insert), seed),
  );

function splice(text: string, at: number, length: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + length);
}

describe('any text is read without an exception, and spans are in range and nested', () => {
  for (const seed of seeds) {
    it(JSON.stringify(seed.slice(0, 30)), () => {
      checkScript(seed);
    });
  }

  it('an unclosed expansion whose end unbash places behind the text', () => {
    for (const text of ['${\r\n\\', '${ ((\r\n', 'x `y \\`z e\\', '$(if \\ \n', '`$(if \\\n`']) checkScript(text);
  });

  it('arbitrary strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void checkScript(text)),
      { numRuns: 1000 },
    );
  });

  it('strings of shell syntax', () => {
    const syntax = fc.array(fc.constantFrom('a', '$x', ...fragments), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(syntax, (text) => void checkScript(text)),
      { numRuns: 3000 },
    );
  });

  it('mutated scripts', () => {
    fc.assert(
      fc.property(mutated, (text) => void checkScript(text)),
      { numRuns: 3000 },
    );
  });

  it('a quoted literal is read as the one word that it was', () => {
    const literal = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => !text.includes('\r\n') && !text.includes('\0'));
    fc.assert(
      fc.property(literal, (text) => {
        const { program } = read(`a ${quoteShell(text)} b`);
        const [command] = program.kind === 'sequence' ? program.items : [];
        const words = command?.kind === 'command' ? command.argv : [];
        expect(
          words.map(({ pieces }) => pieces.map((piece) => ('text' in piece ? piece.text : '?')).join('')),
        ).to.deep.equal(['a', text, 'b']);
      }),
    );
  });
});
