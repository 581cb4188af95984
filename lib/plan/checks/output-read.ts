import { renderValue } from '../../world/value.js';
import type { Check } from './check.js';

/** META-2: a command looks for what the builder prints; steps are counted anew in the one build. */
export const outputRead: Check = ({ run, explain }) =>
  run.path.steps.flatMap((step) => {
    const [name = '', ...words] = step.words.map(({ value }) => renderValue(value));
    const text = words.find((word) => /\bStep \S|Successfully (?:built|tagged)/.test(word));
    return text === undefined || !/^(?:e|f)?grep$|^(?:g|m)?awk$|^sed$/.test(name)
      ? []
      : [explain('output-read', step.command.span, { text })];
  });
