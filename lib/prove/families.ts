import { parseDockerfile } from '../dockerfile/parse.js';
import { stagesOf } from '../dockerfile/stages.js';
import type { Instruction } from '../dockerfile/types.js';
import type { FileTree } from '../source/file-tree.js';
import { repositoryPath } from '../world/host-path.js';
import type { Trace } from '../world/step.js';
import { renderValue } from '../world/value.js';
import type { Build } from '../world/world.js';
import { duplicateName } from './build-reader.js';
import { buildsOf, readable } from './project-files.js';
import type { Family } from './session.js';

/** Engines that the legacy scripts may run on: both, unless they say which or use what only BuildKit has. */
export function familiesOf(traces: readonly Trace[], tree: FileTree): readonly Family[] {
  const builds = [...buildsOf(traces)];
  const chosen = builds
    .map(({ environment }) => environment.get('DOCKER_BUILDKIT'))
    .map((value) => (value === undefined ? '' : renderValue(value)));
  if (chosen.length > 0 && chosen.every((value) => value === '1')) return ['buildkit'];
  if (chosen.length > 0 && chosen.every((value) => value === '0')) return ['classic'];
  return builds.length > 0 && builds.some((build) => needsBuildkit(build, tree))
    ? ['buildkit']
    : ['classic', 'buildkit'];
}

function needsBuildkit({ dockerfile, options }: Build, tree: FileTree): boolean {
  if (
    options.some(({ name }) => ['--secret', '--ssh', '--output', '--build-context', '--no-cache-filter'].includes(name))
  )
    return true;
  const path = dockerfile.kind === 'file' ? repositoryPath(dockerfile.path) : null;
  const file = path === null ? undefined : readable(tree, path);
  if (file === undefined) return false;
  const parsed = parseDockerfile(file);
  return parsed.instructions.some(isBuildkitOnly) || duplicateName(stagesOf(parsed).stages) !== null;
}

/** §5.2: what no classic builder accepts. */
function isBuildkitOnly(instruction: Instruction): boolean {
  if (instruction.keyword === 'RUN') return instruction.heredocs.length > 0 || instruction.flags.length > 0;
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
  return instruction.heredocs.length > 0 || instruction.flags.some(({ name }) => name === 'chmod');
}
