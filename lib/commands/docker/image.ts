import { imageFor, referenceKey, withImage } from '../../world/reference.js';
import type { Origin } from '../../world/tree.js';
import { knownText, renderValue } from '../../world/value.js';
import type { Argument, Image, World } from '../../world/world.js';
import { outcome, type Invocation, type Outcome } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { writeDerived } from '../host/inputs.js';
import { begin, finish } from '../host/progress.js';
import { lastValue } from './build.js';
import type { DockerCommand } from './verb.js';

const imageSpec: OptionSpec = {
  style: 'pflag',
  stopAtPositional: false,
  switches: new Set([
    '--force',
    '--no-prune',
    '--quiet',
    '--all',
    '--all-tags',
    '--disable-content-trust',
    '--digests',
    '--no-trunc',
    '--size',
    '--human',
    '--tls-verify',
  ]),
  values: new Set(['--filter', '--format', '--output', '--platform', '--type', '--input', '--creds', '--authfile']),
  aliases: new Map([
    ['-f', '--force'],
    ['-q', '--quiet'],
    ['-a', '--all'],
    ['-o', '--output'],
    ['-i', '--input'],
    ['-s', '--size'],
    ['-H', '--human'],
  ]),
};

function knownImages(world: World, words: readonly Argument[]): Image[] {
  return words.flatMap((word) => {
    const image = world.images.get(renderValue(word.value)) ?? world.images.get(referenceKey(word.value));
    return image === undefined ? [] : [image];
  });
}

/** `docker rmi`: the names are gone. */
export function dockerRemoveImage(docker: DockerCommand, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, imageSpec);
  const images = new Map(world.images);
  const others = positionals.filter((word) => knownImages(world, [word]).length === 0).map((word) => word.value);
  const removed = knownImages(world, positionals);
  for (const word of positionals) images.delete(referenceKey(word.value));
  for (const [key, image] of world.images)
    if (positionals.some((word) => image.id === renderValue(word.value))) images.delete(key);
  return outcome({ ...world, images }, { kind: 'remove-image', images: removed, others });
}

/** `docker tag SOURCE TARGET`: the target names what the source names now. */
export function dockerTag(docker: DockerCommand, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, imageSpec);
  const [source, target] = positionals;
  if (source === undefined || target === undefined) return outcome(world, { kind: 'engine', verb: 'tag' });
  const found = imageFor(world, source.value);
  return outcome(withImage(found.world, target.value, found.image), {
    kind: 'tag',
    image: found.image,
    reference: target.value,
  });
}

/** `docker push`, `save`, `inspect`, `history`: somebody looks at the image. */
export function dockerImageUse(docker: DockerCommand, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, imageSpec);
  const images = knownImages(world, positionals);
  return outcome(
    world,
    { kind: 'image-use', images, verb: docker.verb },
    { stdout: { kind: 'unknown', why: `what docker ${docker.verb} prints` } },
  );
}

/** `docker save`: the layers of an image as a tar, which is no tree of its files (I-11). */
export function dockerSave(docker: DockerCommand, invocation: Invocation, world: World): Outcome {
  const { options } = parseOptions(docker.rest, imageSpec);
  const used = dockerImageUse(docker, world);
  const origin: Origin = { kind: 'derived', by: 'docker save', from: [] };
  const file = lastValue(options, '--output');
  if (file === null) return { ...used, stdout: { kind: 'content', origin } };
  const { world: after, reads, writes } = finish(writeDerived(file, origin, begin(world), invocation));
  return { ...used, world: after, reads, writes };
}

/** `docker pull`: the name now means what the registry has. */
export function dockerPull(docker: DockerCommand, world: World): Outcome {
  const { positionals } = parseOptions(docker.rest, imageSpec);
  const after = positionals.reduce((at, word) => {
    const image: Image = { kind: 'external', id: `external:${referenceKey(word.value)}`, reference: word.value };
    return withImage(at, word.value, image);
  }, world);
  return outcome(after, { kind: 'engine', verb: 'pull' });
}

/** Verbs about the engine, or about things that the model does not follow. */
export function dockerEngine(docker: DockerCommand, world: World): Outcome {
  const verb = [docker.verb, ...docker.rest.map((word) => knownText(word.value) ?? '')].join(' ').trim();
  return outcome(
    world,
    { kind: 'engine', verb },
    { stdout: { kind: 'unknown', why: `what docker ${docker.verb} prints` } },
  );
}
