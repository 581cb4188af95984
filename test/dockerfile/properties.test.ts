import { expect } from 'chai';
import fc from 'fast-check';
import { parseExpansion } from '../../lib/dockerfile/expansion.js';
import { expandText, expandWords } from '../../lib/dockerfile/expand.js';
import { ignoreMatcher, parseIgnore } from '../../lib/dockerfile/ignore.js';
import { compilePattern, escapeMeta } from '../../lib/dockerfile/patterns.js';
import { emitWords } from '../../lib/dockerfile/emit.js';
import type { Dockerfile, Instruction } from '../../lib/dockerfile/types.js';
import type { Span } from '../../lib/source/source-file.js';
import { only, parse } from './helpers.js';

const fragments = fc.constantFrom(
  'FROM a AS b',
  'RUN ',
  'COPY --from=x ',
  'ENV a=b',
  'ONBUILD ',
  'CMD ["a", "b"]',
  'HEALTHCHECK CMD ',
  'ARG x=',
  '# escape=`',
  '# c',
  '<<EOF',
  '<<-E',
  'EOF',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '\\',
  '`',
  '"',
  "'",
  '$',
  '${',
  '}',
  ':-',
  '#',
  '[',
  ']',
  '--',
  '=',
  '\ufeff',
  '\u00a0',
  'é',
  '😀',
  'x',
);
const dockerfileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
);
const wordText = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '$',
      '{',
      '}',
      '${a:-',
      '${b#',
      '${b//',
      '/',
      '*',
      '?',
      ' ',
      '"',
      "'",
      '\\',
      '<',
      '1',
      '_',
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

/** Every span inside an instruction. */
function innerSpans(instruction: Instruction): Span[] {
  const found: Span[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('start' in value && 'end' in value && 'file' in value) found.push(value as Span);
    else Object.values(value).forEach(visit);
  };
  const { line: _line, ...rest } = instruction;
  visit(rest);
  return found;
}

function outside({ file, instructions, comments, directives }: Dockerfile): string {
  const covered = [...instructions, ...comments, ...directives].map(({ span }) => span);
  const characters = [...Array(file.text.length).keys()].map((index) => file.text[index] ?? '');
  for (const { start, end } of covered) characters.fill('', start, end);
  return characters.join('');
}

describe('parseDockerfile, for any text', () => {
  it('never throws, and gives the same answer twice', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        expect(parse(text)).to.deep.equal(parse(text));
      }),
    );
  });

  it('has spans in range, in order, without overlaps', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        let last = 0;
        for (const { span } of parse(text).instructions) {
          expect(span.start).to.be.at.least(last);
          expect(span.end).to.be.greaterThan(span.start).and.at.most(text.length);
          last = span.end;
        }
      }),
    );
  });

  it('keeps every part of an instruction inside its span', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        for (const instruction of parse(text).instructions) {
          for (const { start, end } of innerSpans(instruction)) {
            expect(start).to.be.at.least(instruction.span.start);
            expect(end).to.be.at.least(start).and.at.most(instruction.span.end);
          }
        }
      }),
    );
  });

  it('leaves only blanks outside instructions, comments and directives', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        expect(outside(parse(text))).to.match(/^[\s\u0085\ufeff]*$/);
      }),
    );
  });

  it('joins exactly the characters that its pieces name', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        for (const { line } of parse(text).instructions) {
          expect(line.pieces.map(({ start, length }) => text.slice(start, start + length)).join('')).to.equal(
            line.text,
          );
        }
      }),
    );
  });

  it('reads CRLF like LF', () => {
    fc.assert(
      fc.property(
        fc.array(
          fragments.filter((part) => !/[\r\n]/.test(part)),
          { maxLength: 20 },
        ),
        fc.array(fc.boolean()),
        (parts, breaks) => {
          const text = parts.map((part, index) => part + ((breaks[index] ?? true) ? '\n' : '')).join('');
          const texts = (one: Dockerfile): string[] =>
            one.instructions.map(({ keyword, fullText }) => `${keyword} ${fullText}`);
          expect(texts(parse(text.replaceAll('\n', '\r\n')))).to.deep.equal(texts(parse(text)));
        },
      ),
    );
  });
});

describe('expansion, for any text', () => {
  it('covers the text with its parts, but for quotes beside variables', () => {
    fc.assert(
      fc.property(wordText, (text) => {
        const parsed = parseExpansion(text);
        if ('error' in parsed) return;
        let last = 0;
        for (const { start, end } of parsed.parts) {
          expect(text.slice(last, start)).to.match(/^"*$/);
          last = end;
        }
        expect(text.slice(last)).to.match(/^"*$/);
      }),
    );
  });

  it('gives one value and words, or one error, for every environment', () => {
    fc.assert(
      fc.property(wordText, fc.dictionary(fc.constantFrom('a', 'b'), fc.string()), (text, environment) => {
        const lookup = (name: string): string | undefined =>
          Object.hasOwn(environment, name) ? environment[name] : undefined;
        expect('error' in expandText(text, lookup)).to.equal('error' in expandWords(text, lookup));
      }),
    );
  });
});

describe('writing and reading back, for any words (K-f)', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc
      .array(fc.constantFrom('a', '/', ' ', '$', '"', "'", '\\', '[', '<<', '--', '`', '#'), { minLength: 1 })
      .map((parts) => parts.join('')),
  );

  it('COPY takes exactly the words that were meant', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 4 }),
        fc.constantFrom('\\' as const, '`' as const),
        (words, escape) => {
          const copy = only(`${escape === '`' ? '# escape=`\n' : ''}COPY ${emitWords(words, { escape })}`, 'COPY');
          const read = [...copy.sources, copy.destination].map((token) =>
            expandText(token?.text ?? '', () => 'wrong', escape),
          );
          expect(read).to.deep.equal(words.map((value) => ({ value })));
        },
      ),
    );
  });
});

describe('patterns, for any text', () => {
  it('an escaped name that had wildcard signs matches itself and nothing longer (CO-S5)', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '[', ']', '\\', '^', '-'), { minLength: 1 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        name.filter((text) => /[*?[]/.test(text)),
        name,
        (text, other) => {
          const compiled = compilePattern(escapeMeta(text));
          if ('error' in compiled) throw new Error(compiled.error);
          expect(compiled.matches(text)).to.equal(true);
          expect(compiled.matches(other)).to.equal(other === text);
        },
      ),
    );
  });

  it('an ignored directory keeps everything below it out while no ! follows (IG-5)', () => {
    const line = fc
      .array(fc.constantFrom('a', 'b', '*', '**', '/', '?', '.', '[ab]'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''));
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', '.a'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), path, (rules, elements) => {
        const ignored = ignoreMatcher(rules.join('\n'));
        const results = elements.map((_, index) => ignored(elements.slice(0, index + 1).join('/')));
        expect(results).to.deep.equal([...results].sort((one, other) => Number(one) - Number(other)));
      }),
    );
  });

  it('never throws on any ignore file', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(ignoreMatcher(text)(path)).to.be.a('boolean');
        expect(parseIgnore(text)).to.be.an('array');
      }),
    );
  });
});
