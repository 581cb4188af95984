import { repositoryRoot } from '../world/host-path.js';
import type { Inference } from '../infer/infer.js';
import { relativeFrom, takesInput } from './command-line.js';
import type { Liveness } from './liveness.js';
import type { CommandLineChange, PipelinePlan } from './model.js';

/** Builder images that something else still needs are built as a target of the merged file (3.6). */
export function keptBuilds(
  pipelines: readonly PipelinePlan[],
  liveness: Liveness,
  inference: Inference,
): CommandLineChange[] {
  const changes = new Map<unknown, CommandLineChange>();
  for (const image of liveness.keptImages) {
    const run = inference.runOf.get(image);
    const plan =
      run === undefined
        ? undefined
        : pipelines.find(({ parts }) => parts.some(({ reading }) => reading.path === run.reading.path));
    const part = plan?.parts.find(({ reading }) => reading.path === run?.reading.path);
    if (run === undefined || plan === undefined || part === undefined || changes.has(run.step.command)) continue;
    const { build } = run.reading;
    const runtimeContext = plan.parts.find(({ prefix }) => prefix === '')?.reading.build.context;
    const context = runtimeContext?.kind === 'directory' ? runtimeContext.path : null;
    const moved =
      context !== null &&
      (build.context.kind === 'directory' ? build.context.path !== context : build.context.kind === 'none');
    const isDefault = context !== null && `${repositoryRoot}/${plan.output}` === `${context}/Dockerfile`;
    changes.set(run.step.command, {
      command: run.step.command,
      run,
      added: [],
      file: isDefault ? '' : relativeFrom(build.cwd, `${repositoryRoot}/${plan.output}`),
      context: moved ? relativeFrom(build.cwd, context) : null,
      target: part.stage ?? part.reading.target.name,
      dropsInput: takesInput(run),
      renames: part.renames,
    });
  }
  return [...changes.values()];
}
