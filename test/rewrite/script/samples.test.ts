import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { removeStatements } from '../../../lib/rewrite/script/shell.js';
import type { Command, Program } from '../../../lib/script/program.js';
import { parseShell } from '../../../lib/script/shell/parse.js';
import { applied, commandsOf, fileOf, isNeutral, sourceOf } from './removal.js';

/** The commands whose text the expected script lacks, and whether it has others that the legacy one lacks. */
function difference(legacy: string, expected: string): { removed: readonly Command[]; changed: boolean } {
  const before = commandsOf(parseShell(fileOf(legacy)));
  const after = new Set(commandsOf(parseShell(fileOf(expected))).map((command) => sourceOf(expected, command)));
  const texts = new Set(before.map((command) => sourceOf(legacy, command)));
  const removed = before.filter((command) => !after.has(sourceOf(legacy, command)) && !isNeutral(command));
  return { removed, changed: [...after].some((text) => !texts.has(text)) };
}

function scriptsOf(sample: string): readonly string[] {
  const folder = join('samples', sample, 'legacy');
  if (!existsSync(folder)) return [];
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.sh'));
  return scripts.filter((name) => existsSync(join('samples', sample, 'expected', name)));
}

describe('the script of a sample that only loses statements looks as a person would write it', () => {
  for (const sample of readdirSync('samples').sort()) {
    for (const name of scriptsOf(sample)) {
      const legacy = readFileSync(join('samples', sample, 'legacy', name), 'utf8');
      const expected = readFileSync(join('samples', sample, 'expected', name), 'utf8');
      const { removed, changed } = difference(legacy, expected);
      if (changed) continue;
      it(`${sample}: ${name}`, () => {
        const file = fileOf(legacy);
        const script = parseShell(file);
        const texts = new Set(removed.map((command) => sourceOf(legacy, command)));
        const gone = new Set<Program>(commandsOf(script).filter((command) => texts.has(sourceOf(legacy, command))));
        expect(applied(legacy, removeStatements(file, script, gone, { neutral: isNeutral }))).to.equal(expected);
      });
    }
  }
});
