import { expect } from 'chai';
import { read, show } from './show.js';

describe('a backslash with a blank behind it at the end of a line', () => {
  const published = [
    '#!/bin/sh',
    'echo Building alexellis2/href-counter:build',
    '',
    'docker build --build-arg https_proxy=$https_proxy --build-arg http_proxy=$http_proxy \\  ',
    '    -t alexellis2/href-counter:build . -f Dockerfile.build',
    '',
    'docker container create --name extract alexellis2/href-counter:build  ',
    'docker container rm -f extract',
  ].join('\n');

  it('continues the line in the published build.sh, and says so', () => {
    const { program, problems } = read(published);
    const commands = program.kind === 'sequence' ? program.items : [];
    expect(commands).to.have.length(4);
    expect(commands.map(show)[1]).to.match(
      /^docker build .* -t alexellis2\/href-counter:build \. -f Dockerfile\.build$/,
    );
    expect(problems).to.have.length(1);
    expect(problems[0]?.message).to.match(/^a blank follows the backslash/);
    expect(published.slice(problems[0]?.span.start, problems[0]?.span.end)).to.equal('\\  ');
    const build = commands[1]?.span;
    expect(published.slice(build?.start, build?.end)).to.match(
      /^docker build[^]*\\ {2}\n {4}-t [^]*Dockerfile\.build$/,
    );
  });

  const rows: readonly (readonly [script: string, expected: string, problems: number])[] = [
    ['a \\ \n  b', '[a b]', 1],
    ['a \\\t \n  b \\ \n c', '[a b c]', 2],
    ['a \\ \r\n  b\r\n', '[a b]', 1],
    ['a \\\r\n  b\r\n', '[a b]', 0],
    ['a && \\ \n b', '[(a && b)]', 1],
    ['for x in a \\ \n b; do c; done', '[loop(x in a b: [c])]', 1],
    ['x=$(a \\ \n b)', '[x:=$([a b])]', 1],
    ['a "x \\ \n y"', "[a 'x \\ \\n y']", 0],
    ["a 'x \\ \n y'", "[a 'x \\ \\n y']", 0],
    ['a # \\ \nb', '[a; b]', 0],
    ['cat <<E\n \\ \nE', "[cat 0<heredoc:' \\ \\n']", 0],
    ['IFS=\\ \na', "[IFS:=' '; a]", 0],
    ['awk -F\\ \nb', "[awk -F' '; b]", 0],
    ['cut -d \\  f', "[cut -d ' ' f]", 0],
    ['a \\ ', "[a ' ']", 0],
  ];
  for (const [script, expected, count] of rows) {
    it(JSON.stringify(script), () => {
      const { program, problems } = read(script);
      expect(show(program)).to.equal(expected);
      expect(problems).to.have.length(count);
    });
  }
});

describe('what cannot be read is a problem with a place, never an exception', () => {
  const broken = [
    'if a; then b',
    'a "b',
    'a $(b',
    'a ${b',
    '(a',
    '{ a',
    'a | ',
    'a &&',
    ') b',
    'case x in',
    'for x in a; b; done',
    'a >',
    'x=$(a "b)',
    '`a (`',
    '<(a (',
    'cat <<E\n$(a (\nE',
  ];
  for (const script of broken) {
    it(JSON.stringify(script), () => {
      const { problems } = read(script);
      expect(problems).to.not.be.empty;
      for (const { span } of problems) {
        expect(span.start).to.be.within(0, script.length);
        expect(span.end).to.be.within(span.start, script.length);
      }
    });
  }

  it('what stands behind the place where reading stopped is there as unread', () => {
    const script = 'a\n) b "#c" # d\nc\n';
    const { program } = read(script);
    expect(show(program)).to.equal('[a; unread]');
    const rest = program.kind === 'sequence' ? program.items[1] : undefined;
    expect(script.slice(rest?.span.start, rest?.span.end)).to.equal(') b "#c" # d\nc');
  });

  it('a problem of a nested script points into the file', () => {
    const { problems } = read('a\nb "$(c | )"');
    expect(problems.map(({ span }) => span.start)).to.deep.equal([10]);
  });

  it('a brace expansion without measure stays one word', () => {
    const { program, problems } = read('a {1..1000000}');
    expect(show(program)).to.equal('[a {1..1000000}]');
    expect(problems).to.have.length(1);
  });
});

describe('hostile depth and size', () => {
  const deep = 10_000;
  const nested: readonly (readonly [name: string, script: string])[] = [
    ['parentheses', `${'('.repeat(deep)}a${')'.repeat(deep)}`],
    ['subshells', `${'( '.repeat(deep)}a${' )'.repeat(deep)}`],
    ['braces', `${'{ '.repeat(deep)}a;${' };'.repeat(deep)}`],
    ['substitutions', `a ${'$(b '.repeat(deep)}${')'.repeat(deep)}`],
    ['quoted substitutions', `a ${'"$(b '.repeat(deep)}${')"'.repeat(deep)}`],
    ['open substitutions', `a ${'$('.repeat(deep)}`],
    ['parameters', `a ${'${b:-'.repeat(deep)}${'}'.repeat(deep)}`],
    ['conditions', `${'if a; then '.repeat(deep)}b;${' fi;'.repeat(deep)}`],
    ['functions', `${'f() { '.repeat(deep)}b;${' };'.repeat(deep)}`],
    ['tests', `[[ ${'( '.repeat(deep)}a${' )'.repeat(deep)} ]]`],
    ['coprocesses', `${'coproc '.repeat(deep)}a`],
    ['chains', `a${' && a'.repeat(deep)}`],
    ['brace lists', `a ${'{b,'.repeat(deep)}${'}'.repeat(deep)}`],
    ['heredocs', `cat ${'<<E '.repeat(deep * 10)}`],
  ];
  for (const [name, script] of nested) {
    it(`${name} end in a problem`, () => {
      expect(read(script).problems).to.not.be.empty;
    });
  }

  it('negations do not nest', () => {
    expect(show(read(`${'! '.repeat(deep + 1)}a`).program)).to.equal('[not(a)]');
  });

  it('a line of 10 MB is read in seconds', () => {
    expect(show(read(`a ${'b'.repeat(10_000_000)}`).program)).to.have.length(10_000_004);
    expect(read(`a ${'bcdefgh '.repeat(300_000)}`).problems).to.be.empty;
  });
});
