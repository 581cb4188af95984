import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { applyEdits } from '../../../lib/rewrite/edit.js';
import { removeStatements, type RemoveResult } from '../../../lib/rewrite/script/shell.js';
import type { Command, Program, ScriptProgram } from '../../../lib/script/program.js';
import { parseShell } from '../../../lib/script/shell/parse.js';
import { walk } from '../../../lib/script/walk.js';
import { bashSays, commandsOf, expectOrderly, fileOf, problemsOf, sourceOf } from './removal.js';
import { randomScript, renderScript } from './random-script.js';

interface Removal {
  readonly text: string;
  readonly script: ScriptProgram;
  readonly result: RemoveResult;
}

function nameOf({ argv }: Command): string {
  const [piece] = argv[0]?.pieces ?? [];
  return piece?.kind === 'literal' ? piece.text : '';
}

function removeDead(text: string): Removal {
  const file = fileOf(text);
  const script = parseShell(file);
  const removed = new Set<Program>(commandsOf(script).filter((command) => nameOf(command) === 'dead'));
  const neutral = (command: Command): boolean => nameOf(command) === 'quiet';
  return { text, script, result: removeStatements(file, script, removed, { neutral }) };
}

const namesThatMayVanish = new Set(['quiet', '[']);

/** Commands that a removal may take though nobody asked: neutral ones, tests, and handlers of failures. */
function mayVanish(script: ScriptProgram): ReadonlySet<Program> {
  const found = new Set<Program>();
  walk(script.program, (program) => {
    if (program.kind === 'command' && namesThatMayVanish.has(nameOf(program))) found.add(program);
    if (program.kind === 'and-or' && program.operator === '||' && hasDead(program.left))
      walk(program.right, (below) => void found.add(below));
  });
  return found;
}

function hasDead(program: Program): boolean {
  let dead = false;
  walk(program, (below) => {
    dead ||= below.kind === 'command' && nameOf(below) === 'dead';
  });
  return dead;
}

/** What remains is what was there, in order, without dead commands and without others that must stay. */
function expectOnlyDeadGone({ text, script }: Removal, after: string): void {
  const vanishing = mayVanish(script);
  const remaining = commandsOf(parseShell(fileOf(after)))
    .map((command) => sourceOf(after, command))
    .filter((source) => source !== ':');
  for (const command of commandsOf(script)) {
    const source = sourceOf(text, command);
    if (remaining[0] === source && nameOf(command) !== 'dead') remaining.shift();
    else expect(nameOf(command) === 'dead' || vanishing.has(command), `${source} is gone`).to.equal(true);
  }
  expect(remaining, 'commands that were not there').to.deep.equal([]);
}

function commentLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^\s*# about/.test(line));
}

function expectKeptLayout(text: string, after: string): void {
  const before = commentLines(text);
  let at = 0;
  for (const line of commentLines(after)) {
    at = before.indexOf(line, at) + 1;
    expect(at, `${line} was not there`).to.be.above(0);
  }
  if (!/\n\n\n/.test(text)) expect(after).not.to.match(/\n\n\n/);
  expect(after === '' || after.endsWith('\n') === text.endsWith('\n'), 'the newline at the end').to.equal(true);
}

/** Runs a script in which dead commands succeed, and collects what the live ones say, in any order. */
function trace(script: string): string {
  const prelude =
    'exec 3>&1; quiet() { :; }; dead() { :; }; live() { echo "$1" >&3; }; command_not_found_handle() { :; }\n';
  const ran = spawnSync('bash', { input: `${prelude}${script}\nwait\n`, encoding: 'utf8', cwd: '/', timeout: 10_000 });
  return ran.stdout.split('\n').sort().join('\n');
}

describe('random scripts lose the removed commands and nothing else', function () {
  this.timeout(60_000);
  const runs = { numRuns: 400 };
  /** Each run starts bash. */
  const slowRuns = { numRuns: 150 };

  it('the syntax stays right, the other commands stay in order, and blank lines do not pile up', () => {
    fc.assert(
      fc.property(randomScript(true).map(renderScript), (text) => {
        expect(problemsOf(text)).to.deep.equal([]);
        const removal = removeDead(text);
        if (removal.result.kind === 'impossible') return;
        const after = applyEdits(text, removal.result.edits);
        expect({ bash: bashSays(after), problems: problemsOf(after) }, after).to.deep.equal({ bash: '', problems: [] });
        expectOrderly(removal.result.edits);
        expectOnlyDeadGone(removal, after);
        expectKeptLayout(text, after);
      }),
      slowRuns,
    );
  });

  it('what still runs is what ran before, where every command succeeds', () => {
    fc.assert(
      fc.property(randomScript(false).map(renderScript), (text) => {
        const harmless = text.replaceAll('> log', '> /dev/null');
        const { result } = removeDead(harmless);
        if (result.kind === 'impossible') expect(result.why, harmless).to.include('a heredoc that stays');
        else expect(trace(applyEdits(harmless, result.edits)), harmless).to.equal(trace(harmless));
      }),
      slowRuns,
    );
  });

  it('line ends, a byte order mark and a missing newline at the end make no difference', () => {
    fc.assert(
      fc.property(randomScript(true).map(renderScript), (text) => {
        const plain = resultText(text);
        expect(resultText(text.replaceAll('\n', '\r\n'))).to.equal(plain?.replaceAll('\n', '\r\n'));
        expect(resultText(`\uFEFF${text}`)).to.equal(plain === undefined ? undefined : `\uFEFF${plain}`);
        if (!/E\d+\n$|\n\n$/.test(text)) expect(resultText(text.slice(0, -1))).to.equal(plain?.replace(/\n$/, ''));
      }),
      runs,
    );
  });

  it('removing nothing gives no edits, and removing twice gives what removing once gave', () => {
    fc.assert(
      fc.property(randomScript(true).map(renderScript), (text) => {
        const file = fileOf(text);
        const none = removeStatements(file, parseShell(file), new Set(), { neutral: () => true });
        expect(none).to.deep.equal({ kind: 'edits', edits: [] });
        const once = resultText(text);
        if (once !== undefined) expect(resultText(once)).to.equal(once);
      }),
      runs,
    );
  });
});

function resultText(text: string): string | undefined {
  const { result } = removeDead(text);
  return result.kind === 'edits' ? applyEdits(text, result.edits) : undefined;
}
