import { lines } from '../support/legacy.js';
import { goBuilder, type HazardCase } from './row.js';
import type { Expected } from '../support/legacy.js';

const build = 'docker build -t app:build -f Dockerfile.build .';
const take = ['docker create --name c app:build', 'docker cp c:/out/app app', 'docker rm c'];
const written = 'docker build --target export -f Dockerfile.build --output . .';

function taken(
  what: string,
  script: readonly string[],
  expected: Expected,
  files: Readonly<Record<string, string>> = {},
): HazardCase {
  const own = { 'main.go': 'package main\n', 'Dockerfile.build': goBuilder, 'build.sh*': lines('set -e', ...script) };
  return {
    rule: 'OUT-1',
    what,
    files: { ...own, ...files },
    arguments: ['--engine', 'buildkit', '--extract'],
    expected,
  };
}

const refused: Expected = { status: 'refused', codes: ['not-extractable'] };

/** `--extract`: what only the host wants. */
export const extractCases: readonly HazardCase[] = [
  taken('a file for a release', [build, ...take, 'scp app host:'], {
    status: 'converted',
    lines: ['FROM scratch AS export', 'COPY --from=builder /out/app /app'],
    script: [written, 'scp app host:'],
    floor: '19.03',
  }),
  {
    ...taken('without --extract the script stays, and the message says what could be done', [build, ...take], {
      status: 'refused',
      codes: ['no-consumer'],
    }),
    arguments: [],
  },
  taken('a builder image that is pushed', [build, ...take, 'docker push app:build'], refused),
  taken('a builder image that is tested', [build, 'docker run --rm app:build go test', ...take], refused),
  taken('a builder image that CI names', [build, ...take], refused, {
    '.gitlab-ci.yml': 'test:\n  script: docker run app:build go test\n',
  }),
  taken('a file that is there already', [build, ...take], refused, { app: 'old\n' }),
  taken(
    'a link that docker cp follows',
    [build, take[0] ?? '', 'docker cp -L c:/out/link app', 'docker rm c'],
    refused,
  ),
  taken('a container that did something', [build, 'docker run --name c app:build make', ...take.slice(1)], refused),
  taken('one of two ways takes the file', [build, 'if [ -n "$X" ]; then', ...take, 'fi'], refused),
];
