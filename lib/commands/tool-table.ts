import type { ToolReading, ToolWords } from './tools.js';

export interface ToolShape {
  /** Options without a value that are read exactly. */
  readonly flags: RegExp;
  /** Options with a value in the next word, with their plain names. */
  readonly values?: ReadonlyMap<string, string>;
  readonly exact: boolean;
  readonly read: (words: ToolWords) => Partial<ToolReading> | null;
}

const noOptions = /^$/;

/** Operands that are plain names of files. */
function areFiles(operands: readonly string[]): boolean {
  return operands.every((operand) => operand !== '' && operand !== '-' && !operand.endsWith('/'));
}

/** Prints what it makes of its files, or of standard input. */
function printer(shape: Partial<ToolShape> & { readonly leading?: number; readonly namesPaths?: boolean }): ToolShape {
  return {
    flags: shape.flags ?? noOptions,
    ...(shape.values === undefined ? {} : { values: shape.values }),
    exact: shape.exact ?? false,
    read: ({ operands }) => {
      const inputs = operands.slice(shape.leading ?? 0);
      if (operands.length < (shape.leading ?? 0) || !areFiles(inputs)) return null;
      return { inputs, takesInput: inputs.length === 0, prints: true, namesPaths: shape.namesPaths ?? false };
    },
  };
}

const digest = printer({ flags: /^(?:-b|--binary)$/, exact: true, namesPaths: true });

/** Changes its files where they stand. */
function changer(flags: RegExp, values: ReadonlyMap<string, string> = new Map()): ToolShape {
  return {
    flags,
    values,
    exact: false,
    read: ({ operands, values: given }) => {
      const target = given.find(({ name }) => name === 'output')?.value;
      if (operands.length === 0 || !areFiles(operands)) return null;
      if (target === undefined) return { inputs: operands, outputs: operands.map((path) => ({ path, of: path })) };
      return operands.length === 1 && areFiles([target])
        ? { inputs: operands, outputs: [{ path: target, of: null }] }
        : null;
    },
  };
}

/** `a` becomes `a.gz`, or the other way round. */
function packer(suffix: string, unpacks: boolean, keeps: boolean): ToolShape {
  return {
    flags: /^(?:-[1-9cdfknqvN]+|--best|--fast|--keep|--force|--stdout|--decompress|--no-name|--quiet|--rm|-1[0-9])$/,
    exact: false,
    read: ({ flags, operands }) => {
      const has = (letter: string, long: string): boolean =>
        [...flags].some((flag) => flag === long || (/^-[^-]/.test(flag) && flag.includes(letter)));
      if (!areFiles(operands)) return null;
      if (has('c', '--stdout')) return { inputs: operands, takesInput: operands.length === 0, prints: true };
      if (operands.length === 0) return { takesInput: true, prints: true };
      const outputs = operands.map((path) =>
        unpacks || has('d', '--decompress') ? withoutSuffix(path, suffix) : `${path}${suffix}`,
      );
      if (outputs.some((path) => path === null)) return null;
      const stays = (keeps && !has('\0', '--rm')) || has('k', '--keep');
      return {
        inputs: operands,
        outputs: operands.map((of, index) => ({ path: outputs[index] ?? '', of })),
        removes: stays ? [] : operands,
      };
    },
  };
}

function withoutSuffix(path: string, suffix: string): string | null {
  return path.endsWith(suffix) && !/(?:^|\/)$/.test(path.slice(0, -suffix.length))
    ? path.slice(0, -suffix.length)
    : null;
}

/** One substitution or deletion; `w`, `r` and `e` would reach other files or start commands. */
const sedCommand =
  /^(?:\d+|\$|\/(?:[^/\\]|\\.)*\/)?(?:s([^\w\s\\])(?:(?!\1)[^\\\n]|\\.)*\1(?:(?!\1)[^\\\n]|\\.)*\1[gpIi\d]*|d|p)$/;

/** `sed -i SCRIPT files` changes its files, `sed SCRIPT [files]` prints. BSD's `-i ''` is not read (HOST-3). */
const sed: ToolShape = {
  flags: /^(?:-i|--in-place|-E|-r|-n|-s|-Ei|-ri|-ni)$/,
  values: new Map([
    ['-e', 'script'],
    ['--expression', 'script'],
  ]),
  exact: false,
  read: ({ flags, values, operands }) => {
    const scripts = values.length > 0 ? values.map(({ value }) => value) : operands.slice(0, 1);
    const files = values.length > 0 ? operands : operands.slice(1);
    if (scripts.length === 0 || !scripts.every((script) => sedCommand.test(script)) || !areFiles(files)) return null;
    if (![...flags].some((flag) => /^-[Ern]*i$|^--in-place$/.test(flag)))
      return { inputs: files, takesInput: files.length === 0, prints: true };
    return files.length === 0 ? null : { inputs: files, outputs: files.map((path) => ({ path, of: path })) };
  },
};

const objcopy: ToolShape = {
  flags:
    /^(?:-S|-g|-x|-X|-p|--strip-all|--strip-debug|--strip-unneeded|--only-keep-debug|--preserve-dates|--compress-debug-sections|--remove-section=[\w.*-]+)$/,
  values: new Map([
    ['-O', 'format'],
    ['-I', 'input format'],
    ['-j', 'section'],
    ['-R', 'removed section'],
  ]),
  exact: false,
  read: ({ operands }) => {
    const [source, target, extra] = operands;
    if (source === undefined || extra !== undefined || !areFiles(operands)) return null;
    return {
      inputs: [source],
      outputs: [target === undefined ? { path: source, of: source } : { path: target, of: null }],
    };
  },
};

const counted = new Map([
  ['-n', 'lines'],
  ['-c', 'bytes'],
  ['--lines', 'lines'],
  ['--bytes', 'bytes'],
]);

/** The commands that can be carried out once more on the same files, by name. */
export const tools: ReadonlyMap<string, ToolShape> = new Map<string, ToolShape>([
  ['cat', printer({ flags: /^-u$/, exact: true })],
  ['head', printer({ flags: /^-\d+$/, values: counted, exact: true })],
  ['tail', printer({ flags: /^-\d+$/, values: counted, exact: true })],
  ['base64', printer({ flags: /^(?:-w\d+|-d|--decode|--wrap=\d+)$/, values: new Map([['-w', 'wrap']]), exact: true })],
  [
    'tr',
    {
      flags: /^-[cdsCt]+$/,
      exact: true,
      read: ({ operands }) => (operands.length > 2 ? null : { takesInput: true, prints: true }),
    },
  ],
  [
    'cut',
    printer({
      flags: /^-[dfbc].+$/,
      values: new Map(['-d', '-f', '-b', '-c'].map((name) => [name, name])),
      exact: true,
    }),
  ],
  ...['md5sum', 'sha1sum', 'sha224sum', 'sha256sum', 'sha384sum', 'sha512sum'].map((name): [string, ToolShape] => [
    name,
    digest,
  ]),
  ['shasum', printer({ flags: /^-a\d+$/, values: new Map([['-a', 'algorithm']]), exact: true, namesPaths: true })],
  ['sed', sed],
  ['gzip', packer('.gz', false, false)],
  ['gunzip', packer('.gz', true, false)],
  ['bzip2', packer('.bz2', false, false)],
  ['bunzip2', packer('.bz2', true, false)],
  ['xz', packer('.xz', false, false)],
  ['unxz', packer('.xz', true, false)],
  ['zstd', packer('.zst', false, true)],
  ['unzstd', packer('.zst', true, true)],
  [
    'strip',
    changer(
      /^(?:-[sSgdxX]+|--strip-(?:all|debug|unneeded)|--discard-(?:all|locals)|-p|--preserve-dates|--remove-section=[\w.*-]+|-v)$/,
      new Map([
        ['-o', 'output'],
        ['-R', 'section'],
        ['--remove-section', 'section'],
        ['-K', 'symbol'],
      ]),
    ),
  ],
  ['upx', changer(/^(?:-[1-9]|--best|--lzma|--brute|--ultra-brute|-q+|-f|--force)$/, new Map([['-o', 'output']]))],
  ['objcopy', objcopy],
  ['dos2unix', changer(/^-q$/)],
  ['unix2dos', changer(/^-q$/)],
]);
