import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder that somebody may point the tool at. */
export interface HostileCase {
  readonly name: string;
  /** Lays the files out; `outside` is a folder beside the repository. */
  readonly make: (folder: string, outside: string) => void;
  /** What must come of it, where anything but surviving is asked for. */
  readonly expected?: 'converted' | 'unchanged' | 'unreadable';
}

const runtime = 'FROM alpine\nCOPY app /app\n';
const builder = 'FROM golang:1.7.3\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\n';
const script = [
  '#!/bin/sh',
  'docker build -t x:build -f Dockerfile.build .',
  'docker create --name x x:build',
  'docker cp x:/src/app app',
  'docker rm x',
  'docker build -t x .',
  '',
].join('\n');

type Contents = Readonly<Record<string, string | Uint8Array>>;

const pair: Contents = { Dockerfile: runtime, 'Dockerfile.build': builder, 'build.sh': script };

function lay(folder: string, files: Contents): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    if (path.endsWith('.sh')) chmodSync(join(folder, path), 0o755);
  }
}

/** The classic pair with some files replaced. */
function pairWith(name: string, files: Contents, expected?: HostileCase['expected']): HostileCase {
  return {
    name,
    make: (folder) => lay(folder, { ...pair, ...files }),
    ...(expected === undefined ? {} : { expected }),
  };
}

const binary = Uint8Array.from({ length: 4096 }, (_, at) => (at * 197 + (at >> 3)) % 256);
const long = 'x'.repeat(10 * 2 ** 20);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const bom = '\ufeff';
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const half = (text: string): string => text.slice(0, text.length / 2);

/** `text` nested `depth` times between the two sides. */
const nested = (open: string, text: string, close: string, depth = 10_000): string =>
  open.repeat(depth) + text + close.repeat(depth);

const folders: readonly HostileCase[] = [
  { name: 'an empty folder', make: () => undefined, expected: 'unchanged' },
  {
    name: 'folders named build.sh, Dockerfile and .dockerignore',
    make: (folder) => lay(folder, { 'build.sh/x': '', 'Dockerfile/x': '', '.dockerignore/x': '', 'Makefile/x': '' }),
    expected: 'unchanged',
  },
  {
    name: 'a folder named as the runtime Dockerfile beside the script',
    make: (folder) => lay(folder, { 'build.sh': script, 'Dockerfile.build': builder, 'Dockerfile/x': '' }),
    expected: 'unchanged',
  },
  {
    name: 'the script and the Dockerfiles are links out of the tree',
    make: (folder, outside) => {
      lay(outside, pair);
      for (const path of Object.keys(pair)) symlinkSync(join(outside, path), join(folder, path));
    },
    expected: 'unchanged',
  },
  {
    name: 'one Dockerfile is a link out of the tree',
    make: (folder, outside) => {
      lay(outside, pair);
      lay(folder, { 'build.sh': script, 'Dockerfile.build': builder });
      symlinkSync(join(outside, 'Dockerfile'), join(folder, 'Dockerfile'));
    },
    expected: 'unchanged',
  },
  {
    name: 'a folder that is a link out of the tree',
    make: (folder, outside) => {
      lay(outside, pair);
      symlinkSync(outside, join(folder, 'docker'));
      lay(folder, { 'build.sh': script.replaceAll(' .\n', ' docker\n') });
    },
    expected: 'unchanged',
  },
  {
    name: 'links that lead to each other in a circle',
    make: (folder) => {
      for (const [path, target] of [
        ['build.sh', 'Dockerfile'],
        ['Dockerfile', 'build.sh'],
        ['loop', '.'],
      ])
        symlinkSync(target ?? '', join(folder, path ?? ''));
    },
    expected: 'unchanged',
  },
  {
    name: 'names with blanks, quotes and newlines',
    make: (folder) =>
      lay(folder, {
        ...pair,
        'a b/Dockerfile': runtime,
        "it's.sh": script,
        'new\nline.sh': script,
        '"quoted"/build.sh': script,
      }),
  },
  {
    name: 'names that are no UTF-8',
    make: (folder) => {
      lay(folder, { 'Dockerfile.build': builder });
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.sh')]), script);
    },
  },
];

const contents: readonly HostileCase[] = [
  pairWith('a binary build.sh', { 'build.sh': binary }, 'unchanged'),
  pairWith('a binary Dockerfile', { Dockerfile: binary }, 'unchanged'),
  pairWith('a binary builder Dockerfile', { 'Dockerfile.build': binary }, 'unchanged'),
  pairWith('a binary ignore file', { '.dockerignore': binary }),
  pairWith('empty files', { Dockerfile: '', 'Dockerfile.build': '', 'build.sh': '' }, 'unchanged'),
  pairWith('an empty runtime Dockerfile', { Dockerfile: '' }, 'unchanged'),
  pairWith('an empty builder Dockerfile', { 'Dockerfile.build': '' }, 'unchanged'),
  pairWith('a script cut in the middle', { 'build.sh': half(script) }, 'unchanged'),
  pairWith('a script cut within a quoted word', { 'build.sh': `${script}echo "unfinished` }, 'unchanged'),
  pairWith('a script cut within a heredoc', { 'build.sh': `${script}cat <<EOF\nunfinished` }),
  pairWith('a Dockerfile cut in an instruction', { Dockerfile: 'FROM alpine\nCOP' }, 'unchanged'),
  pairWith('a Dockerfile cut after a continuation', { Dockerfile: `${runtime}RUN a && \\\n` }),
  pairWith('a Dockerfile cut within a heredoc', { Dockerfile: `${runtime}RUN <<EOF\nunfinished` }),
  pairWith('a Dockerfile without FROM', { Dockerfile: 'COPY app /app\n' }, 'unchanged'),
  pairWith('NUL bytes in the script', { 'build.sh': `${script}# \0\0\n` }),
  pairWith('NUL bytes in the Dockerfile', { Dockerfile: `${runtime}# \0\0\n` }),
  pairWith(
    'latin1 in comments',
    { 'build.sh': latin1(`${script}# café\n`), Dockerfile: latin1(`# café\n${runtime}`) },
    'converted',
  ),
  pairWith('a latin1 builder and a UTF-8 runtime', {
    'Dockerfile.build': latin1(`${builder}LABEL a="café"\n`),
    Dockerfile: `# café\n${runtime}`,
  }),
  pairWith('CRLF in the Dockerfiles', { Dockerfile: crlf(runtime), 'Dockerfile.build': crlf(builder) }, 'converted'),
  pairWith('CRLF in one Dockerfile', { 'Dockerfile.build': crlf(builder) }, 'converted'),
  pairWith('CRLF in the script', { 'build.sh': crlf(script) }),
  pairWith(
    'a byte order mark in the Dockerfiles',
    { Dockerfile: bom + runtime, 'Dockerfile.build': bom + builder },
    'converted',
  ),
  pairWith('a byte order mark in the script', { 'build.sh': bom + script }),
];

const sizes: readonly HostileCase[] = [
  pairWith('a comment of 10 MB in the script', { 'build.sh': `${script}# ${long}\n` }, 'converted'),
  pairWith('a word of 10 MB in the script', { 'build.sh': `${script}echo ${long}\n` }),
  pairWith('a command of 300,000 words', { 'build.sh': `${script}echo ${'x '.repeat(300_000)}\n` }),
  pairWith('a comment of 10 MB in the Dockerfile', { Dockerfile: `${runtime}# ${long}\n` }, 'converted'),
  pairWith('a word of 10 MB in the Dockerfile', { Dockerfile: `${runtime}RUN echo ${long}\n` }),
  pairWith('a line of 10 MB in the ignore file', { '.dockerignore': long }),
  pairWith('100,000 continuations in the script', { 'build.sh': `${script}echo ${'x \\\n'.repeat(100_000)}y\n` }),
  pairWith('100,000 continuations in the Dockerfile', {
    Dockerfile: `${runtime}RUN echo ${'x \\\n'.repeat(100_000)}y\n`,
  }),
  pairWith('100,000 lines in the script', { 'build.sh': script + 'echo x\n'.repeat(100_000) }),
  pairWith('100,000 instructions in the Dockerfile', { Dockerfile: runtime + 'RUN x\n'.repeat(100_000) }),
  pairWith('100,000 patterns in the ignore file', { '.dockerignore': '**/x*y\n'.repeat(100_000) }),
];

const depths: readonly HostileCase[] = [
  pairWith('10,000 subshells deep', { 'build.sh': script + nested('(', 'x', ')') }),
  pairWith('10,000 substitutions deep', { 'build.sh': `${script}echo ${nested('$(', 'x', ')')}\n` }),
  pairWith('10,000 ifs deep', { 'build.sh': `${script}${nested('if x; then ', 'y; ', 'fi; ')}\n` }),
  pairWith('10,000 groups deep', { 'build.sh': `${script}${nested('{ ', 'x; ', '}; ')}\n` }),
  pairWith('10,000 defaults deep', { 'build.sh': `${script}echo ${nested('${a:-', 'x', '}')}\n` }),
  pairWith('10,000 commands joined by &&', { 'build.sh': `${script}${'x && '.repeat(10_000)}y\n` }),
  pairWith('10,000 commands joined by pipes', { 'build.sh': `${script}${'x | '.repeat(10_000)}y\n` }),
  pairWith('30 ifs one after the other', { 'build.sh': `${'if x; then y; else z; fi\n'.repeat(30)}${script}` }),
  pairWith('variables that double each other', {
    'build.sh': `a=xxxxxxxxxx\n${'a=$a$a\n'.repeat(60)}docker build -t $a .\n${script}`,
  }),
  pairWith('braces that multiply', { 'build.sh': `${script}echo ${'{a,b}'.repeat(40)}\n` }),
  pairWith('10,000 defaults deep in the Dockerfile', { Dockerfile: `${runtime}ENV a=${nested('${a:-', 'x', '}')}\n` }),
  pairWith('arguments that double each other', {
    Dockerfile: `${runtime}ENV a=xxxxxxxxxx\n${'ENV a=$a$a\n'.repeat(60)}RUN x\n`,
  }),
];

const circles: readonly HostileCase[] = [
  pairWith('a script that sources itself', { 'build.sh': `. ./build.sh\n${script}` }),
  pairWith('scripts that source each other', {
    'build.sh': `. ./a.sh\n${script}`,
    'a.sh': '. ./b.sh\n',
    'b.sh': '. ./a.sh\n',
  }),
  pairWith('scripts that call each other', { 'build.sh': `${script}./a.sh\n`, 'a.sh': './build.sh\n' }),
  pairWith('a function that calls itself', { 'build.sh': `f() { f; }\nf\n${script}` }),
  pairWith('an endless loop', { 'build.sh': `while true; do x; done\n${script}` }),
  pairWith('a chain of 2,000 sourced scripts', { 'build.sh': `. ./s0.sh\n${script}`, ...chain(2000) }),
  pairWith('a builder that is its own base', { 'Dockerfile.build': builder.replace('golang:1.7.3', 'x:build') }),
  pairWith('images that are each other’s base', {
    'Dockerfile.build': builder.replace('golang:1.7.3', 'x'),
    Dockerfile: runtime.replace('alpine', 'x:build'),
  }),
];

function chain(length: number): Contents {
  return Object.fromEntries(
    Array.from({ length }, (_, at) => [`s${at}.sh`, at === length - 1 ? 'true\n' : `. ./s${at + 1}.sh\n`]),
  );
}

export const lightCases: Readonly<Record<string, readonly HostileCase[]>> = {
  'folders and links': folders,
  'contents of files': contents,
};

/** Each runs as a program of its own, which can be ended. */
export const heavyCases: Readonly<Record<string, readonly HostileCase[]>> = {
  'very large files': sizes,
  'very deep nesting': depths,
  'circles and growth': circles,
};
