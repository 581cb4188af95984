import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandText, expandWords } from '../../lib/dockerfile/expand.js';
import { dump, parse } from './helpers.js';

const folder = resolve(process.cwd(), '../shared/conformance');

interface ParserData {
  readonly cases: readonly { readonly name: string; readonly dockerfile: string; readonly result: string }[];
  readonly negative: readonly { readonly name: string; readonly dockerfile: string }[];
}

function read(name: string): string {
  return readFileSync(resolve(folder, name), 'utf8');
}

// The data lies beside the repository, not in it; the other tests of this folder cover the same ground.
if (existsSync(folder)) {
  describe("agreement with BuildKit's own test data", () => {
    describe('parser (DF-T1 … DF-T5)', parserRows);
    describe('variable expansion (DF-T6)', expansionRows);
    describe('word splitting (DF-T6)', wordRows);
  });
}

function parserRows(): void {
  const data = JSON.parse(read('buildkit-parser.json')) as ParserData;
  for (const { name, dockerfile, result } of data.cases) {
    it(`reads ${name}`, () => {
      const parsed = parse(dockerfile);
      expect(dump(parsed)).to.equal(result);
      expect(parsed.errors).to.deep.equal([]);
    });
  }
  for (const { name, dockerfile } of data.negative) {
    it(`rejects ${name}`, () => {
      expect(parse(dockerfile).errors).not.to.deep.equal([]);
    });
  }
}

function rowsOf(name: string): string[] {
  return read(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function expansionRows(): void {
  const environment: Record<string, string> = { PWD: '/home', SHELL: 'bash', KOREAN: '한국어', NULL: '' };
  for (const row of rowsOf('buildkit-envVarTest.txt')) {
    const [platform, text = '', wanted = ''] = row.split('|').map((field) => field.trim());
    if (platform === 'W') continue;
    it(`${text} gives ${wanted}`, () => {
      const result = expandText(text, (name) => environment[name]);
      expect('error' in result ? 'error' : result.value).to.equal(wanted);
    });
  }
}

function wordRows(): void {
  const environment = new Map<string, string>();
  for (const row of rowsOf('buildkit-wordsTest.txt')) {
    const assignment = /^ENV (\w+)=(.*)$/.exec(row);
    if (assignment !== null) {
      environment.set(assignment[1] ?? '', assignment[2] ?? '');
      continue;
    }
    const [text = '', wanted = ''] = row.split('|').map((field) => field.replace(/^ +/, ''));
    const values = new Map(environment);
    it(`${text} gives ${wanted}`, () => {
      const result = expandWords(text.trimEnd(), (name) => values.get(name));
      expect('error' in result ? 'error' : result.words.join(',')).to.equal(wanted);
    });
  }
}
