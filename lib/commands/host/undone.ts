import type { Making, Origin } from '../../world/tree.js';
import { knownText } from '../../world/value.js';
import { readTool } from '../tools.js';

const inverses: readonly (readonly [packs: RegExp, unpacks: RegExp])[] = [
  [/^base64(?: -w ?\d+| --wrap=\d+)?$/, /^base64 (?:-d|--decode)$/],
  [/^gzip\b(?!.* -\w*d).*$/, /^(?:gunzip|gzip -\w*d\w*|gzip --decompress)(?: -c| --stdout)?$/],
  [/^bzip2\b(?!.* -\w*d).*$/, /^(?:bunzip2|bzip2 -\w*d\w*)(?: -c)?$/],
  [/^xz\b(?!.* -\w*d).*$/, /^(?:unxz|xz -\w*d\w*)(?: -c)?$/],
];

/** What was packed, of something that one command packed and this one unpacks (I-05); null where it is no such pair. */
export function undone(origin: Origin): Origin | null {
  const outer = makingOf(origin);
  const inner = outer?.stdin === null || outer === null ? null : makingOf(outer.stdin);
  if (outer === null || inner === null || outer.output !== null || inner.output !== null) return null;
  const isPair = inverses.some(([packs, unpacks]) => packs.test(optionsOf(inner)) && unpacks.test(optionsOf(outer)));
  const [input, ...more] = inner.inputs;
  if (!isPair || more.length > 0) return null;
  return input === undefined ? inner.stdin : input.node.kind === 'directory' ? null : input.node.origin;
}

function makingOf(origin: Origin): Making | null {
  return origin.kind === 'derived' && origin.making?.kind === 'made' ? origin.making : null;
}

/** The command without its files. */
function optionsOf({ words }: Making): string {
  const texts = words.map((word) => knownText(word) ?? '?');
  const inputs = readTool(texts)?.inputs ?? [];
  return texts.filter((text) => !inputs.includes(text)).join(' ');
}
