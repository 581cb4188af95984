import { expect } from 'chai';
import { parseExpansion, type ExpansionPart } from '../../lib/dockerfile/expansion.js';
import { expandText, expandWords } from '../../lib/dockerfile/expand.js';

const environment: Readonly<Record<string, string>> = {
  HOME: '/root',
  EMPTY: '',
  LIST: 'x  y',
  FILE: 'a/b/c.tar.gz',
  SIGNS: 'a*b?c',
  HASH: '#a',
  EDGES: ' p q ',
  ÄÖ: 'umlaut',
};
const lookup = (name: string): string | undefined => (Object.hasOwn(environment, name) ? environment[name] : undefined);

/** null: the text is an error. */
const values: readonly (readonly [text: string, value: string | null])[] = [
  ['plain', 'plain'],
  ['$HOME/x', '/root/x'],
  ['${HOME}x', '/rootx'],
  ['$NONE.', '.'],
  ['\\$HOME', '$HOME'],
  ['\\\\$HOME', '\\/root'],
  ["'$HOME'", '$HOME'],
  ["'\\'", '\\'],
  ['"$HOME \\" \\n \\$"', '/root " \\n $'],
  ['a\\', 'a'],
  ['"a', null],
  ["a'", null],
  ['$', '$'],
  ['$.', '$.'],
  ['$1x$@y$$', 'xy'],
  ['$12a', 'a'],
  ['$ÄÖ!', 'umlaut!'],
  ['${NONE:-a}${EMPTY:-b}${HOME:-c}', 'ab/root'],
  ['${NONE-a}${EMPTY-b}', 'a'],
  ['${NONE:+a}${EMPTY:+b}${HOME:+c}', 'c'],
  ['${NONE+a}${EMPTY+b}', 'b'],
  ['${HOME:?}${EMPTY?}', '/root'],
  ['${EMPTY:?gone}', null],
  ['${NONE?gone}', null],
  ['${NONE:-${EMPTY:-$HOME}}', '/root'],
  ["${NONE:-'}'}", '}'],
  ['${HOME:+${NONE?}}', null],
  ['${}', null],
  ['${:-a}', null],
  ['${HOME', null],
  ['${HOME:-a', null],
  ['${HOME:=a}', null],
  ['${HOME:0:1}', null],
  ['${HOME^^}', null],
  ['${HOME/a}', null],
  ['${FILE#*/}', 'b/c.tar.gz'],
  ['${FILE##*/}', 'c.tar.gz'],
  ['${FILE%.*}', 'a/b/c.tar'],
  ['${FILE%%.*}', 'a/b/c'],
  ['${FILE#x}${NONE#a}', 'a/b/c.tar.gz'],
  ['${FILE#?/}', 'b/c.tar.gz'],
  ['${FILE%*}', 'a/b/c.tar.gz'],
  ['${FILE%%*}', ''],
  ['${FILE##*}', ''],
  ['${SIGNS#a\\*}', 'b?c'],
  ['${SIGNS%\\?c}', 'a*b'],
  ['${SIGNS#\\x}', null],
  ['${HASH#$HASH}', '#a'],
  ['${FILE/\\//-}', 'a-b/c.tar.gz'],
  ['${FILE//\\//-}', 'a-b-c.tar.gz'],
  ['${FILE//./}', 'a/b/ctargz'],
  ['${FILE/t*r/T}', 'a/b/c.T.gz'],
  ['${FILE/*/all}', 'all'],
  ['${FILE//*/all}', 'all'],
  ['${FILE/none/x}', 'a/b/c.tar.gz'],
  ['${FILE/a/$HOME}', '/root/b/c.tar.gz'],
  ['a<b <<c', 'a<b <<c'],
];

const wordRows: readonly (readonly [text: string, words: readonly string[]])[] = [
  ['a b\tc', ['a', 'b', 'c']],
  ['a\\ b', ['a b']],
  ['"a b" \'c d\'', ['a b', 'c d']],
  ['x${LIST}z', ['xx', 'yz']],
  ['"x${LIST}z"', ['xx  yz']],
  ['a${EDGES}b', ['a', 'p', 'q', 'b']],
  ['$EMPTY "" $NONE', []],
  ['<< a b', ['<< a', 'b']],
];

describe('expandText (DF-T6)', () => {
  for (const [text, value] of values) {
    it(`${text} → ${value ?? 'error'}`, () => {
      const result = expandText(text, lookup);
      expect('error' in result ? null : result.value).to.equal(value);
    });
  }

  it('takes the escape of the file', () => {
    expect(expandText('`$HOME\\$HOME', lookup, '`')).to.deep.equal({ value: '$HOME\\/root' });
  });

  it('says which variable is missing', () => {
    expect(expandText('${NONE:?tell $HOME}', lookup)).to.deep.equal({ error: 'NONE: tell /root' });
    expect(expandText('${EMPTY:?}', lookup)).to.deep.equal({ error: 'EMPTY: is not allowed to be empty' });
  });

  it('refuses endless nesting instead of running out of stack', () => {
    expect(expandText('${a:-'.repeat(100_000), lookup)).to.have.property('error');
  });

  it('takes no excessive time for patterns with many stars', () => {
    const text = '${A/*a*a*a*a*a*a*a*a*a*a*ab/}';
    expect(expandText(text, () => 'a'.repeat(5000))).to.deep.equal({ value: 'a'.repeat(5000) });
  });
});

describe('expandWords (DF-T6)', () => {
  for (const [text, words] of wordRows) {
    it(`${text} → ${words.join('|')}`, () => {
      expect(expandWords(text, lookup)).to.deep.equal({ words });
    });
  }
});

describe('parseExpansion', () => {
  const parts = (text: string): readonly ExpansionPart[] => {
    const parsed = parseExpansion(text);
    if ('error' in parsed) throw new Error(parsed.error);
    return parsed.parts;
  };
  const brief = (part: ExpansionPart): unknown =>
    part.kind === 'literal'
      ? [part.quoting, part.text]
      : [part.quoting, part.name, part.operator, part.operand.map(brief), part.replacement.map(brief)];

  it('tells how each piece was quoted', () => {
    expect(parts('a\'$b\'"c"\\d').map(brief)).to.deep.equal([
      ['none', 'a'],
      ['single', '$b'],
      ['double', 'c'],
      ['escaped', 'd'],
    ]);
  });

  it('gives a quoted variable alone, without empty pieces beside it', () => {
    expect(parts('"$a"').map(brief)).to.deep.equal([['double', 'a', null, [], []]]);
    expect(parts('""').map(brief)).to.deep.equal([['double', '']]);
  });

  it('keeps operator, operand and replacement apart', () => {
    expect(parts('${a:-x$b}${c//d/e}').map(brief)).to.deep.equal([
      [
        'none',
        'a',
        ':-',
        [
          ['none', 'x'],
          ['none', 'b', null, [], []],
        ],
        [],
      ],
      ['none', 'c', '//', [['none', 'd']], [['none', 'e']]],
    ]);
  });

  it('keeps the offsets of its parts', () => {
    expect(parts('ab${c:-d}e').map(({ start, end }) => [start, end])).to.deep.equal([
      [0, 2],
      [2, 9],
      [9, 10],
    ]);
  });
});
