import type { FileTree } from '../source/file-tree.js';
import type { ExecutionPath, Trace } from '../world/step.js';
import type { Build } from '../world/world.js';
import { clientValueName } from './arguments.js';
import type { ClientValue } from './images.js';
import { readable } from './project-files.js';

/** AR-9: what the client's variable holds is told by the assignment that the script made last. */
export function clientValues(traces: readonly Trace[], tree: FileTree): ClientValue {
  const paths = new Map<Build, ExecutionPath>();
  for (const trace of traces)
    for (const path of trace.paths)
      for (const { effect } of path.steps) if (effect.kind === 'build') paths.set(effect.build, path);
  return (build, name) => {
    const steps = paths.get(build)?.steps ?? [];
    const at = steps.findIndex(({ effect }) => effect.kind === 'build' && effect.build === build);
    const assigned = steps.slice(0, Math.max(0, at)).findLast(({ assigns }) => assigns.includes(name));
    const { span } = assigned?.command ?? { span: null };
    return clientValueName(
      name,
      span === null ? null : (readable(tree, span.file)?.text.slice(span.start, span.end) ?? ''),
    );
  };
}
