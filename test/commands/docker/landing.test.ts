import { expect } from 'chai';
import {
  codesOf,
  dockerfile,
  evaluateText,
  hostOf,
  pathOf,
  stepsOf,
  withContainer,
  type Files,
} from '../../evaluate/traces.js';

interface Row {
  readonly rule: string;
  /** What would break for the user. */
  readonly what: string;
  readonly script: string;
  readonly host?: readonly string[];
  readonly codes?: readonly string[];
  readonly files?: Files;
}

const withFile: Files = { ex: 'text' };
const withFolder: Files = { 'ex/keep': 'text' };
const fails = { host: [], codes: ['legacy-fails'] };

/** Vectors of section 6.1; without knowing the image, `/a/file` may be a folder, too. */
const vectors: readonly Row[] = [
  {
    rule: 'T-L1',
    what: 'a missing destination takes the name',
    script: 'docker cp c:/a/dir new',
    host: ['new <- c:/a/dir'],
  },
  {
    rule: 'T-L2',
    what: 'an existing folder gets it inside',
    script: 'mkdir ex; docker cp c:/a/dir ex',
    host: ['ex/', 'ex/dir <- c:/a/dir'],
  },
  {
    rule: 'T-L3',
    what: 'slashes change nothing',
    script: 'mkdir ex; docker cp c:/a/dir/ ex/',
    host: ['ex/', 'ex/dir/ <- c:/a/dir'],
  },
  {
    rule: 'T-L4',
    what: '/. gives the contents',
    script: 'mkdir ex; docker cp c:/a/dir/. ex',
    host: ['ex/', 'ex/* <- c:/a/dir'],
  },
  {
    rule: 'T-L5',
    what: '/. to a missing folder makes it',
    script: 'docker cp c:/a/dir/. new',
    host: ['new/ <- c:/a/dir'],
  },
  { rule: 'T-L6', what: '. always exists', script: 'docker cp c:/a/dir .', host: ['dir <- c:/a/dir'] },
  {
    rule: 'T-L7',
    what: 'the second copy nests or replaces',
    script: 'docker cp c:/a/dir new; docker cp c:/a/dir new',
    host: ['new <- c:/a/dir'],
    codes: ['ambiguous-landing'],
  },
  {
    rule: 'T-L7',
    what: 'the second copy of a known folder nests',
    script: 'docker cp c:/a/dir/. new; docker cp c:/a/dir/. new/; docker cp c:/b new',
    host: ['new/* <- c:/a/dir', 'new/* <- c:/a/dir'],
    codes: ['ambiguous-landing'],
  },
  { rule: 'T-L8', what: 'a file is renamed', script: 'docker cp c:/a/file new', host: ['new <- c:/a/file'] },
  {
    rule: 'T-L9',
    what: 'a missing folder with a slash takes folders alone',
    script: 'docker cp c:/a/file new/',
    host: ['new/ <- c:/a/file'],
  },
  {
    rule: 'T-L10',
    what: 'a file goes into a folder',
    script: 'mkdir ex; docker cp c:/a/file ex',
    host: ['ex/', 'ex/file <- c:/a/file'],
  },
  { rule: 'T-L11', what: 'no parent is made', script: 'docker cp c:/a/dir a/b', ...fails },
  { rule: 'T-L12', what: 'a link stays a link', script: 'docker cp c:/a/flnk .', host: ['flnk <- c:/a/flnk'] },
  { rule: 'T-L13', what: '-L follows and renames', script: 'docker cp -L c:/a/flnk x', host: ['x <- c:/a/flnk@'] },
  {
    rule: 'T-L14',
    what: '-L keeps the name of the link',
    script: 'docker cp -L c:/a/lnk .',
    host: ['lnk <- c:/a/lnk@'],
  },
  {
    rule: 'T-L15',
    what: 'the working directory plays no role',
    script: 'docker cp c:rel new',
    host: ['new <- c:/rel'],
  },
  { rule: 'T-L16', what: 'wildcards are no wildcards', script: "docker cp 'c:/a/*' .", ...fails },
  { rule: 'T-L17', what: '- writes a tar', script: 'docker cp c:/a/file - > o', host: ['o <- tar(file=c:/a/file)'] },
  {
    rule: 'T-L18',
    what: 'tar x without the first folder',
    script: 'mkdir o; docker cp c:/a/dir - | tar x -C o --strip-components=1',
    host: ['o/', 'o/* <- c:/a/dir'],
  },
  {
    rule: 'T-L18',
    what: 'tar x with the first folder',
    script: 'docker cp c:/a/dir - | tar x',
    host: ['dir <- c:/a/dir'],
  },
  {
    rule: 'T-L20',
    what: 'the directory of a subshell comes back',
    script: 'mkdir sub; (cd sub && docker cp c:/a/file ..); docker cp c:/b .',
    host: ['b <- c:/b', 'file <- c:/a/file', 'sub/'],
  },
];

const table: readonly Row[] = [
  {
    rule: '1.2 file/existing file',
    what: 'a file is replaced',
    script: 'docker cp c:/a ex',
    files: withFile,
    host: ['ex <- c:/a'],
  },
  {
    rule: '1.2 file/existing file/',
    what: 'a slash behind a file fails',
    script: 'docker cp c:/a ex/',
    files: withFile,
    ...fails,
  },
  {
    rule: '1.2 file/existing file/.',
    what: 'a /. behind a file fails',
    script: 'docker cp c:/a ex/.',
    files: withFile,
    ...fails,
  },
  {
    rule: '1.2 file/existing folder',
    what: 'a file goes into the folder',
    script: 'docker cp c:/a ex',
    files: withFolder,
    host: ['ex/a <- c:/a'],
  },
  {
    rule: '1.2 file/existing folder/',
    what: 'the slash changes nothing',
    script: 'docker cp c:/a ex/',
    files: withFolder,
    host: ['ex/a <- c:/a'],
  },
  {
    rule: '1.2 dir/existing file',
    what: 'a folder over a file fails',
    script: 'docker cp c:/a/. ex',
    files: withFile,
    ...fails,
  },
  {
    rule: '1.2 dir/existing folder',
    what: 'a folder nests',
    script: 'docker cp c:/d/ex ex',
    files: withFolder,
    host: ['ex/ex <- c:/d/ex'],
  },
  {
    rule: '1.2 dir/. existing folder',
    what: 'contents merge with the checkout',
    script: 'docker cp c:/d/. ex',
    files: withFolder,
    host: ['ex/* <- c:/d', 'ex/keep <- c:/d/keep | repo:ex/keep'],
  },
  {
    rule: '1.2 dir/. absent/',
    what: 'a folder is made with the contents',
    script: 'docker cp c:/d/. new/',
    host: ['new/ <- c:/d'],
  },
  { rule: '1.2 dir absent/.', what: 'a folder is made', script: 'docker cp c:/d new/.', host: ['new/ <- c:/d'] },
  {
    rule: '1.2 whole root',
    what: 'the root is merged',
    script: 'mkdir out; docker cp c:/ out',
    host: ['out/', 'out/* <- c:/'],
  },
  { rule: '1.2 whole root/.', what: 'the root becomes a folder', script: 'docker cp c:/. out', host: ['out/ <- c:/'] },
  {
    rule: '1.2 parent is a file',
    what: 'below a file nothing can be',
    script: 'docker cp c:/a ex/b',
    files: withFile,
    ...fails,
  },
];

const rules: readonly Row[] = [
  { rule: 'CP-A1', what: 'one argument is too few', script: 'docker cp c:/a', ...fails },
  { rule: 'CP-A1', what: 'three are too many', script: 'docker cp c:/a b d', ...fails },
  { rule: 'CP-A1', what: 'an empty argument is none', script: 'docker cp "" x', ...fails },
  { rule: 'CP-A1', what: 'an empty container path is none', script: 'docker cp c: x', ...fails },
  {
    rule: 'CP-A1',
    what: 'docker container cp is docker cp',
    script: 'docker container cp c:/a x',
    host: ['x <- c:/a'],
  },
  { rule: 'CP-A2', what: 'the first colon splits', script: 'docker cp c:/a:b x', host: ['x <- c:/a:b'] },
  { rule: 'CP-A2', what: './c:x is a file of the host', script: 'docker cp ./c:x c:/y', host: [] },
  {
    rule: 'CP-A2',
    what: 'an absolute path with a colon is local',
    script: 'docker cp c:/a /tmp/x:y',
    host: ['/tmp/x:y <- c:/a'],
  },
  {
    rule: 'CP-A2',
    what: 'file:name names a container',
    script: 'docker cp file:name x',
    host: [],
    codes: ['unknown-container'],
  },
  { rule: 'CP-A3', what: 'container to container fails', script: 'docker cp c:/a c:/b', ...fails },
  { rule: 'CP-A3', what: 'host to host fails', script: 'docker cp a b', ...fails },
  { rule: 'CP-A4', what: 'no leading slash changes nothing', script: 'docker cp c:app .', host: ['app <- c:/app'] },
  {
    rule: 'CP-A4',
    what: 'dots are resolved in the container',
    script: 'docker cp c:/a/../b/./c x',
    host: ['x <- c:/b/c'],
  },
  {
    rule: 'CP-A5',
    what: 'cd moves the destination',
    script: 'mkdir s; cd s; docker cp c:/a .',
    host: ['s/', 's/a <- c:/a'],
  },
  { rule: 'CP-A5', what: 'a path outside of the checkout', script: 'docker cp c:/a /tmp/a', host: ['/tmp/a <- c:/a'] },
  { rule: 'CP-A6', what: 'an unquoted wildcard without a match stays', script: 'docker cp c:/a/*.jar .', ...fails },
  { rule: 'CP-A7', what: 'clusters of flags', script: 'docker cp -aL c:/a x', host: ['x <- c:/a@'] },
  { rule: 'CP-A7', what: 'flags behind the paths', script: 'docker cp c:/a x -q --follow-link', host: ['x <- c:/a@'] },
  {
    rule: 'CP-A7',
    what: '--follow-link=false is not given',
    script: 'docker cp --follow-link=false c:/a x',
    host: ['x <- c:/a'],
  },
  {
    rule: 'CP-B1',
    what: 'a slash on a folder still nests',
    script: 'mkdir ex; docker cp c:/d/ ex',
    host: ['ex/', 'ex/d/ <- c:/d'],
  },
  {
    rule: 'CP-B2',
    what: 'a file replaces a link',
    script: 'mkdir ex; ln -s q ex/a; docker cp c:/a ex',
    host: ['ex/', 'ex/a <- c:/a'],
  },
  {
    rule: 'CP-B2',
    what: 'a folder merges into a folder',
    script: 'docker cp c:/d ex',
    files: { 'ex/d/x': '' },
    host: ['ex/d/* <- c:/d', 'ex/d/x <- c:/d/x | repo:ex/d/x'],
  },
  {
    rule: 'CP-B2',
    what: 'the same artifact again changes nothing',
    script: 'docker cp c:/a .; docker cp c:/a .',
    host: ['a <- c:/a'],
  },
  {
    rule: 'CP-B2',
    what: 'another artifact of the name may merge or replace',
    script: 'docker cp c:/x/a .; docker cp c:/y/a .',
    host: ['a <- c:/x/a'],
    codes: ['ambiguous-landing'],
  },
  {
    rule: 'CP-B2',
    what: 'a name that two trees may hold is uncertain',
    script: 'mkdir ex; docker cp c:/x/. ex; docker cp c:/y/. ex; docker cp c:/z ex',
    host: ['ex/', 'ex/* <- c:/x', 'ex/* <- c:/y'].sort(),
    codes: ['ambiguous-landing'],
  },
  {
    rule: 'CP-B3',
    what: 'merging deletes nothing',
    script: 'mkdir d; docker cp c:/a d; docker cp c:/b/. d',
    host: ['d/', 'd/* <- c:/b', 'd/a <- c:/b/a | c:/a'],
  },
  {
    rule: 'CP-B4',
    what: 'after rm -rf the landing is certain again',
    script: 'docker cp c:/d x; rm -rf x; docker cp c:/d x',
    host: ['x <- c:/d'],
  },
  {
    rule: 'CP-B4',
    what: 'a tracked folder decides',
    script: 'docker cp c:/src/dist ./dist',
    files: { 'dist/.gitkeep': '' },
    host: ['dist/dist <- c:/src/dist'],
  },
  {
    rule: 'CP-B4',
    what: 'mkdir -p decides',
    script: 'mkdir -p dist; docker cp c:/src/dist ./dist',
    host: ['dist/', 'dist/dist <- c:/src/dist'],
  },
  { rule: 'CP-L1', what: 'a link is taken as it is', script: 'docker cp c:/l x', host: ['x <- c:/l'] },
  {
    rule: 'CP-L4',
    what: '-L keeps the requested name in a folder',
    script: 'mkdir e; docker cp -L c:/l e',
    host: ['e/', 'e/l <- c:/l@'],
  },
  {
    rule: 'K8',
    what: 'a variable in the destination folder is a name',
    script: 'docker cp c:/a "$OUT/b"',
    host: ['/${OUT}/', '/${OUT}/b <- c:/a'],
  },
  {
    rule: 'DESIGN',
    what: 'a default in the destination is an assumption',
    script: 'docker cp c:/a "${OUT:-b}"',
    host: ['b <- c:/a'],
    codes: ['~default-value'],
  },
  {
    rule: 'DESIGN',
    what: 'a variable in the source stays',
    script: 'docker cp "c:/a/$V.jar" x.jar',
    host: ['x.jar <- c:/a/${V}.jar'],
  },
];

function check({ rule, what, script, files, host = [], codes = [] }: Row): void {
  it(`${rule}: ${what}`, () => {
    const trace = withContainer(script, files);
    expect({ host: hostOf(pathOf(trace).last), codes: codesOf(trace) }).to.deep.equal({
      host: [...host],
      codes: [...codes],
    });
  });
}

describe('docker cp puts the artifact where docker puts it', () => {
  describe('vectors of 6.1', () => vectors.forEach(check));
  describe('table of 1.2', () => table.forEach(check));
  describe('rules of 1.1 to 1.3', () => rules.forEach(check));

  it('T-L19: what a container prints starts in the working directory of its image, and has mode 0644', () => {
    const files = { Dockerfile: 'FROM debian\nWORKDIR /wd\n' };
    const { last } = pathOf(evaluateText('docker build -t T .\ndocker run --rm T cat rel/w > o', files));
    expect(hostOf(last)).to.deep.equal(['o <- container#1:/wd/rel/w@']);
  });

  it('CP-L6: a destination that is a link is refused, and nothing lands', () => {
    const trace = evaluateText(
      'docker create --name c T\ndocker cp c:/a link\ndocker cp c:/a link/b',
      { link: 'x', ...dockerfile },
      { link: 'symlink' },
    );
    expect(hostOf(pathOf(trace).last)).to.deep.equal([]);
    expect(codesOf(trace)).to.deep.equal(['ambiguous-landing', 'ambiguous-landing']);
  });

  it('CP-A6: the shell expands a wildcard in the destination first', () => {
    expect(hostOf(pathOf(withContainer('docker cp c:/a e*', withFolder)).last)).to.deep.equal(['ex/a <- c:/a']);
  });

  it('CP-H1: a copy into the container marks it as changed for the copies after it', () => {
    const { steps } = pathOf(withContainer('docker cp c:/a a; docker cp f c:/b; docker cp c:/b b'));
    const changed = steps.flatMap(({ effect }) => (effect.kind === 'copy-out' ? [effect.copy.container.changed] : []));
    expect(changed).to.deep.equal([false, true]);
  });
});

describe('podman cp differs from docker cp (1.8)', () => {
  const rows: readonly [string, string, readonly string[], readonly string[]][] = [
    ['it always follows links', 'podman cp c:/l x', ['x <- c:/l@'], []],
    [
      'a relative path starts at a directory that is not known (CP-A4)',
      'podman cp c:rel x',
      ['x <- c:/rel@'],
      ['unresolved-path'],
    ],
    ['a missing folder with a slash fails', 'podman cp c:/d new/', [], ['legacy-fails']],
    ['container to container is allowed (CP-A3)', 'podman cp c:/d c:/e', [], []],
    ['-L is not needed and not refused', 'podman cp c:/d/. x', ['x/ <- c:/d@'], []],
  ];
  for (const [what, script, host, codes] of rows)
    it(what, () => {
      const trace = evaluateText(`podman create --name c T\n${script}`);
      expect([hostOf(pathOf(trace).last), codesOf(trace)]).to.deep.equal([host, codes]);
    });

  it('nerdctl lands like docker', () => {
    const path = pathOf(evaluateText('nerdctl create --name c T\nnerdctl cp c:/d/ new/'));
    expect([hostOf(path.last), stepsOf(path)]).to.deep.equal([
      ['new/ <- c:/d'],
      ['container: nerdctl create --name c T', 'copy-out: nerdctl cp c:/d/ new/'],
    ]);
  });
});
