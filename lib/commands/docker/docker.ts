import type { World } from '../../world/world.js';
import { outcome, type CommandMeaning, type Invocation, type Outcome } from '../command.js';
import { dockerBuild } from './build.js';
import { buildahFrom, changeWorkingContainer, commitWorkingContainer, mountContainer } from './buildah.js';
import {
  dockerContainer,
  dockerContainerUse,
  dockerExec,
  dockerExport,
  dockerLogs,
  dockerRemoveContainer,
  dockerStart,
  dockerWait,
} from './container.js';
import { dockerCopy } from './cp.js';
import { dockerEngine, dockerImageUse, dockerPull, dockerRemoveImage, dockerSave, dockerTag } from './image.js';
import { dockerImages, dockerInspect, dockerList } from './list.js';
import { readDockerCommand, type DockerCommand } from './verb.js';

type DockerMeaning = (docker: DockerCommand, invocation: Invocation, world: World) => Outcome;

const changesContainer = ['restart', 'attach', 'unpause'];
const readsContainer = ['stop', 'kill', 'diff', 'top', 'port', 'rename', 'pause', 'stats', 'commit'];
const readsImage = ['push', 'history', 'scout', 'scan', 'trust', 'sbom'];

const verbs: ReadonlyMap<string, DockerMeaning> = new Map<string, DockerMeaning>([
  ['build', dockerBuild],
  ['create', dockerContainer],
  ['run', dockerContainer],
  ['cp', dockerCopy],
  ['save', dockerSave],
  ['exec', dockerExec],
  ['start', dockerStart],
  ['logs', (docker, _invocation, world) => dockerLogs(docker, world)],
  ['export', dockerExport],
  ['wait', (docker, _invocation, world) => dockerWait(docker, world)],
  ['rm', dockerRemoveContainer],
  ['rmi', (docker, _invocation, world) => dockerRemoveImage(docker, world)],
  ['tag', (docker, _invocation, world) => dockerTag(docker, world)],
  ['pull', (docker, _invocation, world) => dockerPull(docker, world)],
  ['ps', (docker, _invocation, world) => dockerList(docker, world)],
  ['images', (docker, _invocation, world) => dockerImages(docker, world)],
  ['inspect', (docker, _invocation, world) => dockerInspect(docker, world)],
  ...changesContainer.map((verb): [string, DockerMeaning] => [
    verb,
    (docker, _invocation, world) => dockerContainerUse(docker, true, world),
  ]),
  ...readsContainer.map((verb): [string, DockerMeaning] => [
    verb,
    (docker, _invocation, world) => dockerContainerUse(docker, false, world),
  ]),
  ...readsImage.map((verb): [string, DockerMeaning] => [
    verb,
    (docker, _invocation, world) => dockerImageUse(docker, world),
  ]),
]);

/** Verbs that only buildah has, or that mean something else there (I-24). */
const buildahVerbs: ReadonlyMap<string, DockerMeaning> = new Map<string, DockerMeaning>([
  ['from', buildahFrom],
  ['run', changeWorkingContainer],
  ['copy', changeWorkingContainer],
  ['add', changeWorkingContainer],
  ['config', changeWorkingContainer],
  ['commit', commitWorkingContainer],
]);

const mountVerbs: ReadonlyMap<string, DockerMeaning> = new Map<string, DockerMeaning>([
  ['mount', mountContainer],
  ['umount', (docker, _invocation, world) => dockerContainerUse(docker, false, world)],
  ['unmount', (docker, _invocation, world) => dockerContainerUse(docker, false, world)],
]);

function meaningOf({ tool, verb }: DockerCommand): DockerMeaning | undefined {
  const own = tool === 'buildah' ? buildahVerbs.get(verb) : undefined;
  return own ?? (tool === 'docker' ? undefined : mountVerbs.get(verb)) ?? verbs.get(verb);
}

/** `docker`, `podman`, `nerdctl`, `buildah`: one verb each (3.1.1). */
export const dockerMeaning: CommandMeaning = (invocation, world) => {
  const docker = readDockerCommand(invocation.name, invocation.arguments);
  if (docker === null) return outcome(world, { kind: 'engine', verb: '' });
  const meaning = meaningOf(docker);
  if (meaning === undefined) {
    return docker.verb === 'compose'
      ? outcome(world, { kind: 'external', harmless: false })
      : dockerEngine(docker, world);
  }
  return meaning(docker, invocation, world);
};

/** Command names that this file gives a meaning to. */
export const dockerNames: readonly string[] = ['docker', 'podman', 'nerdctl', 'buildah', 'docker.exe'];
