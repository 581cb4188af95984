import type { Severity } from './diagnostic.js';

/**
 * refusal: the pipeline is left alone. assumption: could change the image if it is wrong; `--strict` refuses it.
 * note: could not. input: what was given could not be read or used.
 */
export type CodeKind = 'refusal' | 'assumption' | 'note' | 'input';

export interface CodeEntry {
  readonly kind: CodeKind;
  readonly severity: Severity;
  /** Rule id of the semantics, where one rule is behind the code. */
  readonly rule?: string;
  /** One line for lists. */
  readonly title: string;
  /** `{name}` places are filled by `diagnose`. */
  readonly message: string;
  /** The next step. */
  readonly hint: string;
}

const entry = (kind: CodeKind, title: string, message: string, hint: string, rule?: string): CodeEntry => ({
  kind,
  severity: kind === 'refusal' || kind === 'input' ? 'error' : kind === 'assumption' ? 'warning' : 'note',
  title,
  message,
  hint,
  ...(rule === undefined ? {} : { rule }),
});

/** Every code that stagefold can print; `docs/codes/CODE.md` holds the page of each. */
export const codeTable = {
  'not-a-directory': entry('input', 'The path is not a directory', '{path} is not a directory.', 'Give the folder of a repository.'),
  'unreadable-file': entry('input', 'A file cannot be read', '{path} cannot be read: {why}.', 'Make the file readable, or leave it out with --script, --builder and --runtime.'),
  'no-consumer': entry('refusal', 'No runtime image takes the artifact', 'No runtime image takes {artifact}, which {image} hands over to {host}.', 'If the artifact is meant for the host alone, there is nothing to fold. Otherwise name the Dockerfile that copies it with --runtime.', 'K-e'),
  'uncommitted-changes': entry('input', 'A file has uncommitted changes', '{path} {why}.', 'Commit or stash it, or add --force.'),
  'changed-since-read': entry('input', 'A file changed since it was read', '{path} {why}.', 'Run the command again.'),
  'leaves-repository': entry('input', 'A path leaves the repository', '{path} {why}.', 'Replace the link by a regular file, or apply the patch by hand.'),
  'write-failed': entry('input', 'A file cannot be written', '{path} cannot be written: {why}.', 'Mend what the message names and run the command again.'),
  'default-value': entry('assumption', 'A default stands in for a variable that nobody sets', '{name} is taken as {value}: nothing in the repository sets it.', 'Check that nobody starts the script with another value.'),
  'legacy-fails': entry('refusal', 'A legacy step fails by itself', 'This step cannot succeed: {why}.', 'Mend the legacy build first, then run stagefold again.'),
  'unknown-container': entry('refusal', 'A container comes from elsewhere', 'No command before this one creates the container {container}.', 'Give the script that creates it with --script, or create the container in this script.', 'FLOW-6'),
  'unresolved-path': entry('refusal', 'A path is not known', '{path} is not known: {why}.', 'Give the variable a default in the script, or write the path out.', 'FLOW-6'),
  'ambiguous-landing': entry('refusal', 'Where docker cp puts the artifact is not certain', 'Where docker cp lands at {path} is not certain: {why}.', 'Remove the path before the copy (rm -rf), or copy DIR/. into an existing folder.', 'CP-B4'),
  'script-syntax': entry('refusal', 'A script has a syntax error', 'The shell cannot read this: {problem}.', 'Mend the script (bash -n names the line).'),
  'blank-continuation': entry('note', 'A blank follows a backslash at the end of a line', 'The blank behind the backslash ends the command here; it was meant to go on with the next line.', 'Remove the blank.'),
  'unread-construct': entry('refusal', 'Part of a script is not understood', 'stagefold does not understand this part: {why}.', 'Write it in plain commands, or move it out of the build script.'),
  'too-many-paths': entry('refusal', 'Too many ways through a script', 'There are more than {limit} {what}.', 'Split the script, or convert one of its parts with --script.'),
  'script-cycle': entry('refusal', 'Scripts or functions call each other in a circle', '{name} is called again while it is still running.', 'Break the circle.'),
  'missing-script': entry('assumption', 'A sourced file is not in the repository', 'The file {path} is not in the repository; what it sets is not known.', 'Check that it changes no path and no tag of the build.'),
  'start-directory': entry('refusal', 'The starting directory is not certain', '{script} builds something else when it is started from {folder} than from the root of the repository.', 'Begin the script with cd "$(dirname "$0")", or remove the Dockerfiles that are not meant.', 'CTX-8'),
  'files-present': entry('assumption', 'There is no git index', 'There is no git index: the files that lie here now are taken as the checkout.', 'Run stagefold in a git checkout.'),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codeTable;
