import { expect } from 'chai';
import { commentsAbove, heredocText, parseDockerfile } from '../../lib/dockerfile/parse.js';
import { spanOf } from '../../lib/dockerfile/logical-text.js';
import { at, dump, only, parse, source } from './helpers.js';

const lines = (...texts: readonly string[]): string => texts.join('\n');

/** What the text says, in the notation of `dump`. */
const readings: readonly (readonly [name: string, text: string, wanted: string])[] = [
  ['DF-T2 joins a continued line', 'RUN one \\\n  two', '(run "one   two")'],
  ['DF-T2 joins when blanks follow the continuation', 'RUN one \\ \t\ntwo', '(run "one two")'],
  ['DF-T2 does not join behind a doubled escape', 'RUN one \\\\\nUSER two', '(run "one \\\\\\\\")\n(user "two")'],
  ['DF-T2 joins in the middle of a word', 'RUN on\\\ne', '(run "one")'],
  ['DF-T2 joins a line that is only the escape', 'RUN a\\\n\\\nb', '(run "ab")'],
  ['DF-T2 keeps an instruction that begins with a continuation', '\\\nRUN a', '(run "a")'],
  ['DF-T2 ends at the end of the file', 'RUN a \\', '(run "a")'],
  ['DF-T3 drops comments inside an instruction', 'RUN a \\\n  # no \\\n b', '(run "a  b")'],
  ['DF-T3 drops empty lines inside an instruction', 'RUN a \\\n\n \t\nb', '(run "a b")'],
  ['DF-T3 takes keywords in any case', 'fRoM a aS b\nrUn c', '(from "a" "as" "b")\n(run "c")'],
  ['DF-T3 ignores blanks before an instruction', '  \tRUN a', '(run "a")'],
  ['DF-T3 takes any blank behind the keyword', 'COPY\ta\tb', '(copy "a" "b")'],
  ['DF-T1 honours escape at the top', '# escape=`\nRUN a `\nb \\\nUSER c', '(run "a b \\\\")\n(user "c")'],
  [
    'DF-T1 honours escape behind syntax, in any case and spacing',
    '#syntax=x\n#   ESCAPE  =  ` \nRUN a `\nb',
    '(run "a b")',
  ],
  ['DF-T1 ignores escape behind a comment', '# hello\n# escape=`\nRUN a \\\nb', '(run "a b")'],
  ['DF-T1 ignores escape behind an unknown directive', '# colour=red\n# escape=`\nRUN a \\\nb', '(run "a b")'],
  ['DF-T1 ignores escape behind a blank line', '\n# escape=`\nRUN a \\\nb', '(run "a b")'],
  ['DF-T1 ignores escape behind an instruction', 'USER u\n# escape=`\nRUN a \\\nb', '(user "u")\n(run "a b")'],
  ['DF-T1 takes a directive without a value as a comment', '# escape=\n# escape=`\nRUN a \\\nb', '(run "a b")'],
  ['DF-T1 takes a directive without = as a comment', '# escape `\nRUN a \\\nb', '(run "a b")'],
  ['DF-T3 ignores blanks of any script before an instruction', '\u3000\u00a0RUN a\u2028', '(run "a")'],
  ['DF-T4 takes CRLF', 'RUN a \\\r\n  b\r\nUSER c\r\n', '(run "a   b")\n(user "c")'],
  ['DF-T4 strips a byte order mark', '\ufeff# escape=`\nRUN a `\nb', '(run "a b")'],
  ['DF-T5 reads flags before words', 'COPY --from=a --link x y', '(copy ["--from=a" "--link"] "x" "y")'],
  ['DF-T5 reads flags before JSON', 'COPY --from=a ["x y","z"]', '(copy ["--from=a"] "x y" "z")'],
  ['DF-T5 ends flags at --', 'COPY --from=a -- --b c', '(copy ["--from=a"] "--b" "c")'],
  ['DF-T5 leaves options behind the first word alone', 'RUN x --y=z', '(run "x --y=z")'],
  [
    'DF-T5 removes quotes and escapes from flags',
    'RUN --mount="type=a b",x=\\"c d',
    '(run ["--mount=type=a b,x=\\"c"] "d")',
  ],
  ['DF-T5 takes broken JSON as words', "VOLUME ['a', 'b']", `(volume "['a'," "'b']")`],
  ['DF-T5 takes JSON with text behind it as words', 'CMD ["a"] b', '(cmd "[\\"a\\"] b")'],
  ['DF-T5 does not let quotes join words of COPY', 'COPY "a b" c', '(copy "\\"a" "b\\"" "c")'],
  [
    'reads both forms of ENV',
    'ENV a b  c=d\nENV a=b c="d e" f=g\\ h',
    '(env "a" "b  c=d" "")\n(env "a" "b" "=" "c" "\\"d e\\"" "=" "f" "g\\\\ h" "=")',
  ],
  ['reads ARG with and without defaults', 'ARG a b= c="d e"', '(arg "a" "b=" "c=\\"d e\\"")'],
  [
    'reads HEALTHCHECK',
    'HEALTHCHECK --interval=1s CMD ["a","b"]\nHEALTHCHECK none',
    '(healthcheck ["--interval=1s"] "CMD" "a" "b")\n(healthcheck "none")',
  ],
  [
    'reads ONBUILD with the flags of its instruction',
    'ONBUILD COPY --chown=1 a b',
    '(onbuild (copy ["--chown=1"] "a" "b"))',
  ],
  ['DF-T8 keeps a heredoc out of the instructions', 'RUN <<EOF\nUSER a\nEOF\nUSER b', '(run "<<EOF")\n(user "b")'],
  ['DF-T8 reads several heredocs in order', 'COPY <<A <<B /d\nB\nA\nA\nB\nUSER b', '(copy "/d")\n(user "b")'],
  [
    'DF-T8 allows blanks before the name',
    'RUN cat << EOF > x\nUSER a\nEOF\nUSER b',
    '(run "cat << EOF > x")\n(user "b")',
  ],
  ['DF-T8 sees no heredoc in <<<', 'RUN cat <<<EOF\nUSER b', '(run "cat <<<EOF")\n(user "b")'],
  ['DF-T8 sees no heredoc in quotes', 'RUN "<<EOF"\nUSER b', '(run "\\"<<EOF\\"")\n(user "b")'],
  ['DF-T8 sees no heredoc behind a word', 'RUN cat<<EOF\nUSER b', '(run "cat<<EOF")\n(user "b")'],
  ['DF-T8 sees no heredoc behind an open quote', "RUN it's <<EOF\nUSER b", `(run "it's <<EOF")\n(user "b")`],
  [
    'DF-T8 sees a heredoc beside a shell expansion',
    'RUN echo ${A:0:2} <<EOF\nUSER a\nEOF\nUSER b',
    '(run "echo ${A:0:2} <<EOF")\n(user "b")',
  ],
  [
    'DF-T8 gives heredocs to ONBUILD too',
    'ONBUILD RUN <<EOF\nUSER a\nEOF\nUSER b',
    '(onbuild (run "<<EOF"))\n(user "b")',
  ],
  ['DF-T8 gives no heredoc to other instructions', 'CMD <<EOF\nUSER a', '(cmd "<<EOF")\n(user "a")'],
  ['DF-T8 gives no heredoc to JSON', 'COPY ["<<EOF","b"]\nUSER a', '(copy "b")\n(user "a")'],
];

const rejected: readonly (readonly [name: string, text: string, message: RegExp])[] = [
  ['an empty file', '', /no instructions/],
  ['only comments', '# a\n\n# b', /no instructions/],
  ['ENV without a value', 'ENV a', /two arguments/],
  ['ENV with a word that has no =', 'ENV a=b c', /can't find =/],
  ['nested JSON', 'CMD ["a", ["b"]]', /arrays of strings/],
  ['numbers in JSON', 'COPY ["a", 1]', /arrays of strings/],
  ['an unknown instruction', 'FORM a', /unknown instruction: FORM/],
  ['a repeated directive (DF-T1)', '# escape=`\n# escape=`\nRUN a', /only one escape/],
  ['a wrong escape (DF-T1)', '# escape=x\nRUN a', /invalid escape/],
  ['an unterminated heredoc (DF-T8)', 'RUN <<EOF\nUSER b', /unterminated heredoc: EOF/],
  ['a shift in arithmetic, as BuildKit does (DF-T8)', 'RUN echo $((1 << 2))', /unterminated heredoc/],
  ['FROM with two words', 'FROM a b', /one or three/],
  ['a stage name that begins with a digit (ST-1)', 'FROM a AS 1b', /invalid name/],
  ['COPY without a destination', 'COPY a', /at least two/],
  ['a chain of ONBUILD', 'ONBUILD ONBUILD RUN a', /isn't allowed/],
  ['SHELL outside JSON', 'SHELL sh -c', /JSON form/],
  ['a blank ARG name', 'ARG =a', /blank/],
];

describe('parseDockerfile', () => {
  for (const [name, text, wanted] of readings) {
    it(name, () => {
      const parsed = parse(text);
      expect(dump(parsed)).to.equal(`${wanted}\n`);
      expect(parsed.errors).to.deep.equal([]);
    });
  }

  for (const [name, text, message] of rejected) {
    it(`reports ${name}`, () => {
      expect(
        parse(text)
          .errors.map((error) => error.message)
          .join('\n'),
      ).to.match(message);
    });
  }

  it('goes on behind an error', () => {
    expect(dump(parse('RUN <<EOF\nFORM x\nUSER b'))).to.equal('(run "<<EOF")\n(unknown "FORM")\n(user "b")\n');
  });

  it('takes a latin1 byte 0xA0 as part of a word', () => {
    const text = 'COPY --chown=\u00c3\u00a0 a b';
    const [instruction] = parseDockerfile(source(text, 'latin1')).instructions;
    expect(instruction?.flags.map(({ value }) => value)).to.deep.equal(['\u00c3\u00a0']);
  });
});

describe('spans', () => {
  it('reach from the keyword to the end of the last line, without its newline', () => {
    const text = lines('# c', '  RUN a \\', '   b  ', '', 'USER x', '');
    expect(parse(text).instructions.map(({ span }) => at(text, span))).to.deep.equal([
      lines('RUN a \\', '   b  '),
      'USER x',
    ]);
  });

  it('leave a carriage return out (DF-T4)', () => {
    const text = 'USER a\r\nUSER b\r\n';
    expect(parse(text).instructions.map(({ span }) => at(text, span))).to.deep.equal(['USER a', 'USER b']);
  });

  it('count a byte order mark', () => {
    const text = '\ufeffUSER a';
    expect(parse(text).instructions.map(({ span }) => at(text, span))).to.deep.equal(['USER a']);
  });

  it('include heredoc bodies and terminators (DF-T8)', () => {
    const text = lines('RUN <<-A cat', '\tx', '\tA', 'USER b');
    const run = parse(text).instructions[0];
    expect(at(text, run?.span ?? null)).to.equal(lines('RUN <<-A cat', '\tx', '\tA'));
  });

  it('include what a trailing continuation takes', () => {
    const text = lines('RUN a \\', '# c', '');
    expect(at(text, only(text, 'RUN').span)).to.equal(lines('RUN a \\', '# c'));
  });

  it('of FROM give image, name and platform', () => {
    const text = 'FROM --platform=linux/amd64 a:1 \\\n AS Build';
    const from = only(text, 'FROM');
    expect(
      [from.image.span, from.nameSpan, from.flags[0]?.span ?? null, from.flags[0]?.valueSpan ?? null].map((span) =>
        at(text, span),
      ),
    ).to.deep.equal(['a:1', 'Build', '--platform=linux/amd64', 'linux/amd64']);
    expect(from.stageName).to.equal('Build');
  });

  it('of COPY give each word, also over a continuation', () => {
    const text = 'COPY --from=b /x/a\\\nb c d/';
    const copy = only(text, 'COPY');
    expect(copy.sources.map(({ text: word, span }) => [word, at(text, span)])).to.deep.equal([
      ['/x/ab', '/x/a\\\nb'],
      ['c', 'c'],
    ]);
    expect(at(text, copy.destination?.span ?? null)).to.equal('d/');
  });

  it('of JSON words include the quotes', () => {
    const text = 'COPY ["a \\" b",\\\n "\\u0063"]';
    const copy = only(text, 'COPY');
    expect([...copy.sources, copy.destination].map((word) => [word?.text, at(text, word?.span ?? null)])).to.deep.equal(
      [
        ['a " b', '"a \\" b"'],
        ['c', '"\\u0063"'],
      ],
    );
  });

  it('of ENV and ARG give pair and value', () => {
    const text = 'ENV a=1 b="2 3"\nENV c d e\nARG f=4';
    const spans = parse(text).instructions.flatMap((instruction) => {
      if (instruction.keyword === 'ENV') return instruction.pairs.flatMap(({ span, valueSpan }) => [span, valueSpan]);
      return instruction.keyword === 'ARG'
        ? instruction.declarations.flatMap(({ span, defaultSpan }) => [span, defaultSpan])
        : [];
    });
    expect(spans.map((span) => at(text, span))).to.deep.equal([
      'a=1',
      '1',
      'b="2 3"',
      '"2 3"',
      'c d e',
      'd e',
      'f=4',
      '4',
    ]);
  });

  it('lead from the text of RUN back into the file', () => {
    const text = 'RUN --mount=type=tmpfs,target=/t one && \\\n # c\n two three';
    const run = only(text, 'RUN');
    const found = run.command.indexOf('two');
    expect(at(text, spanOf(run.line, run.commandStart + found, run.commandStart + found + 9))).to.equal('two three');
    expect(at(text, run.commandSpan)).to.equal('one && \\\n # c\n two three');
  });

  it('of ONBUILD cover the inner instruction', () => {
    const text = 'ONBUILD  RUN <<A\nx\nA';
    const { inner } = only(text, 'ONBUILD');
    expect(at(text, inner?.span ?? null)).to.equal('RUN <<A\nx\nA');
    expect(at(text, inner?.keywordSpan ?? null)).to.equal('RUN');
  });
});

describe('heredocs (DF-T8)', () => {
  const rows: readonly (readonly [
    head: string,
    terminator: string,
    name: string,
    expand: boolean,
    chomp: boolean,
    fd: number,
  ])[] = [
    ['<<EOF', 'EOF', 'EOF', true, false, 0],
    ['<<-EOF', '\t\tEOF', 'EOF', true, true, 0],
    ["<<'EOF'", 'EOF', 'EOF', false, false, 0],
    ['<<"EOF"', 'EOF', 'EOF', false, false, 0],
    ["<<E'O'F", 'EOF', 'EOF', false, false, 0],
    ["<<E\\'OF", "E'OF", "E'OF", true, false, 0],
    ["<<'one two'", 'one two', 'one two', false, false, 0],
    ['3<<EOF', 'EOF', 'EOF', true, false, 3],
    ['<<$EOF', '$EOF', '$EOF', true, false, 0],
    ['<<   EOF', 'EOF', 'EOF', true, false, 0],
  ];
  for (const [head, terminator, name, expand, chomp, fileDescriptor] of rows) {
    it(`reads ${head}`, () => {
      const text = lines(`RUN ${head}`, ' x', '# y', terminator);
      const { heredocs } = only(text, 'RUN');
      expect(
        heredocs.map(({ contentSpan, wordSpan, ...rest }) => ({
          ...rest,
          at: at(text, contentSpan),
          word: at(text, wordSpan),
        })),
      ).to.deep.equal([{ name, expand, chomp, fileDescriptor, content: ' x\n# y\n', at: ' x\n# y\n', word: head }]);
    });
  }

  it('takes a terminator only as a whole line', () => {
    expect(only('RUN <<A\n A\nA \nAA\nA', 'RUN').heredocs[0]?.content).to.equal(' A\nA \nAA\n');
  });

  it('keeps carriage returns in the body (DF-T4)', () => {
    expect(only('RUN <<A\r\nx\r\nA\r\n', 'RUN').heredocs[0]?.content).to.equal('x\r\n');
  });

  it('strips leading tabs for <<- only', () => {
    expect(heredocText({ content: '\t\ta\n\tb\t\n c\n', chomp: true })).to.equal('a\nb\t\n c\n');
    expect(heredocText({ content: '\ta\n', chomp: false })).to.equal('\ta\n');
  });
});

describe('comments and directives', () => {
  const text = lines(
    '# syntax=docker/dockerfile:1',
    '# top',
    '',
    '# one',
    '  # two',
    'RUN a \\',
    ' # inside',
    ' b',
    'USER c',
  );
  const parsed = parse(text);

  it('tells directives from comments, and comments inside from those outside', () => {
    expect(parsed.directives.map(({ name, value, span }) => [name, value, at(text, span)])).to.deep.equal([
      ['syntax', 'docker/dockerfile:1', '# syntax=docker/dockerfile:1'],
    ]);
    expect(parsed.comments.map(({ span, inside }) => [at(text, span), inside])).to.deep.equal([
      ['# top', false],
      ['# one', false],
      ['# two', false],
      ['# inside', true],
    ]);
  });

  it('finds the comments that stand directly above an instruction', () => {
    const above = parsed.instructions.map((instruction) =>
      commentsAbove(parsed, instruction).map(({ span }) => at(text, span)),
    );
    expect(above).to.deep.equal([['# one', '# two'], []]);
  });
});

describe('time', () => {
  const big: readonly (readonly [name: string, text: () => string])[] = [
    ['100,000 continuations in one RUN', () => `RUN a \\\n${' b \\\n'.repeat(100_000)} c`],
    ['one line of 10 MB', () => `RUN ${'x y '.repeat(2_500_000)}`],
    ['one word of 10 MB', () => `COPY ${'x'.repeat(10_000_000)} y`],
    ['100,000 words in ENV', () => `ENV ${'a="b c" '.repeat(100_000)}`],
    [
      'a line of blanks',
      () => `# a=${' '.repeat(1_000_000)}x\nRUN ${' '.repeat(1_000_000)}x \\${' '.repeat(1_000_000)}\ny`,
    ],
    ['many unterminated heredocs', () => 'RUN <<A\n'.repeat(100_000)],
    ['many heredoc signs in one line', () => `RUN ${'<<< '.repeat(500_000)}`],
    ['deeply nested substitutions', () => `RUN <<A ${'${a:-'.repeat(500_000)}`],
    ['a chain of ONBUILD', () => 'ONBUILD '.repeat(500_000)],
    ['unclosed JSON', () => `CMD ${'['.repeat(5_000_000)}`],
    ['many quotes in a flag', () => `RUN --mount=${'"'.repeat(1_000_001)}`],
  ];
  for (const [name, text] of big) {
    it(`grows with the text only: ${name}`, function () {
      this.timeout(5000);
      expect(parse(text()).instructions.length).to.be.greaterThan(0);
    });
  }
});
