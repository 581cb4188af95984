import { expect } from 'chai';
import { proofOf, shown } from './pairs.js';
import { changed, type Files } from './trees.js';

const builder = 'FROM golang:1.7.3\nWORKDIR /src\nCOPY main.go .\nRUN go build -o /out/app .\n';
const stages = `${builder.replace('1.7.3', '1.7.3 AS builder')}FROM scratch AS export\nCOPY --from=builder /out/app /app\n`;
const taking = 'docker create --name c app:build\ndocker cp c:/out/app app\ndocker rm c\n';
const first = 'set -e\ndocker build -t app:build -f Dockerfile.build .\n';
const build = 'docker build --target export --output . -f Dockerfile.build .\n';

const legacy: Files = { 'main.go': 'package main\n', 'Dockerfile.build': builder, 'build.sh*': `${first}${taking}` };

interface Row {
  readonly name: string;
  readonly after?: string;
  readonly dockerfile?: string;
  readonly script?: string;
  readonly expected: string;
}

const rows: readonly Row[] = [
  { name: 'the same file', expected: 'proven' },
  { name: 'a file that is read', after: 'scp app host:\n', expected: 'proven' },
  { name: 'nothing is written', script: build.replace(' --output .', ''), expected: 'failed' },
  { name: 'another file', dockerfile: stages.replace('/out/app /app', '/src/main.go /app'), expected: 'failed' },
  { name: 'another name', dockerfile: stages.replace('app /app', 'app /bin'), expected: 'failed' },
  { name: 'another folder', script: build.replace('--output .', '--output out'), expected: 'failed' },
  { name: 'another mode', dockerfile: stages.replace('--from', '--chmod=600 --from'), expected: 'failed' },
  { name: 'the builder’s stage as a whole', script: build.replace('export', 'builder'), expected: 'failed' },
  { name: 'a RUN is lost', dockerfile: stages.replace('RUN go build', 'RUN go install'), expected: 'failed' },
  { name: 'a builder image that is pushed', after: 'docker push app:build\n', expected: 'failed' },
  { name: 'another network', script: build.replace('build ', 'build --network host '), expected: 'failed' },
  { name: 'one more file', dockerfile: `${stages}COPY --from=builder /src/main.go /x\n`, expected: 'failed' },
];

describe('prove: a build that writes to the host what containers were made for (OUT-1)', () => {
  for (const { name, after = '', dockerfile = stages, script = build, expected } of rows) {
    it(`${name}: ${expected}`, () => {
      const before = changed(legacy, { 'build.sh': `${first}${taking}${after}` });
      const now = changed(before, { 'Dockerfile.build': dockerfile, 'build.sh': `set -e\n${script}${after}` });
      const result = shown(proofOf(before, now));
      expect(result.split(' ')[0], result).to.equal(expected);
    });
  }
});
