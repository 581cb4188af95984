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
  'no-consumer': entry('refusal', 'No runtime image takes the artifact', 'No runtime image takes {artifact}, which {image} hands over to {host}.', 'If the artifact is meant for the host alone, there is nothing to fold. Otherwise build the runtime image in the same script, behind the copy.', 'K-e'),
  'uncommitted-changes': entry('input', 'A file has uncommitted changes', '{path} {why}.', 'Commit or stash it, or add --force.'),
  'changed-since-read': entry('input', 'A file changed since it was read', '{path} {why}.', 'Run the command again.'),
  'leaves-repository': entry('input', 'A path leaves the repository', '{path} {why}.', 'Replace the link by a regular file, or apply the patch by hand.'),
  'write-failed': entry('input', 'A file cannot be written', '{path} cannot be written: {why}.', 'Mend what the message names and run the command again.'),
  'default-value': entry('assumption', 'A default stands in for a variable that nobody sets', '{name} is taken as {value}: nothing in the repository sets it.', 'Check that nobody starts the script with another value.'),
  'legacy-fails': entry('refusal', 'A legacy step fails by itself', 'This step cannot succeed: {why}.', 'Mend the legacy build first, then run stagefold again.'),
  'unknown-container': entry('refusal', 'A container comes from elsewhere', 'No command before this one creates the container {container}.', 'Give the script that creates it with --script, or create the container in this script.', 'FLOW-6'),
  'unresolved-path': entry('refusal', 'A path is not known', '{path} is not known: {why}.', 'Write the path out, or take it from a variable of the environment.', 'FLOW-6'),
  'ambiguous-landing': entry('refusal', 'Where docker cp puts the artifact is not certain', 'Where docker cp lands at {path} is not certain: {why}.', 'Remove the path before the copy (rm -rf), or copy DIR/. into an existing folder.', 'CP-B4'),
  'script-syntax': entry('refusal', 'A script has a syntax error', 'The shell cannot read this: {problem}.', 'Mend the script (bash -n names the line).'),
  'blank-continuation': entry('note', 'A blank follows a backslash at the end of a line', 'The blank behind the backslash ends the command here; it was meant to go on with the next line.', 'Remove the blank.'),
  'unread-construct': entry('refusal', 'Part of a script is not understood', 'stagefold does not understand this part: {why}.', 'Write it in plain commands, or move it out of the build script.'),
  'too-many-paths': entry('refusal', 'Too many ways through a script', 'There are more than {limit} {what}.', 'Split the script, or convert one of its parts with --script.'),
  'script-cycle': entry('refusal', 'Scripts or functions call each other in a circle', '{name} is called again while it is still running.', 'Break the circle.'),
  'missing-script': entry('assumption', 'A sourced file is not in the repository', 'The file {path} is not in the repository; what it sets is not known.', 'Check that it changes no path and no tag of the build.'),
  'start-directory': entry('refusal', 'The starting directory is not certain', '{script} builds something else when it is started from {folder} than from the root of the repository.', 'Begin the script with cd "$(dirname "$0")", or remove the Dockerfiles that it does not mean.', 'CTX-8'),
  'files-present': entry('assumption', 'There is no git index', 'There is no git index: the files that lie here now are taken as the checkout.', 'Run stagefold in a git checkout.'),
  'landing-assumed': entry('assumption', 'Whether a path is a folder is assumed', 'Nothing shows whether {path} is a folder already; it is taken as the name of the copy itself.', 'Write the target with a trailing slash if it is a folder, or make it in the script (mkdir -p).', 'CP-B4'),
  'wildcard-takes-all': entry('assumption', 'A wildcard is taken as everything in a folder', '{pattern} is taken as everything in {directory}, whose names are known to the builder image alone; names that begin with a dot would stay out.', 'Check that {directory} holds no names that begin with a dot, or write {directory}/. instead.'),
  'checkout-assumed': entry('assumption', 'The checkout is taken as it is after a git command', '`{command}` is taken to leave the files as they are here.', 'Run stagefold on the commit that the script checks out.'),
  'contexts-differ': entry('refusal', 'The build contexts lie side by side', 'The builds use contexts of which none holds the others: {contexts}.', 'Build all of them from a common folder, or move one context into the other.', 'C5'),
  'ignore-differs': entry('refusal', 'The builds see different files through their ignore files', 'With one build, {file} decides differently about {path}.', 'Make one .dockerignore that fits both builds, then run stagefold again.', 'IGN-1'),
  'ignored-parts': entry('refusal', 'The ignore file filtered the artifact', 'The ignore file kept parts of {path} out of the image, by patterns that no simple command follows.', 'Delete these files in the builder and take the pattern out of the ignore file, or write it as **/NAME, DIR/NAME or DIR/**/NAME.', 'IGN-2'),
  'ignored-artifact': entry('assumption', 'The ignore file kept the whole artifact out', '{ignore} keeps {path} out of the context: the legacy build could not have worked, the new one does.', 'Check that the artifact belongs in the image.', 'IGN-2'),
  'no-cache-dropped': entry('note', 'Only the builder was built without cache', '--no-cache stood on the builder alone; the one build uses the cache.', 'Add --no-cache to the build if it fetches things that change.', 'CACHE-1'),
  'no-cache-wider': entry('note', 'The builder is now built without cache as well', '--no-cache stood on the runtime build alone; it now holds for the builder too.', 'Remove --no-cache if the build becomes too slow.', 'CACHE-1'),
  'options-differ': entry('refusal', 'The builds have different options', 'The builds do not agree on {option}.', 'Give both builds the same option, or remove it.', '3.1.5'),
  'unknown-options': entry('assumption', 'Options of unknown content now reach the builder too', '{option} stood on the runtime build alone; it now holds for the builder as well.', 'Check what it can hold.', '3.1.5'),
  'engines-differ': entry('refusal', 'The builds run on different engines', 'The builder is built with {builder}, the runtime with {runtime}.', 'Use one engine for both.', 'PLAT-3'),
  'shim-needs-builder': entry('refusal', 'The artifact needs a stage that cannot be made', 'Getting {path} into place needs a stage on top of the builder, which has its own shell, triggers, or no Dockerfile here.', 'Give the artifact its final name in the builder.', 'STG-11'),
  'transformed-on-host': entry('refusal', 'The host makes something else out of the artifact', '{path} is changed on the host by {why}.', 'Move that step into the builder.', '3.4'),
  'produced-at-run': entry('refusal', 'The artifact is made when the container runs', '{path} is made by {why}, not by the build of the image.', 'Move the command into the builder as a RUN.', 'I-08'),
  'terminal-output': entry('refusal', 'The artifact comes through a terminal', '{path} is what {why} prints through a terminal, which turns every line end into CR LF.', 'Take -t away from the command.', 'RUN-7'),
  'host-tool': entry('assumption', 'A tool of the builder takes the place of the host\'s', '{tool} runs in a stage of the builder now; it is taken to be there and to do the same as on the host.', 'Build once and compare the files, or install the version that the host has in the builder.', 'HOST-1'),
  'host-tool-missing': entry('refusal', 'The builder does not have the tool of the host step', '{path} is changed on the host by {tool}, and nothing shows that the stage {stage} has {tool}.', 'Install it in the builder (a RUN that installs the package {package}), then run stagefold again.', 'HOST-2'),
  'base-entrypoint': entry('assumption', 'The base image is taken to run the command that it is given', 'Nothing shows whether {image} has an ENTRYPOINT; it is taken to carry out the command {command}.', 'Write the command with --entrypoint, or check the image (docker inspect).', 'RUN-8'),
  'ambiguous-source': entry('refusal', 'Which file is copied is not certain', 'What COPY takes at {path} is not certain: {why}.', 'Use a folder that holds nothing but the artifact.', 'K9'),
  'directory-mode': entry('assumption', 'The folder is taken to have mode 0755', '{path} is a folder that reached {destination} inside another one: its own mode is lost, 0755 is assumed.', 'Check the mode of the folder in the builder (stat -c %a).', 'MODE-1'),
  'builder-input-changed': entry('refusal', 'The host changes an input of the builder between the builds', '{path} changes between the builds; the one build would show the change to the builder.', 'Write it to another file, or move the step behind the build.', 'CTX-3'),
  'generated-dockerfile': entry('refusal', 'The Dockerfile is not a file of the repository', 'The Dockerfile cannot be read: {why}.', 'Keep the Dockerfile in the repository and pass what varies as build arguments.', 'FLOW-7'),
  'escape-conflict': entry('refusal', 'The Dockerfiles use different escape characters', '{a} and {b} begin with different escape directives.', 'Use one escape character in both files.', 'STG-12'),
  'branches-disagree': entry('refusal', 'One build takes different artifacts on different ways', 'This build of {path} takes another artifact on another way through the script.', 'Use one Dockerfile for each way, or one builder for all.'),
  'shared-dockerfile': entry('refusal', 'Other builds use the same runtime Dockerfile', '{path} is also built by {others}, which does not convert.', 'Convert or change the other build first.', 'FLOW-8'),
  'optional-artifact': entry('refusal', 'The artifact may be missing', 'The script goes on when this step fails, so the artifact may be missing or unfinished.', 'Let the script fail there, or make the artifact always.', 'I-26'),
  'container-changed': entry('refusal', 'The container is changed before the copy', '{path} is copied from a container that {how}.', 'Move that step into the builder as a RUN or COPY.', 'I-04'),
  'hidden-by-mount': entry('refusal', 'A mount hides the path in the container', '{path} lies below a mount of the container, so it is not the file of the image.', 'Copy from a container without the mount.', 'I-01'),
  'host-path-source': entry('refusal', 'A file of the context has no place in the repository', '{path} is written by the script into a folder that the conversion no longer makes.', 'Keep the file in the repository, or write it below the build context.', 'K8'),
  'external-variable': entry('refusal', 'The image that holds the artifact is not known by name', 'The artifact comes from {image}, whose name holds a variable.', 'Write the image out, or build it with a Dockerfile.', 'I-27'),
  'same-builder-twice': entry('refusal', 'One builder feeds the image twice with different arguments', '{path} is built twice with different arguments for one runtime image.', 'Let one builder make both, or use one Dockerfile for each of them.', 'AR-3'),
  'default-command': entry('assumption', 'The container is taken to change nothing', 'The container is started without a command; its default command is taken to change nothing.', 'Use docker create instead of docker run.', 'I-03'),
  'unread-program': entry('assumption', 'A program that is not read runs between the builds', '{command} may write anything below its folder; it is taken to leave the inputs of the builds alone.', 'Check that it writes no file that the Dockerfiles copy.'),
  'reference-left': entry('note', 'Another file mentions what was folded', '{where} still mentions {name}.', 'Change that file by hand where it needs it.', 'FLOW-8'),
  'proxy-arguments': entry('note', 'The proxy now reaches the runtime stage too', '{name} was passed to the builder alone; the one build shows it to every RUN.', 'Nothing to do, unless the runtime must not use the proxy.', 'ARG-7'),
  'stale-container': entry('note', 'A container left behind can no longer be used by mistake', 'Without set -e, a container {name} left from a failed run could be copied from; that cannot happen any more.', 'Nothing to do.', 'CP-V2'),
  'host-copy-kept': entry('note', 'The artifact is still copied to the host', '{host} is still needed on the host, so it is still copied out of the builder.', 'Nothing to do.', 'FLOW-1'),
  'maintainer-stage': entry('note', 'MAINTAINER stands in a builder stage', 'Before Docker 17.10 the MAINTAINER of a builder stage reached the final image.', 'Use Docker 17.10 or later, or remove it.', 'STG-9'),
  'runtime-from-builder': entry('note', 'The runtime image is based on the builder', '{path} starts FROM the builder, so the image does not become smaller.', 'Start from a smaller base and copy what is needed.', 'STG-7'),
  'proof-failed': entry('refusal', 'The rewrite could not be shown equal', 'The rewrite could not be shown equal: {why}.', 'Simplify what the message names; if nothing is wrong with it, report it with the Dockerfiles and the script.'),
  'unreadable-driver': entry('note', 'A build driver in a language that is not read', 'This {language} file carries files out of containers; stagefold does not read {language}.', 'Convert it by hand, or move the docker commands into a shell script.'),
  'statement-stays': entry('refusal', 'A statement cannot be taken out of the script', 'The hand-off cannot be taken out of the script: {why}.', 'Put the hand-off into statements of its own.'),
  'add-archive': entry('assumption', 'ADD may have unpacked the artifact', 'ADD unpacks {path} if it is a tar archive; COPY does not.', 'Check that the artifact is no tar archive.', 'TAR-1'),
  'artifact-link': entry('assumption', 'The artifact is a symbolic link', '{path} is a symbolic link: docker cp took the link, COPY --from takes what it points to.', 'Check that the link points to a file inside of the builder.', 'LINK-1'),
  'special-modes': entry('assumption', 'Marks of files may survive now', 'The builder sets setuid bits or file capabilities ({path}); on the way over the host they are lost on some engines, and COPY --from keeps them.', 'Check that the artifact has none, or that they are wanted.', 'MODE-4'),
  'inherited-arguments': entry('assumption', 'A stage inherits a build argument', 'The argument {name} of the parent stage reaches the commands of this stage under BuildKit; as images they were apart.', 'Check that no command of the stage reads {name}.', 'ARG-6'),
  'renamed-argument': entry('assumption', 'A build argument has a new name', 'The argument {name} is called {renamed} now; a program that reads {name} from its environment no longer finds it.', 'Check that only the text of the command uses {name}.', 'ARG-1'),
  'edited-file-used': entry('assumption', 'A build step may run an edited file', 'This step may use {path}, which the conversion edits.', 'Check that the step does not use the edited part.', 'IGN-8'),
  'ignored-in-artifact': entry('assumption', 'The ignore file may have filtered the artifact', 'If {path} is a directory, the ignore file kept {patterns} out of it; COPY --from takes everything.', 'Check that the artifact is a file, or holds nothing of the kind.', 'IGN-2'),
  'unordered-entries': entry('refusal', 'Scripts are run by hand in an order that is not written down', '{artifact} of {image} is carried to {host} here, and {other} uses {host}; nothing in the repository calls both.', 'Let the first script start the second, or put both builds into one script.', 'FLOW-6'),
  'edited-file-copied': entry('assumption', 'A wildcard copies an edited file into the image', 'A wildcard copies {path} into the image, and the conversion edits or removes that file.', 'Check that nothing in the image needs it, or name the files that are meant.', 'IGN-8'),
  'generated-value': entry('assumption', 'A value of the script is a build argument now', '{value} stood in the text of the Dockerfile; it comes as the build argument {name} now, and is read where it stands.', 'Check that it is a plain word (no blanks, quotes, $ or line breaks), and that no command of the image reads {name} from its environment.', 'I-16'),
  'arguments-disagree': entry('refusal', 'The builder gets other arguments on another way', 'On one way through the script the builder gets {one}, on another {other}; the build that stays is one statement.', 'Put the argument into a variable in each arm, and build the builder once behind them.', 'ARG-1'),
  'shared-statement': entry('refusal', 'The statement builds another image as well', 'The statements that build {path} also build {others}, which does not convert.', 'Convert or change the other build first.', 'FLOW-8'),
  'listed-values': entry('note', 'The files of the repository say what a value can be', '{name} is one of {values}: with any other value the script names a Dockerfile or a folder that is not there.', 'Nothing to do.', 'FLOW-6'),
  'landing-repeated': entry('assumption', 'What is copied again is taken as a file', '{artifact} is copied over the copy of an earlier round at {path}; it is taken as a file, because a directory would land inside of the first one.', 'Remove {path} at the end of each round (rm -rf), or check that it is a file.', 'CP-B4'),
  'parallel-writers': entry('refusal', 'Commands that run side by side use the same path', 'Commands that run in the background side by side use {path}; in which order is not known.', 'Wait between them, or give each of them a path of its own.', 'L7'),
  'image-from-elsewhere': entry('assumption', 'An image that was there before could stand in for the builder', 'The legacy script takes {image} as it is where it is there already or can be pulled, and builds it otherwise; now it is always built.', 'Check that no older image than the sources give is wanted.', 'I-28'),
  'product-of-one-way': entry('refusal', 'On one way the artifact comes to the host and no image is built', 'On one way through the script {host} comes to the host and no image takes it; the conversion would leave it out there.', 'Build the image on every way, or end the script with an error where it was started wrongly.', 'FLOW-1'),
  'unused-builder': entry('assumption', 'Where the script is started wrongly, the builder is not built any more', 'Where {way}, the legacy script builds {image} and then no image that takes anything from it; now nothing is built there.', 'Check that nobody starts the script that way for the files that it left on the host.', 'FLOW-1'),
  'host-owners': entry('assumption', 'The owners of the files were those of the user on the host', 'The host made the tar that ADD unpacked, so the files in the image belonged to whoever ran the script; now they belong to root.', 'Check that nothing in the image needs that owner; tar --owner=0 --group=0 makes both the same.', 'OWN-4'),
  'archive-owners': entry('assumption', 'Owners of the unpacked files need a current engine', 'ADD kept the owners of the files in {path}; COPY --from keeps them with BuildKit, or since Docker 19.03.', 'Build with BuildKit, or with Docker 19.03 or later, or check that all of these files belong to root.', 'TAR-1'),
  'archive-unproven': entry('refusal', 'Whether ADD unpacks the artifact is not known', 'ADD unpacks {path} if it is a tar, and nothing in the builder shows whether it is one.', 'Write the artifact with tar in a RUN of the builder, or replace ADD by COPY where it is no tar.', 'TAR-1'),
  'archive-flags': entry('refusal', 'ADD changes the owner of what it unpacks', 'Whether {flag} reaches the files that ADD unpacks from {path} depends on the engine.', 'Take the flag away and set the owner in a RUN.', 'AD-3'),
  'flattened-image': entry('refusal', 'An image is made of an exported file system', 'docker import makes an image of all files of {image}: the steps, and ENV, CMD and the rest are lost, and what docker export adds comes along.', 'Build it with a last stage FROM scratch that takes COPY --from=BUILDER / /, and write the settings that --change gives as instructions there.', 'I-10'),
  'saved-image': entry('refusal', 'A file is taken out of the layers of a saved image', '{path} comes out of what {why} writes: layers, of which nothing here shows which holds the file.', 'Use docker create and docker cp in place of docker save.', 'I-11'),
  'host-umask': entry('assumption', 'The umask of the host is taken to change no mode', 'tar unpacked {path} on the host, where the umask of an ordinary user takes write bits of group and others away; COPY --from keeps them.', 'Check that no file there is writable for group or others (find -perm /022), or unpack with tar -p.', 'MODE-5'),
  'run-becomes-cached': entry('note', 'A command of docker run becomes a build step', 'The command of `docker run` becomes a RUN: it is cached, where it was carried out every time before.', 'If it fetches things that change, build with --no-cache from time to time.', 'RUN-1'),
  'run-options-dropped': entry('note', 'Options of docker run have no counterpart in a build', '{options}: a RUN has no such option.', 'Check that the command does not need it.', 'RUN-7'),
  'run-user-dropped': entry('note', 'The user of the host does not matter in a build', '`--user {user}` only decided who owns the results on the host; the RUN works as the user of the image.', 'Nothing to do, unless the command refuses to work as that user.', 'RUN-3'),
  'cache-mount-dropped': entry('note', 'A mounted cache is not there in the build', 'The cache at {target} was mounted from outside; the RUN starts without it.', 'Use --engine buildkit for a cache mount, or accept that the first build takes longer.', 'CACHE-3'),
  'mount-becomes-copy': entry('assumption', 'A mounted folder becomes a COPY', 'The command saw the whole folder at {target}; the stage gets the files of the checkout that the ignore file lets through.', 'Check that the command needs nothing that is ignored, untracked, or in .git.', 'RUN-2'),
  'mount-ignored': entry('assumption', 'The ignore file hides files that the command could see', '{file} keeps {paths} out of the build; the command of `docker run` could see them.', 'Check that the command does not need them, or take them out of the ignore file.', 'RUN-2'),
  'mount-starved': entry('refusal', 'The ignore file would keep the sources from the command', '{file} keeps most of what the command works on out of the build: {paths}.', 'Let the ignore file name what is to stay out instead of what may come in, then run stagefold again.', 'IGN-3'),
  'image-assumed': entry('assumption', 'Facts about an image are taken for granted', '{image} is taken for one that {what}.', 'Look at the image (docker image inspect) and check it.', 'RUN-8'),
  'script-value': entry('assumption', 'A script value stands within a command text', 'A value of the script is part of `{text}`; it is taken to hold plain words.', 'Check that the value holds no quotes, blanks or other signs of the shell.', 'HOST-4'),
  'sources-kept': entry('assumption', 'A command is taken to leave the sources as they are', '{path} is taken from the checkout; the command of `docker run` could have changed it.', 'Check that the command does not write it.', 'RUN-6'),
  'run-command': entry('refusal', 'What the container runs is not known', 'The command of the container cannot become a RUN: {why}.', 'Write the command out, with values in variables of the script.', 'I-08'),
  'run-needs': entry('refusal', 'The command needs something that no build has', 'The command needs {what}, which no RUN has.', 'Let the command do without it, or keep this step as it is.', 'RUN-7'),
  'run-secret': entry('refusal', 'The command gets a credential', '{name} hands a credential to the command; as a build argument or a copied file it would be recorded.', 'Use a secret mount of BuildKit by hand, or fetch what needs the credential before the build.', 'SX3'),
  'run-volume': entry('refusal', 'A volume stands between the command and its files', '{volume} is a volume: what a build writes there is lost on some engines, and what it holds comes from elsewhere.', 'Let the command write to a folder that is no volume.', 'RUN-5'),
  'mount-outside': entry('refusal', 'A mount shows something outside of the repository', '{source} is mounted at {target} and is no part of the repository.', 'Copy it into the repository first, or let the command do without it.', 'I-08'),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codeTable;
