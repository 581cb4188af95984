import { expect } from 'chai';
import type { Container } from '../../../lib/world/world.js';
import { codesOf, evaluateText, hostOf, pathOf, showImage, stepsOf } from '../../evaluate/traces.js';

type Row = readonly [what: string, script: string, host: readonly string[], codes?: readonly string[]];

/** I-01, I-02: every way in which a script holds a container. */
const handles: readonly Row[] = [
  [
    'an id in a variable',
    'id=$(docker create T)\ndocker cp $id:/a x\ndocker cp "${id}:/b" y',
    ['x <- container#1:/a', 'y <- container#1:/b'],
  ],
  ['an id in backquotes', 'id=`docker create T`\ndocker cp $id:/a x', ['x <- container#1:/a']],
  ['$(docker create …) inline', 'docker cp $(docker create T):/a x', ['x <- container#1:/a']],
  [
    '$(docker create --name …) inline, then the name',
    'docker cp "$(docker create --name q T):/a" x\ndocker cp q:/b y',
    ['x <- q:/a', 'y <- q:/b'],
  ],
  ['$(docker run -d …)', 'id=$(docker run -d T sleep 9)\ndocker cp $id:/a x', ['x <- container#1:/a']],
  [
    '--cidfile and cat',
    'docker create --cidfile .cid T\ndocker cp $(cat .cid):/a x\ndocker rm $(cat .cid) && rm .cid',
    ['x <- container#1:/a'],
  ],
  [
    '--cidfile= and $(<file)',
    'docker create --cidfile=.cid T\nid=$(<.cid)\ndocker cp $id:/a x\nrm .cid',
    ['x <- container#1:/a'],
  ],
  [
    'an id that a script writes to a file',
    'docker create T > id\ndocker cp `cat id`:/a x\nrm id',
    ['x <- container#1:/a'],
  ],
  ['a name that is a variable', 'docker create --name $N T\ndocker cp $N:/a x', ['x <- ${N}:/a']],
  ['a name of parts', 'docker create --name "$USER-build" T\ndocker cp ${USER}-build:/a x', ['x <- ${USER}-build:/a']],
  [
    'a function that gives the id',
    'make() { docker create "$1"; }\nid=$(make T)\ndocker cp $id:/a x',
    ['x <- container#1:/a'],
  ],
  ['--name= and options behind it', 'docker create --name=c -it -e A=b T sh\ndocker cp c:/a x', ['x <- c:/a']],
  [
    'docker container create and rm',
    'docker container create --name c T\ndocker container cp c:/a x\ndocker container rm -f c',
    ['x <- c:/a'],
  ],
  [
    'several containers',
    'docker create --name a T\ndocker create --name b U\ndocker cp a:/p x\ndocker cp b:/q y',
    ['x <- a:/p', 'y <- b:/q'],
  ],
  [
    'two ids without names',
    'a=$(docker create T)\nb=$(docker create U)\ndocker cp $b:/q y\ndocker cp $a:/p x',
    ['x <- container#1:/p', 'y <- container#2:/q'],
  ],
  ['a container that is gone', 'docker create --name c T\ndocker rm -v c\ndocker cp c:/a x', [], ['unknown-container']],
  ['an id that is gone', 'id=$(docker create T)\ndocker rm $id\ndocker cp $id:/a x', [], ['unknown-container']],
  ['a container that the script never made', 'docker cp other:/a x', [], ['unknown-container']],
  ['1.7: a container of run --rm', 'docker run --rm --name c T make\ndocker cp c:/a x', [], ['legacy-fails']],
  ['1.7: --rm=false keeps it', 'docker run --rm=false --name c T make\ndocker cp c:/a x', ['x <- c:/a']],
  ['1.7: run -d --rm is there while it runs', 'docker run -d --rm --name c T sleep 9\ndocker cp c:/a x', ['x <- c:/a']],
];

const tools: readonly (readonly [string, string])[] = [
  ['podman', 'podman'],
  ['nerdctl', 'nerdctl'],
  ['/usr/bin/docker', 'docker'],
  ['sudo docker', 'docker'],
  ['sudo -E docker', 'docker'],
  ['sudo -u root -- docker', 'docker'],
  ['sudo A=b docker', 'docker'],
  ['$DOCKER', 'docker'],
  ['"$DOCKER"', 'docker'],
  ['${DOCKER:-docker}', 'docker'],
  ['${ENGINE:-podman}', 'podman'],
  ['${DOCKER_BIN:-/usr/local/bin/docker}', 'docker'],
  ['$SUDO docker', 'docker'],
  ['env X=y docker', 'docker'],
  ['time docker', 'docker'],
  ['command docker', 'docker'],
  ['nice -n 5 docker', 'docker'],
  ['timeout -k 5 60 docker', 'docker'],
  ['docker -D --host tcp://h:1', 'docker'],
  ['docker --context=x', 'docker'],
];

function containersOf(script: string): Container[] {
  return pathOf(evaluateText(script)).steps.flatMap(({ effect }) =>
    effect.kind === 'container' ? [effect.container] : [],
  );
}

describe('a container is found again however the script holds it (I-01, I-02)', () => {
  for (const [what, script, host, codes = []] of handles)
    it(what, () => {
      const trace = evaluateText(script);
      expect([hostOf(pathOf(trace).last), codesOf(trace)]).to.deep.equal([host, codes]);
    });

  it('a name that is used again after rm means the new container (3.1.1)', () => {
    const script = ['A', 'B']
      .map((image) => `docker create --name c ${image}\ndocker cp c:/x ${image}.x\ndocker rm c\n`)
      .join('');
    const copies = pathOf(evaluateText(script)).steps.flatMap(({ effect }) =>
      effect.kind === 'copy-out' ? [effect.copy] : [],
    );
    expect(copies.map(({ to, container }) => `${to} ${showImage(container.image)}`)).to.deep.equal([
      '/@/A.x external A:latest',
      '/@/B.x external B:latest',
    ]);
  });

  it('an artifact stays what it was when its container is removed', () => {
    expect(
      hostOf(pathOf(evaluateText('docker create --name c T\ndocker cp c:/a x\ndocker rm -f c')).last),
    ).to.deep.equal(['x <- c:/a']);
  });

  it('a second build of the tag does not change an earlier container (3.1.1)', () => {
    const [first, second] = containersOf('docker build -t T .\ndocker create T\ndocker build -t T .\ndocker create T');
    expect(
      [first, second].map((container) => (container === undefined ? '' : showImage(container.image))),
    ).to.deep.equal(['image#1', 'image#2']);
  });
});

describe('the engine is known however it is called', () => {
  for (const [written, tool] of tools)
    it(`${written} is ${tool}`, () => {
      const path = pathOf(
        evaluateText(`${written} build -t T .\n${written} create --name c T\n${written} cp c:/a x`, {
          Dockerfile: 'FROM a\n',
        }),
      );
      expect(stepsOf(path).map((line) => line.replace(/:.*/, ''))).to.deep.equal(['build', 'container', 'copy-out']);
      expect(
        path.steps.flatMap(({ effect }) => (effect.kind === 'container' ? [effect.container.tool] : [])),
      ).to.deep.equal([tool]);
    });

  it('a variable that is taken for the engine is an assumption', () => {
    expect(codesOf(evaluateText('$DOCKER rm c'))).to.deep.equal(['~default-value']);
  });

  it('a variable that is set needs none', () => {
    const trace = evaluateText('DOCKER="sudo docker"\n$DOCKER create --name c T');
    expect([stepsOf(pathOf(trace)), codesOf(trace)]).to.deep.equal([['container: sudo docker create --name c T'], []]);
  });

  it('another command that is not known is no engine', () => {
    expect(stepsOf(pathOf(evaluateText('$RUN create x')))).to.deep.equal(['external: ${RUN} create x']);
  });
});

describe('what a container may hold is known from how it was made', () => {
  const states: readonly (readonly [string, string])[] = [
    ['docker create T', 'created'],
    ['docker create T make all', 'created'],
    ['docker run T true', 'inert'],
    ['docker run T /bin/true', 'inert'],
    ['docker run T echo hi', 'inert'],
    ['docker run T sh -c true', 'inert'],
    ['docker run -d T sleep 1000', 'inert'],
    ['docker run -d T tail -f /dev/null', 'inert'],
    ['docker run --entrypoint true T', 'inert'],
    ['docker run T', 'ran'],
    ['docker run T make', 'ran'],
    ['docker run T sh -c "make"', 'ran'],
    ['docker run --entrypoint make T', 'ran'],
    ['docker run T $CMD', 'ran'],
  ];
  for (const [script, state] of states)
    it(`CP-V1, I-03, I-08: ${script} is ${state}`, () => {
      expect(containersOf(script).map((container) => container.state)).to.deep.equal([state]);
    });

  const mounts: readonly (readonly [string, readonly string[]])[] = [
    ['-v $PWD/out:/out', ['/out']],
    ['-v /cache', ['/cache']],
    ['--volume=a:/b:ro', ['/b']],
    ['--mount type=bind,source=/a,target=/b', ['/b']],
    ['--mount type=volume,dst=/c', ['/c']],
    ['--tmpfs /t:size=1m', ['/t']],
    ['--volumes-from data', ['/']],
    ['-e A=b', []],
  ];
  for (const [option, targets] of mounts)
    it(`I-01: ${option} hides ${targets.join(' ') || 'nothing'}`, () => {
      expect(containersOf(`docker create ${option} T`).map((container) => container.mounts)).to.deep.equal([targets]);
    });

  it('I-04: exec and start leave a container that may have changed', () => {
    for (const verb of ['exec c make', 'restart c']) {
      const { last } = pathOf(evaluateText(`docker create --name c T\ndocker ${verb}`));
      expect(last.containers.get('c')?.changed, verb).to.equal(true);
    }
  });

  it('I-04, RUN-9: start carries the command out, and nobody knows how far it is until somebody waits', () => {
    const workAfter = (script: string): string | undefined =>
      pathOf(evaluateText(`docker create --name c golang make\n${script}`)).last.containers.get('c')?.work?.kind;
    expect(workAfter('docker start c')).to.equal('blocked');
    expect(workAfter('docker start c\ndocker wait c')).to.equal('build');
    expect(workAfter('docker start -a c')).to.equal('build');
  });

  it('stop, logs and wait change nothing in it', () => {
    for (const verb of ['stop', 'logs', 'wait', 'kill']) {
      const { last } = pathOf(evaluateText(`docker create --name c T\ndocker ${verb} c`));
      expect(last.containers.get('c')?.changed, verb).to.equal(false);
    }
  });
});
