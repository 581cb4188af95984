import { expect } from 'chai';
import { renderValue } from '../../../lib/world/value.js';
import type { Build } from '../../../lib/world/world.js';
import {
  buildObjects,
  buildsOf,
  codesOf,
  evaluateText,
  hostOf,
  imagesOf,
  optionsOf,
  pathOf,
  showBuild,
  showImage,
  stepsOf,
  type Files,
} from '../../evaluate/traces.js';

const files: Files = { Dockerfile: 'FROM a\n', 'D.x': 'FROM x\n', 'd/Dockerfile': 'FROM d\n', 'd/D.y': 'FROM y\n' };

function builtBy(script: string): Build[] {
  return buildObjects(pathOf(evaluateText(script, files)));
}

/** The one build of a script, in short. */
function shown(script: string): string {
  return builtBy(script).map(showBuild).join('; ');
}

const spellings: readonly (readonly [command: string, build: string])[] = [
  ['docker build -t T .', 'T from Dockerfile in .'],
  ['docker build -tT -fD.x .', 'T from D.x in .'],
  ['docker build -t=T -f=D.x .', 'T from D.x in .'],
  ['docker build --tag T --file D.x .', 'T from D.x in .'],
  ['docker build --tag=T --file=D.x .', 'T from D.x in .'],
  ['docker build . -t T -f D.x', 'T from D.x in .'],
  ['docker build -qt T .', 'T from Dockerfile in .'],
  ['docker build -t T -t U:1 .', 'T U:1 from Dockerfile in .'],
  ['docker build -f D.x -f d/D.y .', ' from d/D.y in .'],
  ['docker build -t T -- .', 'T from Dockerfile in .'],
  ['docker build -t T d', 'T from d/Dockerfile in d'],
  ['docker build -t T ./d/', 'T from d/Dockerfile in d'],
  ['docker build -t T -f d/D.y .', 'T from d/D.y in .'],
  ['docker build -t T -f D.x d', 'T from D.x in d'],
  ['cd d; docker build -t T -f D.y ..', 'T from d/D.y in .'],
  ['docker build -t T "$PWD"', 'T from Dockerfile in .'],
  ['docker build -t T $(pwd)/d', 'T from d/Dockerfile in d'],
  ['docker build --rm --force-rm --pull --no-cache -m 1g --shm-size=2g -t T .', 'T from Dockerfile in .'],
  ['docker build $ARGS -t T .', 'T from Dockerfile in .'],
  ['docker build -t T . $ARGS', 'T from Dockerfile in .'],
  ['docker image build -t T .', 'T from Dockerfile in .'],
  ['docker builder build -t T .', 'T from Dockerfile in .'],
  ['docker buildx build --load -t T .', 'T from Dockerfile in .'],
  ['docker -H tcp://h:1 image build -t T .', 'T from Dockerfile in .'],
  ['podman build -t T .', 'T from Dockerfile in .'],
  ['nerdctl build -t T .', 'T from Dockerfile in .'],
  ['buildah bud -t T .', 'T from Dockerfile in .'],
  ['exec docker build -t T .; docker build -t U .', 'T from Dockerfile in .'],
  ['docker build -t "$REPO:$TAG-build" .', '${REPO}:${TAG}-build from Dockerfile in .'],
  ['docker build -t "" .', ' from Dockerfile in .'],
];

/** I-14 to I-16, IG-1: where the Dockerfile and the context come from; `?` is not known and refused later. */
const inputs: readonly (readonly [command: string, build: string])[] = [
  ['docker build -t T - < D.x', 'T from D.x in -'],
  ['docker build -t T -f- . < D.x', 'T from D.x in .'],
  ['cat D.x | docker build -t T -', 'T from D.x in -'],
  ['cat D.x | docker build -t T -f - d', 'T from D.x in d'],
  ['docker build -t T - <<EOF\nFROM a\nRUN echo $X \\$Y\nEOF', 'T from "FROM a\\nRUN echo ${X} $Y\\n" in -'],
  ["docker build -t T -f - . <<'EOF'\nFROM $x\nEOF", 'T from "FROM $x\\n" in .'],
  ['docker build -t T - <<< "FROM a"', 'T from "FROM a\\n" in -'],
  ['echo "FROM a" | docker build -t T -', 'T from "FROM a\\n" in -'],
  ['tar c . | docker build -t T -', 'T from Dockerfile in .'],
  ['docker build -t T - < context.tar.gz', 'T from ? in ?'],
  ['git archive HEAD | docker build -t T -', 'T from Dockerfile in .'],
  ['docker build -t T https://example.com/a.git', 'T from ? in ?'],
  ['docker build -t T git@example.com:a/b.git#main:d', 'T from ? in ?'],
  ['docker build -t T github.com/a/b', 'T from ? in ?'],
  // One folder has a Dockerfile, so it is that one; of a family, each value is a way of its own.
  ['docker build -t T $DIR', 'T from d/Dockerfile in d'],
  ['docker build -t T -f "x/$FILE" .', 'T from ? in .'],
  ['docker build -t T', 'T from ? in ?'],
  ['docker build -t T . d', ''],
  ['docker build -t T -f gone .', 'T from gone in .'],
];

const names: readonly (readonly [what: string, script: string, images: readonly string[]])[] = [
  ['latest is the default', 'docker build -t a .', ['a:latest -> image#1']],
  ['a port is no tag', 'docker build -t localhost:5000/a/b .', ['localhost:5000/a/b:latest -> image#1']],
  ['a port and a tag', 'docker build -t localhost:5000/a/b:1 .', ['localhost:5000/a/b:1 -> image#1']],
  ['the default registry is left out', 'docker build -t docker.io/library/a:latest .', ['a:latest -> image#1']],
  ['the last build wins', 'docker build -t a .; docker build -t a d', ['a:latest -> image#2']],
  [
    'a tag of a tag',
    'docker build -t a .; docker tag a b:1; docker tag b:1 c',
    ['a:latest -> image#1', 'b:1 -> image#1', 'c:latest -> image#1'],
  ],
  [
    'a tag keeps its image when the name moves on',
    'docker build -t a .; docker tag a b; docker build -t a d',
    ['a:latest -> image#2', 'b:latest -> image#1'],
  ],
  ['docker image tag', 'docker build -t a .; docker image tag a b', ['a:latest -> image#1', 'b:latest -> image#1']],
  ['rmi takes a name away', 'docker build -t a -t b .; docker rmi -f b', ['a:latest -> image#1']],
  ['a digest names an external image', 'docker create x@sha256:0', ['x@sha256:0 -> external x@sha256:0']],
  ['pull replaces what was built', 'docker build -t a .; docker pull a', ['a:latest -> external a:latest']],
  ['a variable is its own name', 'docker build -t $N .; docker tag $N b', ['${N} -> image#1', 'b:latest -> image#1']],
  ['-q gives an id', 'i=$(docker build -q .); docker tag $i a', ['a:latest -> image#1']],
  ['--iidfile gives an id', 'docker build --iidfile=i .; docker tag $(cat i) a', ['a:latest -> image#1']],
  [
    'a builder that was never built is external',
    'docker tag x:1 y',
    ['x:1 -> external x:1', 'y:latest -> external x:1'],
  ],
];

describe('docker build is read in every spelling', () => {
  for (const [command, build] of spellings)
    it(command, () => {
      expect(shown(command)).to.equal(build);
    });

  it('every option is kept with its value, in order', () => {
    const script =
      'docker -D build --pull --build-arg A=b --build-arg=C --label x=y --target t --no-cache=true --rm=false --squash=0 -m1g .';
    expect(builtBy(script).map(optionsOf)).to.deep.equal([
      [
        '--debug',
        '--pull',
        '--build-arg A=b',
        '--build-arg C',
        '--label x=y',
        '--target t',
        '--no-cache',
        '--memory 1g',
      ],
    ]);
  });

  it('words of unknown content and options that docker lacks are kept apart', () => {
    const [build] = builtBy('docker build $A --build-arg B=c --nonsense .');
    expect(build?.unknownOptions.map(({ value }) => renderValue(value))).to.deep.equal(['${A}', '--nonsense']);
  });

  it('a default in the context is an assumption', () => {
    const trace = evaluateText('docker build ${DIR:-d}', files);
    expect([buildsOf(pathOf(trace)), codesOf(trace)]).to.deep.equal([[' from d/Dockerfile in d'], ['~default-value']]);
  });
});

describe('Dockerfile and context of a build are followed (I-14 to I-16)', () => {
  for (const [command, build] of inputs)
    it(command.replaceAll('\n', '⏎'), () => {
      expect(shown(command)).to.equal(build);
    });

  it('a Dockerfile that the script writes is the one that is built (I-16)', () => {
    const [build] = builtBy('cat > Dockerfile <<EOF\nFROM b\nEOF\ndocker build .');
    expect(
      build === undefined ? [] : hostOf({ host: build.host, cwd: build.cwd, images: new Map(), containers: new Map() }),
    ).to.deep.equal(['Dockerfile <- "FROM b\\n"']);
  });

  it('a build sees the host as it stood then', () => {
    const seen = builtBy('touch a; docker build .; rm a; docker build .').map(({ host, cwd }) =>
      hostOf({ host, cwd, images: new Map(), containers: new Map() }),
    );
    expect(seen).to.deep.equal([['a <- ""'], []]);
  });
});

describe('a name means what was built or tagged last (3.1.1)', () => {
  for (const [what, script, images] of names)
    it(what, () => {
      expect(imagesOf(pathOf(evaluateText(script, files)).last)).to.deep.equal(images);
    });

  it('a container of a tag is a container of the build', () => {
    const script =
      'docker build -t localhost:5000/a:1 .\ndocker tag localhost:5000/a:1 b\ndocker create docker.io/library/b:latest';
    const images = pathOf(evaluateText(script, files)).steps.flatMap(({ effect }) =>
      effect.kind === 'container' ? [showImage(effect.image)] : [],
    );
    expect(images).to.deep.equal(['image#1']);
  });

  it('push, inspect and save say which image somebody needs (FLOW-2)', () => {
    const script = 'docker build -t a .\ndocker push a:latest\ndocker save -o x a\ndocker inspect a\ndocker push other';
    const used = pathOf(evaluateText(script, files)).steps.flatMap(({ effect }) =>
      effect.kind === 'image-use' ? [`${effect.verb} ${effect.images.map(showImage).join()}`] : [],
    );
    expect(used).to.deep.equal(['push image#1', 'save image#1', 'inspect image#1', 'push ']);
  });

  it('rmi of a name that nobody made is no removal of an image', () => {
    const [effect] = pathOf(evaluateText('docker rmi x')).steps.map((step) => step.effect);
    expect(effect?.kind === 'remove-image' ? [effect.images.length, effect.others.map(renderValue)] : []).to.deep.equal(
      [0, ['x']],
    );
  });
});

describe('the engine that a build uses is remembered (3.1.5)', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['DOCKER_BUILDKIT=1 docker build .', ['DOCKER_BUILDKIT=1']],
    ['export DOCKER_BUILDKIT=0\ndocker build .', ['DOCKER_BUILDKIT=0']],
    ['DOCKER_BUILDKIT=0\ndocker build .', []],
    ['env DOCKER_BUILDKIT=1 X=y docker build .', ['DOCKER_BUILDKIT=1']],
    ['sudo DOCKER_HOST=h docker build .', ['DOCKER_HOST=h']],
    ['DOCKER_BUILDKIT=1 docker pull a\ndocker build .', []],
    ['export DOCKER_BUILDKIT=1\nDOCKER_BUILDKIT=0 docker build .', ['DOCKER_BUILDKIT=0']],
  ];
  for (const [script, environment] of rows)
    it(script.replaceAll('\n', '; '), () => {
      const [build] = builtBy(script);
      expect([...(build?.environment ?? [])].map(([name, value]) => `${name}=${renderValue(value)}`)).to.deep.equal(
        environment,
      );
    });
});

describe('docker verbs that are not builds', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['docker login -u a', 'engine login -u a'],
    ['docker', 'engine'],
    ['docker ps -a', 'engine ps -a'],
    ['docker container ls', 'engine ps'],
    ['docker image prune -f', 'engine image-prune -f'],
    ['docker buildx create --use', 'engine buildx-create --use'],
    ['docker $VERB x', 'engine'],
    ['docker compose up', 'external'],
    ['docker tag a', 'engine tag'],
  ];
  for (const [command, step] of rows)
    it(`${command} does nothing to the images of the script`, () => {
      expect(stepsOf(pathOf(evaluateText(command)))).to.deep.equal([`${step}: ${command.replace('$VERB', '${VERB}')}`]);
    });
});
