import { expect } from 'chai';
import { provePair, shown, type Pair } from './pairs.js';

interface Row extends Pair {
  readonly name: string;
  /** `proven`, `assumed CODE…`, or `failed` with a piece of the reason. */
  readonly expected: string;
}

const go = 'FROM golang:1.7.3\nWORKDIR /src\nCOPY main.go .\nRUN go build -o /out/app .\n';
const goStage = go.replace('1.7.3', '1.7.3 AS builder');
const node = 'FROM node:8\nWORKDIR /src\nCOPY package.json .\nRUN npm run build\n';
const nodeStage = node.replace('node:8', 'node:8 AS builder');
const appHandOff = [['/out/app', 'app']] as const;
const distHandOff = [['/src/dist/.', 'dist']] as const;

const base: Pair = {
  builder: go,
  runtime: 'FROM alpine\nCOPY app /usr/bin/\n',
  handOff: appHandOff,
  merged: `${goStage}FROM alpine\nCOPY --from=builder /out/app /usr/bin/\n`,
};

const dist: Pair = {
  builder: node,
  runtime: 'FROM nginx\nCOPY dist /html\n',
  handOff: distHandOff,
  merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/dist /html\n`,
};

const rows: readonly Row[] = [
  { ...base, name: 'K2: a file under its own name', expected: 'proven' },
  {
    ...base,
    name: 'OWN-1: --chown=0:0 is right for any owner',
    merged: base.merged.replace('--from=builder', '--from=builder --chown=0:0'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'instruction case, comments and blank lines do not count',
    merged: base.merged.replace('COPY --from', '# artifact\n\ncopy --from').replace('FROM alpine', '\nfrom alpine'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'OWN-1: a base that may not run as root',
    builder: go.replace('golang', 'acme/go'),
    merged: base.merged.replace('golang', 'acme/go'),
    expected: 'failed owner',
  },
  {
    ...base,
    name: 'OWN-1: USER before the RUN',
    builder: go.replace('RUN', 'USER nobody\nRUN'),
    merged: base.merged.replace('RUN', 'USER nobody\nRUN'),
    expected: 'failed owner',
  },
  {
    ...base,
    name: 'OWN-1: a later chown',
    builder: `${go}RUN chown 7 /out/app\n`,
    merged: base.merged.replace('FROM alpine', 'RUN chown 7 /out/app\nFROM alpine'),
    expected: 'failed owner',
  },
  {
    ...base,
    name: 'OWN-1: a later RUN that changes no owner',
    builder: `${go}RUN strip /out/app\n`,
    merged: base.merged.replace('FROM alpine', 'RUN strip /out/app\nFROM alpine'),
    expected: 'proven',
  },
  { ...dist, name: 'OWN-1: a folder needs --chown', expected: 'proven' },
  {
    ...dist,
    name: 'OWN-1: a folder without --chown',
    merged: dist.merged.replace(' --chown=0:0', ''),
    expected: 'failed owner',
  },
  {
    ...dist,
    name: 'OWN-2: the author’s --chown is repeated',
    runtime: dist.runtime.replace('COPY', 'COPY --chown=7:8'),
    merged: dist.merged.replace('0:0', '7:8'),
    expected: 'proven',
  },
  {
    ...dist,
    name: 'OWN-2: the author’s --chown is lost',
    runtime: dist.runtime.replace('COPY', 'COPY --chown=7:8'),
    expected: 'failed owner',
  },

  {
    ...base,
    name: 'K3: renamed into a folder',
    handOff: [['/out/app', 'server']],
    runtime: 'FROM alpine\nCOPY server /usr/bin/\n',
    merged: base.merged.replace('/usr/bin/', '/usr/bin/server'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'K3: renamed, the name is forgotten',
    handOff: [['/out/app', 'server']],
    runtime: 'FROM alpine\nCOPY server /usr/bin/\n',
    expected: 'failed /usr/bin/',
  },
  {
    ...base,
    name: 'K4: a standard folder without a slash',
    runtime: 'FROM alpine\nCOPY app /usr/local/bin\n',
    merged: base.merged.replace('/usr/bin/', '/usr/local/bin/app'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'K4: a folder of unknown kind, the same name',
    runtime: 'FROM acme/base\nCOPY app /opt/x\n',
    merged: `${goStage}FROM acme/base\nCOPY --from=builder /out/app /opt/x\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'K4: a folder of unknown kind, renamed',
    handOff: [['/out/app', 'y']],
    runtime: 'FROM acme/base\nCOPY y /opt/x\n',
    merged: `${goStage}FROM acme/base\nCOPY --from=builder /out/app /opt/x\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'K4: on scratch the name does not count',
    handOff: [['/out/app', 'y']],
    runtime: 'FROM scratch\nCOPY y /x\n',
    merged: `${goStage}FROM scratch\nCOPY --from=builder /out/app /x\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'K4: WORKDIR makes the folder',
    handOff: [['/out/app', 'y']],
    runtime: 'FROM alpine\nWORKDIR /app\nCOPY y /app\n',
    merged: `${goStage}FROM alpine\nWORKDIR /app\nCOPY --from=builder /out/app /app/y\n`,
    expected: 'proven',
  },
  {
    ...dist,
    name: 'K5: unknown kind and renamed, plainly',
    handOff: [['/src/x', 'y']],
    runtime: 'FROM nginx\nCOPY y /opt/svc\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/x /opt/svc\n`,
    expected: 'failed',
  },
  {
    ...dist,
    name: 'K5: unknown kind and renamed, through a shim',
    handOff: [['/src/x', 'y']],
    runtime: 'FROM nginx\nCOPY y /opt/svc\n',
    merged: `${nodeStage}FROM builder AS handoff\nRUN mkdir -p /__handoff && cp -a /src/x /__handoff/y\nFROM nginx\nCOPY --from=handoff --chown=0:0 /__handoff/y /opt/svc\n`,
    expected: 'proven',
  },
  {
    ...dist,
    name: 'K6: below the artifact',
    runtime: 'FROM nginx\nCOPY dist/css /css\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/dist/css /css\n`,
    expected: 'proven',
  },
  {
    ...dist,
    name: 'K9: a pattern below the artifact',
    runtime: 'FROM nginx\nCOPY dist/*.jar /x.jar\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/dist/*.jar /x.jar\n`,
    expected: 'proven',
  },
  {
    ...dist,
    name: 'K9: another pattern',
    runtime: 'FROM nginx\nCOPY dist/*.jar /x.jar\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/dist/*.war /x.jar\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'K7: a file above which the whole context is copied',
    runtime: 'FROM alpine\nCOPY . /srv\n',
    merged: `${goStage}FROM alpine\nCOPY . /srv\nCOPY --from=builder /out/app /srv/app\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'K7: the artifact before the context',
    files: { app: 'an old one' },
    runtime: 'FROM alpine\nCOPY . /srv\n',
    merged: `${goStage}FROM alpine\nCOPY --from=builder /out/app /srv/app\nCOPY . /srv\n`,
    expected: 'failed',
  },
  {
    ...dist,
    name: 'MODE-1: a folder above which the whole context is copied',
    runtime: 'FROM nginx\nCOPY . /srv\n',
    merged: `${nodeStage}FROM nginx\nCOPY . /srv\nCOPY --from=builder --chown=0:0 /src/dist /srv/dist/\n`,
    expected: 'assumed directory-mode',
  },
  {
    ...dist,
    name: 'MODE-1: nested through a shim',
    runtime: 'FROM nginx\nCOPY . /srv\n',
    merged: `${nodeStage}FROM builder AS handoff\nRUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist\nFROM nginx\nCOPY . /srv\nCOPY --from=handoff --chown=0:0 /__handoff/ /srv/\n`,
    expected: 'proven',
  },

  { ...base, name: 'TAR-1: ADD of a program', runtime: 'FROM alpine\nADD app /usr/bin/\n', expected: 'proven' },
  {
    ...dist,
    name: 'TAR-1: ADD of something unknown',
    handOff: [['/src/x', 'x']],
    runtime: 'FROM nginx\nADD x /srv/\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/x /srv/\n`,
    expected: 'assumed add-archive',
  },
  {
    ...base,
    name: 'LINK-1: the builder makes the path a link',
    builder: `${go}RUN ln -s app /out/current\n`,
    handOff: [['/out/current', 'app']],
    merged: `${goStage}RUN ln -s app /out/current\nFROM alpine\nCOPY --from=builder --chown=0:0 /out/current /usr/bin/app\n`,
    runtime: 'FROM scratch\nCOPY app /app\n',
    expected: 'failed',
  },
  {
    ...base,
    name: 'LINK-1: a link under its own name',
    builder: `${go}RUN ln -s app /out/current\n`,
    handOff: [['/out/current', 'current']],
    runtime: 'FROM alpine\nCOPY current /usr/bin/\n',
    merged: `${goStage}RUN ln -s app /out/current\nFROM alpine\nCOPY --from=builder --chown=0:0 /out/current /usr/bin/\n`,
    expected: 'assumed artifact-link',
  },
  {
    ...base,
    name: 'MODE-4: setuid in the builder',
    builder: `${go}RUN chmod u+s /out/app\n`,
    merged: base.merged.replace('FROM alpine', 'RUN chmod u+s /out/app\nFROM alpine'),
    expected: 'assumed special-modes',
  },

  {
    ...dist,
    name: 'IGN-2: the ignore file filtered the folder',
    files: { '.dockerignore': '**/*.map\n' },
    expected: 'failed IGN-2',
  },
  {
    ...dist,
    name: 'IGN-2: filtered in a shim',
    files: { '.dockerignore': '**/*.map\n' },
    merged: `${nodeStage}FROM builder AS handoff\nRUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist && find /__handoff/dist -name '*.map' -prune -exec rm -rf {} +\nFROM nginx\nCOPY --from=handoff --chown=0:0 /__handoff/dist /html\n`,
    expected: 'proven',
  },
  {
    ...dist,
    name: 'IGN-2: another pattern is filtered',
    files: { '.dockerignore': '**/*.map\n' },
    merged: `${nodeStage}FROM builder AS handoff\nRUN mkdir -p /__handoff && cp -a /src/dist /__handoff/dist && find /__handoff/dist -name '*.js' -prune -exec rm -rf {} +\nFROM nginx\nCOPY --from=handoff --chown=0:0 /__handoff/dist /html\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'IGN-2: a pattern that a file cannot meet',
    files: { '.dockerignore': '**/*.map\n' },
    expected: 'proven',
  },
  {
    ...dist,
    name: 'IGN-2: a pattern, and nobody knows the kind',
    handOff: [['/src/x', 'x']],
    files: { '.dockerignore': '**/*.map\n' },
    runtime: 'FROM nginx\nCOPY x /srv/\n',
    merged: `${nodeStage}FROM nginx\nCOPY --from=builder --chown=0:0 /src/x /srv/\n`,
    expected: 'assumed ignored-in-artifact',
  },
  {
    ...base,
    name: 'IG-4: an ignore file of the runtime Dockerfile counts for BuildKit',
    files: { 'Dockerfile.dockerignore': 'main.go\n' },
    expected: 'failed',
  },
  {
    ...base,
    name: 'CTX-3: the host changes an input of the builder',
    between: 'echo changed > main.go',
    expected: 'failed',
  },
  { ...base, name: 'CTX-3: the host writes something else', between: 'echo 1 > version.txt', expected: 'proven' },
  {
    ...base,
    name: 'CO-S4: an input that is not there',
    builder: go.replace('main.go', 'gone.go'),
    merged: base.merged.replace('main.go', 'gone.go'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'STG-10: an onbuild base takes the context',
    runtime: 'FROM node:onbuild\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM node:onbuild\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed',
  },

  {
    ...base,
    name: 'FROM the builder: a stage is its image',
    runtime: 'FROM app:build\nCMD ["x"]\n',
    merged: `${goStage}FROM builder\nCMD ["x"]\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'I-21: COPY --from a tag of the script',
    runtime: 'FROM alpine\nCOPY --from=app:build /out/app /usr/bin/\n',
    handOff: [],
    expected: 'failed',
  },
  {
    ...base,
    name: 'PS-3: COPY does not obey USER',
    runtime: 'FROM alpine\nUSER x\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM alpine\nCOPY --from=builder /out/app /usr/bin/\nUSER x\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'PS-3: RUN obeys USER',
    runtime: 'FROM alpine\nUSER x\nCOPY app /usr/bin/\nRUN id\n',
    merged: `${goStage}FROM alpine\nCOPY --from=builder /out/app /usr/bin/\nRUN id\nUSER x\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'disjoint copies commute',
    runtime: 'FROM alpine\nCOPY app /usr/bin/\nCOPY config.yml /etc/\n',
    merged: `${goStage}FROM alpine\nCOPY config.yml /etc/\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'overlapping copies do not commute',
    runtime: 'FROM alpine\nCOPY config.yml /etc/x\nCOPY app /etc/x\n',
    merged: `${goStage}FROM alpine\nCOPY --from=builder /out/app /etc/x\nCOPY config.yml /etc/x\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'the stage of another image',
    merged: base.merged.replace('golang:1.7.3', 'golang:1.8'),
    expected: 'failed',
  },
  {
    ...base,
    name: 'config: Env order counts',
    runtime: 'FROM alpine\nENV A=1 B=2\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM alpine\nENV B=2 A=1\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed Env',
  },
  {
    ...base,
    name: 'config: a slash at the end of WORKDIR does not count',
    runtime: 'FROM alpine\nWORKDIR /root/\nCOPY app .\n',
    merged: `${goStage}FROM alpine\nWORKDIR /root\nCOPY --from=builder /out/app .\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'config: a lost HEALTHCHECK',
    runtime: 'FROM alpine\nHEALTHCHECK CMD x\nCOPY app /usr/bin/\n',
    expected: 'failed Healthcheck',
  },
  {
    ...base,
    name: 'config: a lost label of the command line',
    options: { runtime: '--label a=1', merged: '' },
    expected: 'failed Labels',
  },
  {
    ...base,
    name: 'config: SHELL and the text of CMD',
    runtime: 'FROM alpine\nSHELL ["/bin/ash", "-c"]\nCMD x\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM alpine\nCMD x\nSHELL ["/bin/ash", "-c"]\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed Cmd',
  },
  {
    ...base,
    name: 'PS-4: a command of the file stays beside a new entrypoint',
    runtime: 'FROM alpine\nCMD ["x"]\nENTRYPOINT ["y"]\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM alpine\nENTRYPOINT ["y"]\nCMD ["x"]\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'proven',
  },
];

const argued: readonly Row[] = [
  {
    ...base,
    name: 'AR-4: the value reaches the RUN',
    builder: go.replace('RUN', 'ARG V=1\nRUN'),
    options: { builder: '--build-arg V=2', merged: '--build-arg V=2' },
    merged: base.merged.replace('RUN', 'ARG V=1\nRUN'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'AR-2: the value is forgotten',
    builder: go.replace('RUN', 'ARG V=1\nRUN'),
    options: { builder: '--build-arg V=2', merged: '' },
    merged: base.merged.replace('RUN', 'ARG V=1\nRUN'),
    expected: 'failed V',
  },
  {
    ...base,
    name: 'AR-2: the declaration is forgotten',
    builder: go.replace('RUN', 'ARG V=1\nRUN'),
    options: { builder: '--build-arg V=2', merged: '--build-arg V=2' },
    expected: 'failed V',
  },
  {
    ...base,
    name: 'AR-4: the declaration is below the RUN',
    builder: go.replace('RUN', 'ARG V=1\nRUN'),
    merged: base.merged.replace('FROM alpine', 'ARG V=1\nFROM alpine'),
    expected: 'failed V',
  },
  {
    ...base,
    name: 'ARG-1: one name, two values',
    builder: go.replace('RUN', 'ARG V\nRUN'),
    runtime: 'FROM alpine\nARG V\nLABEL v=$V\nCOPY app /usr/bin/\n',
    options: { builder: '--build-arg V=1', runtime: '--build-arg V=2' },
    merged: `${goStage.replace('RUN', 'ARG V\nRUN')}FROM alpine\nARG V\nLABEL v=$V\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed V',
  },
  {
    ...base,
    name: 'ARG-1: renamed where only the text uses it',
    builder: go
      .replace('RUN go', 'ARG V\nRUN go')
      .replace('.\n', '.\n')
      .replace('-o /out/app', '-o /out/app -ldflags $V'),
    runtime: 'FROM alpine\nARG V\nLABEL v=$V\nCOPY app /usr/bin/\n',
    options: {
      builder: '--build-arg V=1',
      runtime: '--build-arg V=2',
      merged: '--build-arg V=2 --build-arg BUILDER_V=1',
    },
    merged: `${goStage.replace('RUN', 'ARG BUILDER_V\nRUN').replace('-o /out/app', '-o /out/app -ldflags $BUILDER_V')}FROM alpine\nARG V\nLABEL v=$V\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'proven',
  },
  {
    ...base,
    name: 'ARG-1: renamed, but the text still uses the old name',
    builder: go.replace('RUN go', 'ARG V\nRUN go').replace('-o /out/app', '-o /out/app -ldflags $V'),
    options: { builder: '--build-arg V=1', merged: '--build-arg BUILDER_V=1' },
    merged: base.merged.replace('RUN', 'ARG BUILDER_V\nRUN').replace('-o /out/app', '-o /out/app -ldflags $V'),
    expected: 'failed V',
  },
  {
    ...base,
    name: 'ARG-1: an ENV keeps the old name',
    builder: go.replace('RUN go', 'ARG V\nRUN make\nRUN go'),
    options: { builder: '--build-arg V=1', merged: '--build-arg BUILDER_V=1' },
    merged: base.merged.replace('RUN', 'ARG BUILDER_V\nENV V=$BUILDER_V\nRUN make\nRUN'),
    expected: 'proven',
  },
  {
    ...base,
    name: 'ARG-1: renamed where a program may read it',
    builder: go.replace('RUN', 'ARG V\nRUN make\nRUN'),
    options: { builder: '--build-arg V=1', merged: '--build-arg W=1' },
    merged: base.merged.replace('RUN', 'ARG W\nRUN make\nRUN'),
    expected: 'assumed renamed-argument',
  },
  {
    ...base,
    name: 'ARG-2: a default that the other build’s value overrides',
    builder: go.replace('RUN', 'ARG V=a\nRUN'),
    runtime: 'FROM alpine\nARG V=b\nLABEL v=$V\nCOPY app /usr/bin/\n',
    options: { builder: '--build-arg V=1', merged: '--build-arg V=1' },
    merged: `${goStage.replace('RUN', 'ARG V=a\nRUN')}FROM alpine\nARG V=b\nLABEL v=$V\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed Labels',
  },
  {
    ...base,
    name: 'ARG-5: a global default leaks into a bare ARG',
    builder: go.replace('RUN', 'ARG V\nRUN'),
    runtime: 'ARG V=3.4\nFROM alpine:$V\nCOPY app /usr/bin/\n',
    merged: `ARG V=3.4\n${goStage.replace('RUN', 'ARG V\nRUN')}FROM alpine:$V\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed V',
  },
  {
    ...base,
    name: 'ARG-4: a global below the first FROM',
    runtime: 'ARG B=alpine\nFROM $B\nCOPY app /usr/bin/\n',
    merged: `${goStage}ARG B=alpine\nFROM $B\nCOPY --from=builder /out/app /usr/bin/\n`,
    expected: 'failed',
  },
  {
    ...base,
    name: 'ARG-7: a proxy for the builder alone',
    runtime: 'FROM alpine\nRUN apk add x\nCOPY app /usr/bin/\n',
    merged: `${goStage}FROM alpine\nRUN apk add x\nCOPY --from=builder /out/app /usr/bin/\n`,
    options: { builder: '--build-arg http_proxy=p', merged: '--build-arg http_proxy=p' },
    expected: 'proven',
  },
  {
    ...base,
    name: 'ARG-7: a lost proxy',
    options: { builder: '--build-arg http_proxy=p', merged: '' },
    expected: 'failed http_proxy',
  },
  {
    ...base,
    name: 'AR-9: the client’s value',
    before: 'export V=1',
    builder: go.replace('RUN', 'ARG V\nRUN'),
    merged: base.merged.replace('RUN', 'ARG V\nRUN'),
    options: { builder: '--build-arg V', merged: '--build-arg V' },
    expected: 'proven',
  },
  {
    ...base,
    name: 'AR-9: an empty value is no default',
    builder: go.replace('RUN', 'ARG V=1\nRUN'),
    merged: base.merged.replace('RUN', 'ARG V=1\nRUN'),
    options: { builder: '--build-arg V=', merged: '' },
    expected: 'failed V',
  },
  {
    ...base,
    name: 'ENV-1: the builder’s ENV does not reach the runtime',
    builder: go.replace('RUN', 'ENV A=1\nRUN'),
    merged: base.merged.replace('RUN', 'ENV A=1\nRUN'),
    expected: 'proven',
  },
  { ...base, name: 'a lost ENV of the builder', builder: go.replace('RUN', 'ENV A=1\nRUN'), expected: 'failed A' },
  {
    ...base,
    name: 'ENV-1: an ENV that the runtime did not have',
    merged: base.merged.replace('FROM alpine', 'FROM alpine\nENV A=1'),
    expected: 'failed Env',
  },
  {
    ...base,
    name: '3.1.5: words of unknown content on both builds',
    options: { builder: '$ARGS', runtime: '$ARGS' },
    builder: go.replace('RUN', 'ARG V\nRUN'),
    merged: base.merged.replace('RUN', 'ARG V\nRUN'),
    expected: 'proven',
  },
  {
    ...base,
    name: '3.1.5: words of unknown content on the builder alone',
    options: { builder: '$ARGS', merged: '' },
    builder: go.replace('RUN', 'ARG V\nRUN'),
    merged: base.merged.replace('RUN', 'ARG V\nRUN'),
    expected: 'failed',
  },
  {
    ...base,
    name: '3.1.5: --network must agree',
    options: { builder: '--network host', merged: '' },
    expected: 'failed --network',
  },
  {
    ...base,
    name: '3.1.5: --add-host of the builder is kept',
    options: { builder: '--add-host a:1', merged: '--add-host a:1' },
    expected: 'proven',
  },
  {
    ...base,
    name: '3.1.5: --add-host of the builder is lost',
    options: { builder: '--add-host a:1', merged: '' },
    expected: 'failed --add-host',
  },
  {
    ...base,
    name: 'ST-13: --platform',
    options: { runtime: '--platform linux/arm64', merged: '--platform linux/arm64' },
    expected: 'failed',
  },
];

describe('prove: a pair of Dockerfiles against a merged one', () => {
  for (const row of [...rows, ...argued]) {
    it(`${row.name}: ${row.expected}`, () => {
      const [status = '', ...details] = row.expected.split(' ');
      const result = shown(provePair(row));
      expect(result.split(' ')[0], result).to.equal(status);
      for (const detail of details) expect(result).to.include(detail);
      if (status !== 'failed') expect(result).to.equal(row.expected);
    });
  }
});
