import fc from 'fast-check';

/** Simple commands over few names, so that they meet: containers c and d, images T and U, paths x, y and out. */
const commands = [
  'docker build -t T .',
  'docker build -t U -f Dockerfile.build --build-arg A="$A" .',
  'docker build $ARGS -t "$TAG" sub',
  'docker create --name c T',
  'docker create --name d U make',
  'id=$(docker create T)',
  'docker cp c:/a x',
  'docker cp c:/a/. out',
  'docker cp "$id:/b" out/',
  'docker cp d:/a/b "$DEST"',
  'docker cp c:/a - | tar x -C out',
  'docker rm -f c',
  'docker rm $id',
  'docker rmi T || true',
  'docker run --rm -v "$PWD:/w" T make',
  'docker tag T U',
  'docker push "$TAG"',
  'cp x y',
  'mv x out/',
  'rm -rf out x',
  'mkdir -p out',
  'cat f > x',
  'echo "$A" >> x',
  'printf "%s\\n" a b | tee y',
  'A=1',
  'A="$A-$(git describe)"',
  'TAG=${TAG:-T}',
  'ARGS+=(--label "$A")',
  'export A',
  'cd sub',
  'cd "$(dirname "$0")"',
  'pushd out',
  'popd',
  'set -e',
  'shift',
  'trap "docker rm c" EXIT',
  'f "$A" b',
  './other.sh "$@"',
  '. ./lib.sh',
  'read -r line',
  'exit 1',
  'return',
  'break',
  'i=$((i+1))',
];

const tests = [
  '[ -f x ]',
  '[ -n "$A" ]',
  '[ "$1" = go ]',
  'docker inspect T',
  'grep -q a f',
  'true',
  'false',
  '[[ $A == b* ]]',
];

const command = fc.constantFrom(...commands);
const test = fc.constantFrom(...tests);

/** A statement of any depth; its lines are laid out as a person would. */
const { block } = fc.letrec<{ block: string; statement: string }>((tie) => {
  const body = tie('block');
  return {
    block: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { arbitrary: command, weight: 8 },
      fc.tuple(test, body, body).map(([condition, yes, no]) => `if ${condition}; then\n${yes}\nelse\n${no}\nfi`),
      fc.tuple(body, body).map(([a, b]) => `case "$A" in\na*) ${a} ;;\nb|c) ${b} ;;\nesac`),
      fc
        .tuple(fc.constantFrom('a b', '$L', '"$@"', '*.sh'), body)
        .map(([list, inner]) => `for i in ${list}; do\n${inner}\ndone`),
      fc.tuple(test, body).map(([condition, inner]) => `while ${condition}; do\n${inner}\ndone`),
      fc.tuple(body).map(([inner]) => `f() {\n${inner}\n}`),
      fc
        .tuple(fc.constantFrom('(', '{'), body)
        .map(([open, inner]) => (open === '(' ? `(\n${inner}\n)` : `{\n${inner}\n}`)),
      fc
        .tuple(command, fc.constantFrom('&&', '||', '|', ';'), command)
        .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      fc
        .tuple(body, fc.constantFrom('> log', '>> x', '2>&1', '< f', '| cat'))
        .map(([inner, to]) => `{\n${inner}\n} ${to}`),
      fc.tuple(body).map(([inner]) => `V=$(\n${inner}\n)`),
      fc.tuple(test, command).map(([condition, inner]) => `! ${condition} || ${inner} &`),
    ),
  };
});

/** Scripts that a shell could read. */
export const scripts: fc.Arbitrary<string> = block;

const tokens = [
  ...commands,
  ...tests,
  'if',
  'then',
  'fi',
  'for',
  'in',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '(',
  ')',
  '((',
  '$(',
  '`',
  '"',
  "'",
  '<<E',
  'E',
  '\n',
  ';',
  '&',
  '|',
  '\\',
  '${',
  '$',
  '#',
  '<(',
  '[[',
  ']]',
  'é',
  '\u0000',
  '~',
  '*',
  '=',
  '>',
];

/** Anything made of the words of a shell. */
export const tokenSoup: fc.Arbitrary<string> = fc
  .array(fc.oneof({ arbitrary: fc.constantFrom(...tokens), weight: 9 }, fc.string({ maxLength: 6 })), { maxLength: 25 })
  .map((words) => words.join(' '));

/** Straight lines: no branch, no change of the shell that a subshell would undo. */
export const straightLines: fc.Arbitrary<readonly string[]> = fc.array(
  fc.constantFrom(
    ...commands.filter(
      (line) => /^(?:docker|cp|mv|rm|mkdir|cat|echo|printf)/.test(line) && !/\$(?:id|ARGS|TAG|A)\b|\|\|/.test(line),
    ),
    'T=tag; docker build -t "$T:1" .',
    'id=$(docker create T); docker cp $id:/b z; docker rm $id',
    'for p in a b; do docker cp "c:/$p" "$p"; done',
  ),
  { minLength: 1, maxLength: 10 },
);
