import { mergeArguments } from '../arguments.js';
import type { BuildRun } from '../../infer/infer.js';
import type { Check, Checked } from './check.js';

/** SX1, META-5: what was an argument of the builder's build alone is recorded with the published build from now on. */
export const secretArguments: Check = (pipeline) =>
  pipeline.builders.flatMap((builder) =>
    secretsOf(builder, pipeline).map(({ name, renamed }) =>
      pipeline.explain('secret-argument', builder.step.command.span, {
        name: renamed,
        path: pipeline.run.reading.path,
        id: name.toLowerCase(),
        variable: name,
      }),
    ),
  );

/** SX2: an image that is pushed holds the arguments of its RUN lines in its history. */
export const secretsInImage: Check = (pipeline) =>
  pipeline.builders.flatMap((builder) => {
    const [secret] = secretsOf(builder, pipeline);
    const push = builder.path.steps.find(
      ({ effect }) => effect.kind === 'image-use' && effect.verb === 'push' && effect.images.includes(builder.image),
    );
    return secret === undefined || push === undefined
      ? []
      : [pipeline.explain('secret-in-image', push.command.span, { name: secret.name })];
  });

interface Secret {
  readonly name: string;
  readonly renamed: string;
}

/** Arguments of the builder that go to the one build, by names that credentials have. */
function secretsOf(builder: BuildRun, { builders, run }: Checked): readonly Secret[] {
  const others = [...builders, run].filter((other) => other !== builder).map(({ reading }) => reading);
  return mergeArguments(builder.reading, others, run.reading).added.filter(({ name }) => soundsSecret(name));
}

const credentialWords =
  /^(?:token|password|passwd|pass|passphrase|secret|secrets|key|apikey|credential|credentials|auth|npmrc|netrc)$/;

/** A word of the name is one that credentials have, and none says that it is public. */
export function soundsSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_');
  return words.some((word) => credentialWords.test(word)) && !words.includes('public') && !words.includes('cache');
}
