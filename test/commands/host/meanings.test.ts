import { expect } from 'chai';
import { originOfStream } from '../../../lib/commands/host/progress.js';
import { opaqueNode } from '../../../lib/world/tree.js';
import { renderValue } from '../../../lib/world/value.js';
import type { Stream } from '../../../lib/commands/command.js';
import { artifact, run, runAll, show, showMode, showOrigin, valueOf, world, type Content } from './worlds.js';

type Contents = Readonly<Record<string, Content>>;

interface Row {
  readonly rule: string;
  readonly start: Contents;
  readonly lines: readonly string[];
  /** Paths that must hold this; null: nothing. */
  readonly holds: Readonly<Record<string, string | null>>;
  readonly said?: readonly string[];
}

const rows: readonly Row[] = [
  {
    rule: '3.4 mv keeps the origin of an artifact',
    start: { '/@/app': 'artifact:/out/app' },
    lines: ['mv app bin'],
    holds: { bin: 'art:/out/app', app: null },
  },
  {
    rule: '3.4 cp without -r proves that the artifact is a file',
    start: { '/@/app': 'artifact:/out/app' },
    lines: ['cp app bin'],
    holds: { bin: 'art:/out/app (file)' },
  },
  {
    rule: '3.4 cp -r of an artifact into a folder that is there',
    start: { '/@/app': 'artifact:/out/app', '/@/ctx': 'dir' },
    lines: ['cp -r app ctx'],
    holds: { 'ctx/app': 'art:/out/app' },
  },
  {
    rule: '3.4 a path below an artifact',
    start: { '/@/dist': 'artifact:/src/dist', '/@/ctx': 'dir' },
    lines: ['cp -r dist/js/main.js ctx/'],
    holds: { 'ctx/main.js': 'art:/src/dist/js/main.js' },
  },
  {
    rule: 'CP-B2 cp -r artifact/. merges into a folder',
    start: { '/@/dist': 'artifact:/src/dist', '/@/ctx/index.html': 'file' },
    lines: ['cp -r dist/. ctx', 'cp ctx/index.html out'],
    holds: { ctx: 'dir + art:/src/dist', out: 'unknown (file)' },
  },
  {
    rule: '3.4 a wildcard over unknown names takes all, and says so',
    start: { '/@/dist': 'artifact:/src/dist', '/@/ctx': 'dir' },
    lines: ['cp -r dist/* ctx/'],
    holds: { ctx: 'dir + art:/src/dist' },
    said: ['wildcard-takes-all pattern=dist/* directory=dist'],
  },
  {
    rule: '3.4 rm of a part of an artifact leaves a hole',
    start: { '/@/dist': 'artifact:/src/dist' },
    lines: ['rm -rf dist/maps', 'cp -r dist site'],
    holds: { site: 'dir + art:/src/dist', 'site/maps': null },
  },
  {
    rule: '3.4 a symbolic path matches itself',
    start: { '/@/app': 'artifact:/out/app' },
    lines: ['mkdir -p ${OUT}', 'cp app ${OUT}/app', 'mv ${OUT}/app bin'],
    holds: { bin: 'art:/out/app (file)', '/${OUT}/app': null },
  },
  {
    rule: 'a default that stands in is said',
    start: { '/@/app': 'file' },
    lines: ['cp app ${OUT:-out}/'],
    holds: { out: null },
    said: ['default-value name=${OUT:-out} value=out'],
  },
  {
    rule: 'CP-B4 an open target is said',
    start: { '/@/d/x': 'file' },
    lines: ['cp -r d ${OUT}'],
    holds: { '/${OUT}/x': 'repo:d/x' },
    said: ['landing-assumed path=/${OUT}'],
  },
  {
    rule: 'a system folder takes the file in',
    start: { '/@/app': 'file' },
    lines: ['cp app /usr/local/bin'],
    holds: { '/usr/local/bin/app': 'repo:app' },
  },
  {
    rule: '3.4 tar makes an archive of known members',
    start: { '/@/dist': 'artifact:/d' },
    lines: ['tar czf out.tgz -C dist .'],
    holds: { 'out.tgz': 'tar(.=art:/d (directory) | gzip)' },
  },
  {
    rule: '3.4 tar unpacks a tree of unknown names',
    start: { '/@/a.tgz': 'artifact:/a.tgz' },
    lines: ['mkdir s', 'tar xzf a.tgz -C s'],
    holds: { s: 'dir + by(tar xzf a.tgz -C s: art:/a.tgz)' },
  },
  {
    rule: '3.4 gzip replaces its file',
    start: { '/@/a': 'file' },
    lines: ['gzip -9 a'],
    holds: { a: null, 'a.gz': 'by(gzip -9 a: repo:a)' },
  },
  {
    rule: '3.4 gunzip takes the suffix off',
    start: { '/@/a.gz': 'file' },
    lines: ['gunzip a.gz'],
    holds: { 'a.gz': null, a: 'by(gunzip a.gz: repo:a.gz)' },
  },
  {
    rule: '3.4 gzip -k keeps its file',
    start: { '/@/a': 'file' },
    lines: ['gzip -k a'],
    holds: { a: 'repo:a', 'a.gz': 'by(gzip -k a: repo:a)' },
  },
  {
    rule: '3.4 strip changes its file',
    start: { '/@/a': 'artifact:/a' },
    lines: ['strip -s a'],
    holds: { a: 'by(strip -s a: art:/a) (file)' },
  },
  {
    rule: '3.4 sed -i changes its file',
    start: { '/@/a': 'file', '/@/b': 'file' },
    lines: ['sed -i s/x/y/ a'],
    holds: { a: 'by(sed -i s/x/y/ a: repo:a)', b: 'repo:b' },
  },
  {
    rule: '3.4 sed -i with an empty suffix (BSD)',
    start: { '/@/a': 'file' },
    lines: ["sed -i '' s/x/y/ a"],
    holds: { a: 'by(sed -i  s/x/y/ a: repo:a)' },
  },
  {
    rule: '3.4 upx -o makes a new file',
    start: { '/@/a': 'file' },
    lines: ['upx -9 -o b a'],
    holds: { a: 'repo:a', b: 'by(upx -9 -o b a: repo:a)' },
  },
  {
    rule: '3.4 zip makes a file',
    start: { '/@/d/x': 'file' },
    lines: ['zip -qr out.zip d'],
    holds: { 'out.zip': 'by(zip -qr out.zip d: repo:d/x)' },
  },
  {
    rule: '3.4 unzip -d makes the folder',
    start: { '/@/a.zip': 'file' },
    lines: ['unzip -q a.zip -d d'],
    holds: { d: 'dir + by(unzip -q a.zip -d d: repo:a.zip)' },
  },
  {
    rule: '3.4 rsync makes a tree',
    start: { '/@/s/x': 'file' },
    lines: ['rsync -a s/ t/'],
    holds: { t: 'dir + by(rsync -a s/ t/: repo:s/x)' },
  },
  {
    rule: '3.4 curl -o makes a file',
    start: {},
    lines: ['curl -fsSLo a.tgz https://x.org/a.tgz'],
    holds: { 'a.tgz': 'by(curl -fsSLo a.tgz https://x.org/a.tgz: )' },
  },
  {
    rule: '3.4 curl -O takes the name of the URL',
    start: {},
    lines: ['curl -LO https://x.org/v1/a.tgz?raw=1'],
    holds: { 'a.tgz': 'by(curl -LO https://x.org/v1/a.tgz?raw=1: )' },
  },
  {
    rule: '3.4 wget makes a file',
    start: { '/@/d': 'dir' },
    lines: ['wget -q https://x.org/a-${V}.tgz -P d'],
    holds: { 'd/a-${V}.tgz': 'by(wget -q https://x.org/a-${V}.tgz -P d: )' },
  },
  {
    rule: 'dd copies what if= names',
    start: { '/@/a': 'file' },
    lines: ['dd if=a of=b bs=1'],
    holds: { b: 'by(dd if=a of=b bs=1: repo:a)' },
  },
  {
    rule: 'git clone makes a tree',
    start: {},
    lines: ['git clone --depth 1 https://x.org/team/lib.git'],
    holds: { lib: 'dir + by(git clone --depth 1 https://x.org/team/lib.git: )' },
  },
  {
    rule: 'git pull in a clean checkout is taken to give it',
    start: { '/@/a': 'file' },
    lines: ['git pull'],
    holds: { a: 'repo:a' },
    said: ['checkout-assumed command=git pull'],
  },
  { rule: 'touch makes an empty file', start: {}, lines: ['touch a'], holds: { a: 'text:' } },
  {
    rule: 'mktemp -d is a new folder',
    start: { '/@/a': 'file' },
    lines: ['mktemp -d', 'cp a /tmp/@mktemp-1/'],
    holds: { '/tmp/@mktemp-1/a': 'repo:a' },
  },
  {
    rule: 'chmod -R of an artifact is no mode of its own',
    start: { '/@/d': 'artifact:/d' },
    lines: ['chmod -R 755 d'],
    holds: { d: 'by(chmod -R 755: art:/d)' },
  },
];

describe('host commands carry origins through', () => {
  for (const { rule, start, lines, holds, said } of rows) {
    it(`${rule}: ${lines.join(' ; ')}`, () => {
      const ran = runAll(lines, world(start));
      const shown = show(ran.world);
      for (const [path, content] of Object.entries(holds)) {
        if (content === null) expect(shown, path).not.to.have.property(path);
        else expect(shown[path], path).to.equal(content);
      }
      expect(ran.said).to.deep.equal(said ?? []);
    });
  }
});

const modes: readonly (readonly [rule: string, lines: readonly string[], path: string, mode: string])[] = [
  ['install has 0755 where no mode is given', ['install a b'], 'b', '755'],
  ['install -m', ['install -m 640 a b'], 'b', '640'],
  ['install with letters starts from nothing', ['install -m u=rw,go=r a b'], 'b', '644'],
  ['install -d has 0755', ['install -d d'], 'd', '755'],
  ['mkdir -m', ['mkdir -m 700 d'], 'd', '700'],
  ['chmod with a number', ['chmod 755 a'], 'a', '755'],
  ['chmod with letters on an unknown mode is a change', ['chmod +x a'], 'a', 'changed +x'],
  ['chmod with letters on a known mode', ['chmod 644 a', 'chmod u+x,o-r a'], 'a', '740'],
  ['chmod -x', ['chmod 755 a', 'chmod -x a'], 'a', '644'],
  ['chmod +X on a plain file', ['chmod 644 a', 'chmod +X a'], 'a', '644'],
  ['chmod g=u', ['chmod 640 a', 'chmod g=u a'], 'a', '660'],
  ['chmod -R reaches what is known by name', ['mkdir d', 'cp a d/a', 'chmod -R 700 d'], 'd/a', '700'],
  ['cp onto an existing file keeps its mode', ['chmod 755 a', 'chmod 600 b', 'cp a b'], 'b', '600'],
  ['cp onto a file of the repository keeps its bit', ['cp a tool.sh'], 'tool.sh', '755'],
  ['cp -p brings the mode', ['chmod 755 a', 'chmod 600 b', 'cp -p a b'], 'b', '755'],
  ['mv brings the mode', ['chmod 755 a', 'mv a b'], 'b', '755'],
];

describe('host commands and permission bits (3.4)', () => {
  for (const [rule, lines, path, mode] of modes) {
    it(`${rule}: ${lines.join(' ; ')}`, () => {
      expect(
        showMode(runAll(lines, world({ '/@/a': 'file', '/@/b': 'file', '/@/tool.sh': 'file' })).world, path),
      ).to.equal(mode);
    });
  }
});

/** What a line prints; null where nobody knows. */
const printed: readonly (readonly [line: string, text: string | null])[] = [
  ['echo a b', 'a b\n'],
  ['echo -n a', 'a'],
  ['echo -e a\\tb', 'a\tb\n'],
  ['echo a\\tb', 'a\\tb\n'],
  ['echo ${TAG}-x', '${TAG}-x\n'],
  ['echo', '\n'],
  ['echo -- a', '-- a\n'],
  ['printf %s-%s\\n a b', 'a-b\n'],
  ['printf %s\\n a b', 'a\nb\n'],
  ['printf %d a', 'a'],
  ['printf a%%b', 'a%b'],
  ['printf %5.2f 1', null],
  ['printf %s', ''],
  ['printf %b a\\nb', 'a\nb'],
  ['dirname /a/b/c', '/a/b\n'],
  ['dirname a', '.\n'],
  ['dirname /a', '/\n'],
  ['dirname a/b/', 'a\n'],
  ['dirname ${X}/a', '${X}\n'],
  ['dirname ${X}', null],
  ['dirname /@', null],
  ['basename /a/b.txt', 'b.txt\n'],
  ['basename /a/b.txt .txt', 'b\n'],
  ['basename ${X}/b', 'b\n'],
  ['basename ${X}', null],
  ['basename -s .c a.c d/b.c', 'a\nb\n'],
  ['basename /@', null],
  ['basename /', '/\n'],
  ['pwd', '/@\n'],
  ['realpath l', '/@/a\n'],
  ['readlink l', 'a\n'],
  ['readlink -f ld/x', '/@/d/x\n'],
  ['realpath ${X}', null],
  ['mktemp', '/tmp/@mktemp-1\n'],
  ['mktemp -d -p d', '/@/d/@mktemp-1\n'],
  ['mktemp -d ./b.XXXX', '/@/@mktemp-1\n'],
  ['cat t', 'some text'],
  ['cat t t', 'some textsome text'],
  ['date +%s', null],
  ['git rev-parse HEAD', null],
  ['uname -s', null],
];

describe('what host commands print', () => {
  for (const [line, text] of printed) {
    it(line, () => {
      const { stdout } = run(
        line,
        world({ '/@/a': 'file', '/@/d/x': 'file', '/@/l': 'link:a', '/@/ld': 'link:d', '/@/t': 'text:some text' }),
      );
      expect(stdout.kind === 'text' ? renderValue(stdout.text) : null).to.equal(text);
    });
  }
});

/** What `docker cp c:PATH -` writes (CP-T1). */
function streamOf(path: string): Stream {
  const member = { path: path.slice(path.lastIndexOf('/') + 1), node: opaqueNode(artifact(path)), dotted: false };
  const by = 'docker cp -';
  return {
    kind: 'content',
    origin: { kind: 'archive', members: [member], owners: 'own', packed: [], by, printing: null },
  };
}

const streamed: readonly (readonly [line: string, stdin: Stream, origin: string])[] = [
  ['cat a', { kind: 'nothing' }, 'repo:a'],
  ['cat a a', { kind: 'nothing' }, 'by(cat a a: repo:a, repo:a)'],
  ['cat', { kind: 'content', origin: artifact('/x') }, 'art:/x'],
  ['cat - a', { kind: 'text', text: valueOf('y') }, 'by(cat: text:y, repo:a)'],
  ['tee c', { kind: 'text', text: valueOf('y') }, 'text:y'],
  ['sed s/a/b/ a', { kind: 'nothing' }, 'by(sed s/a/b/ a: repo:a)'],
  ['sed -e s/a/b/ a', { kind: 'nothing' }, 'by(sed -e s/a/b/ a: repo:a)'],
  ['envsubst', { kind: 'content', origin: artifact('/x') }, 'by(envsubst: art:/x)'],
  ['gzip -c a', { kind: 'nothing' }, 'by(gzip -c a: repo:a)'],
  ['sha256sum a', { kind: 'nothing' }, 'by(sha256sum a: repo:a)'],
  ['head -n 1 a', { kind: 'nothing' }, 'by(head -n 1 a: repo:a)'],
  ['tar xO', streamOf('/x'), 'art:/x'],
  ['tar cz a', { kind: 'nothing' }, 'tar(a=repo:a | gzip)'],
  ['tar c --exclude=b a', { kind: 'nothing' }, 'by(tar c --exclude=b a: repo:a)'],
  ['xz -9', streamOf('/x'), 'tar(x=art:/x | xz -9)'],
  ['gzip -t', streamOf('/x'), 'by(gzip: tar(x=art:/x))'],
];

describe('what flows out of host commands', () => {
  for (const [line, stdin, origin] of streamed) {
    it(line, () =>
      expect(showOrigin(originOfStream(run(line, world({ '/@/a': 'file' }), stdin).stdout))).to.equal(origin),
    );
  }

  it('I-07 docker cp c:/src/dist - | tar x -C h lands below the name', () => {
    const stdin = streamOf('/src/dist');
    expect(show(run('tar x -C h', world({ '/@/h': 'dir' }), stdin).world)).to.deep.equal({
      h: 'dir',
      'h/dist': 'art:/src/dist masked',
    });
    expect(show(run('tar -x -C h --strip-components=1', world({ '/@/h': 'dir' }), stdin).world)).to.deep.equal({
      h: 'dir + art:/src/dist masked',
    });
  });

  it('tee -a appends', () => {
    const ran = run('tee -a t', world({ '/@/t': 'text:one' }), { kind: 'text', text: valueOf('two') });
    expect(show(ran.world)).to.deep.equal({ t: 'text:onetwo' });
  });
});

const effects: readonly (readonly [line: string, effect: string, reads: string, writes: string])[] = [
  ['cp a c', 'host', '/@/a', '/@/c'],
  ['mv a c', 'host', '/@/a', '/@/c /@/a'],
  ['rm -rf a none', 'host', '', '/@/a /@/none'],
  ['mkdir -p x/y', 'host', '', '/@/x/y'],
  ['chown root a', 'host', '/@/a', ''],
  ['chmod +x a', 'host', '', '/@/a'],
  ['cat a', 'host', '/@/a', ''],
  ['echo a', 'output', '', ''],
  ['ls d', 'external harmless', '/@/d', ''],
  ['grep -q x a', 'external harmless', '/@/a', ''],
  ['git status', 'external harmless', '', ''],
  ['git apply x.patch', 'external', '', ''],
  ['find d -name x', 'external harmless', '/@/d', ''],
  ['find d -name x -delete', 'host', '/@/d', '/@/d'],
  ['cp --strange a c', 'external', '/@/a', ''],
  ['cp $FLAGS -r a c', 'external', '/@/a', ''],
  ['true', 'state', '', ''],
  ['curl https://x.org', 'external harmless', '', ''],
  ['perl -e unlink a', 'external', '/@/a', ''],
  ['perl -pi -e s/x/y/ a', 'host', '/@/a', '/@/a'],
];

describe('effects, reads and writes of host commands', () => {
  for (const [line, effect, reads, writes] of effects) {
    it(line, () => {
      const ran = run(line, world({ '/@/a': 'file', '/@/d/x': 'file' }));
      const shown = ran.effect.kind === 'external' && ran.effect.harmless ? 'external harmless' : ran.effect.kind;
      expect([shown, ran.reads.join(' '), ran.writes.join(' ')]).to.deep.equal([effect, reads, writes]);
    });
  }
});
