/**
 * Everything in which the two pipelines may differ, as data. What is not in here must be equal.
 */

/** Differences without any effect on what is delivered (SEMANTICS §4.2): said once for all reports. */
export const excused = {
  times: { rule: '§4.2', text: 'modification times, creation dates, image ids, layers, history and sizes' },
  'build-log': { rule: '§4.2', text: 'what docker build prints: steps, their numbers, "Successfully built"' },
  containers: { rule: '§4.2', text: 'names and leftovers of the containers that only made or carried the artifact' },
  'builder-tag': { rule: '§4.2', text: 'the tag of a builder image that nothing else uses' },
  'host-artifact': { rule: '§4.2', text: 'the artifact on the host, where nothing else uses it' },
  'staging-directory': { rule: 'CTX-2', text: 'a folder that the script made only to build from it' },
  'project-files': {
    rule: 'IGN-8',
    text: 'the edited project files themselves inside of images that copy the whole context',
  },
  'working-dir-slash': { rule: '§4.2', text: 'a slash at the end of the working directory' },
  'proxy-arguments': { rule: 'ARG-7', text: 'predefined proxy arguments reach the commands of all stages' },
  'renamed-argument': { rule: 'ARG-1', text: 'the name of a build argument that only the text of the command uses' },
  'folded-calls': { rule: '§4.2', text: 'shell options and messages of a call that did nothing but the hand-off' },
  'folded-values': { rule: '§4.2', text: 'commands that only asked for a value which only folded steps used' },
  'freshness-options': { rule: 'CACHE-1', text: '--no-cache, --pull and --cache-from: what the cache may answer' },
  'builder-metadata': { rule: 'META-1', text: 'labels and platform independent options of the builder command line' },
  'generated-dockerfile': {
    rule: 'I-16',
    text: 'a Dockerfile that the script wrote, where its text is a file of the repository now',
  },
  'log-options': {
    rule: '3.1.5',
    text: 'options that only change what is printed or cleaned up: --quiet, --progress, --rm, --force-rm, --compress',
  },
  'resource-options': {
    rule: '3.1.5',
    text: 'limits of the builder command line, where the rewrite has the larger one',
  },
} as const satisfies Record<string, { readonly rule: string; readonly text: string }>;

export type Excuse = keyof typeof excused;

/** Differences that are equal only if something holds: each is a code of the table. */
export const assumptionCodes = [
  'directory-mode',
  'add-archive',
  'artifact-link',
  'special-modes',
  'inherited-arguments',
  'renamed-argument',
  'edited-file-used',
  'edited-file-copied',
  'ignored-in-artifact',
  'ignored-artifact',
  'unused-builder',
  'host-umask',
  'generated-value',
  'host-owners',
  'mount-becomes-copy',
  'mount-ignored',
  'image-assumed',
  'script-value',
  'sources-kept',
  'host-tool',
  'base-entrypoint',
] as const;

export type AssumptionCode = (typeof assumptionCodes)[number];

export function isAssumptionCode(code: string): code is AssumptionCode {
  return assumptionCodes.some((known) => known === code);
}
