import { kindOfPath } from './names.js';

/** Commands and keys that do something with a file, rather than only name it. */
const doesSomething =
  /\b(?:scp|rsync|curl|wget|aws|gsutil|az|tar|zip|cp|mv|install|sha\d*sum|md5sum|strip|upx|gh|upload\w*|artifacts?|paths?|files?|assets?)\b/i;

/**
 * Whether a line of a file that starts builds (CI configuration, make, compose, scripts) uses a file that it names
 * (FLOW-1). Manifests and documents name things that only happen to be called the same.
 */
export function usesHostFile(path: string, text: string): boolean {
  const kind = kindOfPath(path);
  if (kind !== 'ci' && kind !== 'make' && kind !== 'shell' && kind !== 'compose') return false;
  return doesSomething.test(text) || (kind === 'ci' && /^\s*-\s+[\w./-]+\s*$/.test(text));
}
