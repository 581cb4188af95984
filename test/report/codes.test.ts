import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { explainCode } from '../../lib/report/explain.js';
import { codeTable } from '../../lib/source/codes.js';
import { packageRoot } from '../../lib/tool.js';

const folder = join(packageRoot(), 'docs', 'codes');

/** The sections of a page by their heading. */
function sectionsOf(page: string): Map<string, string> {
  const parts = page.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part.split('\n').slice(1).join('\n').trim()]));
}

describe('every code has a page that helps', () => {
  for (const [code, { rule }] of Object.entries<{ rule?: string }>(codeTable)) {
    it(code, () => {
      const page = readFileSync(join(folder, `${code}.md`), 'utf8');
      const sections = sectionsOf(page);
      expect(page.startsWith(`# ${code}\n`), 'the page begins with the code').to.equal(true);
      expect(sections.get('What it means'), 'What it means').to.match(/\w+/);
      expect(
        sections.get('Example') ?? sections.get('What would settle it'),
        'Example or What would settle it',
      ).to.match(/\w+/);
      expect(sections.get('What to do'), 'What to do').to.match(/\w+/);
      if (rule !== undefined) expect(page, 'the rule').to.contain(rule);
    });
  }

  it('and there are no pages of codes that do not exist', () => {
    expect(readdirSync(folder).sort()).to.deep.equal(
      Object.keys(codeTable)
        .map((code) => `${code}.md`)
        .sort(),
    );
  });
});

describe('explain', () => {
  it('lists all codes', () => {
    const list = explainCode(null);
    expect(list.kind).to.equal('page');
    for (const code of Object.keys(codeTable)) expect(list.kind === 'page' && list.text).to.contain(`${code} `);
  });

  it('prints the page of a code', () => {
    expect(explainCode('no-consumer')).to.deep.equal({
      kind: 'page',
      text: readFileSync(join(folder, 'no-consumer.md'), 'utf8'),
    });
  });

  it('suggests what was meant', () => {
    const answer = explainCode('no-consumers');
    expect(answer.kind === 'unknown' && answer.hint).to.contain('Did you mean no-consumer?');
  });

  it('suggests nothing where nothing is near', () => {
    expect(explainCode('zzzzzz')).to.deep.include({ kind: 'unknown', hint: 'stagefold explain lists all codes.' });
  });
});
