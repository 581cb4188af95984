import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runConvert } from '../../lib/cli/convert-command.js';
import { main } from '../../lib/cli/main.js';
import { readArguments } from '../../lib/cli/options.js';
import type { Terminal } from '../../lib/cli/terminal.js';
import type { ConvertOptions, ConvertResult } from '../../lib/convert-types.js';
import type { FileChange } from '../../lib/rewrite/file-change.js';
import { toolVersion } from '../../lib/tool.js';
import { inFolderAsync } from '../support/folders.js';
import { conversion, refused, reportOf } from '../support/report.js';

interface Heard {
  readonly terminal: Terminal;
  readonly out: string[];
  readonly said: string[];
}

function listen(cwd: string, isTerminal = false): Heard {
  const out: string[] = [];
  const said: string[] = [];
  const terminal: Terminal = {
    cwd,
    env: {},
    isTerminal,
    result: (content) => {
      out.push(Buffer.from(content).toString());
      return Promise.resolve();
    },
    say: (text) => said.push(text),
  };
  return { terminal, out, said };
}

const change: FileChange = { kind: 'added', path: 'Dockerfile', text: 'FROM a\n', mode: 0o644 };
const patch =
  'diff --git a/Dockerfile b/Dockerfile\nnew file mode 100644\n--- /dev/null\n+++ b/Dockerfile\n@@ -0,0 +1 @@\n+FROM a\n';

const found: ConvertResult = { report: reportOf(conversion), changes: [change], unreadable: false };
const nothing: ConvertResult = { report: reportOf(), changes: [], unreadable: false };
const allRefused: ConvertResult = { report: reportOf(refused), changes: [], unreadable: false };
const someRefused: ConvertResult = { report: reportOf(conversion, refused), changes: [change], unreadable: false };

/** Runs convert with a converter that gives `result`. */
async function convertWith(line: string, result: ConvertResult, cwd = '/nowhere', isTerminal = false) {
  const call = readArguments(line.split(' ').filter(Boolean));
  if (call.kind !== 'convert') throw new Error(`not a conversion: ${line}`);
  const heard = listen(cwd, isTerminal);
  let asked: { root: string; options: ConvertOptions } | undefined;
  const code = await runConvert(call, heard.terminal, (root, options) => {
    asked = { root, options };
    return result;
  });
  return { code, out: heard.out.join(''), said: heard.said.join('\n'), asked };
}

describe('exit codes of convert', () => {
  const rows: [string, string, ConvertResult, number][] = [
    ['nothing to convert', '', nothing, 0],
    ['something to convert', '', found, 0],
    ['nothing to convert, checked', '--check', nothing, 0],
    ['something to convert, checked', '--check', found, 1],
    ['everything refused', '', allRefused, 3],
    ['everything refused, checked', '--check', allRefused, 3],
    ['something refused', '', someRefused, 0],
    ['something refused, checked: found outranks refused', '--check', someRefused, 1],
    ['unreadable input', '--check', { ...found, unreadable: true }, 2],
  ];
  for (const [name, line, result, code] of rows) {
    it(`${name}: ${code}`, async () => expect((await convertWith(line, result)).code).to.equal(code));
  }
});

describe('what convert prints', () => {
  it('the diff and nothing else on standard output', async () => {
    const { out, said } = await convertWith('', found);
    expect(out).to.equal(patch);
    expect(said).to.equal('stagefold: 1 converted; 1 file to change');
  });

  it('JSON', async () => {
    const { out } = await convertWith('--format json', found);
    expect(JSON.parse(out)).to.deep.equal(JSON.parse(JSON.stringify(found.report)));
  });

  it('refusals on standard error, as compilers do', async () => {
    const { out, said } = await convertWith('', allRefused);
    expect(out).to.equal('');
    expect(said).to.match(
      /^build\.sh:7:3: error\[no-consumer\]: No runtime image takes .*\n {2}= next: .*\nstagefold: 1 refused; 0 files to change$/,
    );
  });

  it('text once: messages stand in the result', async () => {
    const { out, said } = await convertWith('--format text', allRefused);
    expect(out).to.contain('error[no-consumer]');
    expect(said).not.to.contain('no-consumer');
  });

  it('colour on a terminal only', async () => {
    expect((await convertWith('--format text', found, '/nowhere', true)).out).to.contain('\x1b[1m');
    expect((await convertWith('--format text', found)).out).not.to.contain('\x1b');
    expect((await convertWith('', found, '/nowhere', true)).out).to.equal(patch);
  });

  it('to a file', async () => {
    await inFolderAsync(async (folder) => {
      writeFileSync(join(folder, 'out'), 'old');
      const { code, out } = await convertWith('--output out', found, folder);
      expect({ code, out, file: readFileSync(join(folder, 'out'), 'utf8') }).to.deep.equal({
        code: 0,
        out: '',
        file: patch,
      });
    });
  });

  it('to a file that cannot be written: 2', async () => {
    const { code, said } = await convertWith('--output no/such/folder', found);
    expect(code).to.equal(2);
    expect(said).to.contain('no/such/folder cannot be written').and.to.contain('= next:');
  });
});

describe('what convert writes', () => {
  it('the change, with --write', async () => {
    await inFolderAsync(async (folder) => {
      const { code, said } = await convertWith('--write', found, folder);
      expect(code).to.equal(0);
      expect(said).to.contain('stagefold: wrote Dockerfile');
      expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).to.equal('FROM a\n');
    });
  });

  it('nothing where a file is in the way', async () => {
    await inFolderAsync(async (folder) => {
      writeFileSync(join(folder, 'Dockerfile'), 'mine');
      const { code, out, said } = await convertWith('--write', found, folder);
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
      expect(said).to.contain('Dockerfile:1:1: error[changed-since-read]').and.to.contain('no file was changed');
      expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).to.equal('mine');
    });
  });
});

describe('the files that convert is told', () => {
  it('are found from where the person stands, or from the root', async () => {
    await inFolderAsync(async (folder) => {
      mkdirSync(join(folder, 'repo/sub'), { recursive: true });
      for (const file of ['repo/Makefile', 'repo/sub/build.sh', 'repo/sub/Dockerfile', 'repo/a#b'])
        writeFileSync(join(folder, file), '');
      const line =
        '--script Makefile#x,y --script build.sh --script a#b --builder sub/Dockerfile --runtime Dockerfile ..';
      const { asked } = await convertWith(line, nothing, join(folder, 'repo/sub'));
      expect(asked?.root).to.equal(join(folder, 'repo'));
      expect(asked?.options.scripts).to.deep.equal(['Makefile#x,y', 'sub/build.sh', 'a#b']);
      expect(asked?.options.builders).to.deep.equal(['sub/Dockerfile']);
      expect(asked?.options.runtimes).to.deep.equal(['sub/Dockerfile']);
    });
  });

  it('must exist below the root', async () => {
    await inFolderAsync(async (folder) => {
      mkdirSync(join(folder, 'repo'));
      writeFileSync(join(folder, 'outside'), '');
      symlinkSync('nowhere', join(folder, 'repo/dangling'));
      for (const file of ['missing', '../outside', 'dangling']) {
        const { code, said, asked } = await convertWith(`--script ${file} repo`, nothing, folder);
        expect({ code, asked }).to.deep.equal({ code: 2, asked: undefined });
        expect(said).to.contain(`--script ${file}: there is no such file below`);
      }
    });
  });
});

describe('the command', () => {
  const runMain = async (...argv: string[]) => {
    const heard = listen(process.cwd());
    const code = await main(argv, heard.terminal);
    return { code, out: heard.out.join(''), said: heard.said.join('\n') };
  };

  it('--version', async () =>
    expect(await runMain('--version')).to.deep.equal({ code: 0, out: `${toolVersion()}\n`, said: '' }));

  it('--help names every option', async () => {
    const { code, out } = await runMain('--help');
    expect(code).to.equal(0);
    for (const option of [
      'script',
      'builder',
      'runtime',
      'write',
      'force',
      'check',
      'format',
      'output',
      'strict',
      'engine',
    ])
      expect(out).to.contain(`--${option}`);
  });

  it('wrong usage', async () => {
    expect(await runMain('--wirte')).to.deep.equal({
      code: 2,
      out: '',
      said: 'stagefold: unknown option --wirte\n  = next: Did you mean --write?',
    });
  });

  it('a path that is no folder', async () => {
    const { code, out, said } = await runMain('convrt');
    expect({ code, out }).to.deep.equal({ code: 2, out: '' });
    expect(said).to.contain('error[not-a-directory]').and.to.contain('did you mean the command convert?');
  });

  it('explain', async () => {
    expect((await runMain('explain', 'no-consumer')).out).to.match(/^# no-consumer\n/);
    expect(await runMain('explain', 'no-such-thing-at-all')).to.deep.include({ code: 2, out: '' });
  });

  it('a mistake of its own is one line, not a stack trace', async () => {
    const heard = listen('/');
    const broken: Terminal = { ...heard.terminal, result: () => Promise.reject(new Error('no space left')) };
    expect(await main(['--help'], broken)).to.equal(2);
    expect(heard.said[0]).to.equal('stagefold: no space left');
  });
});
