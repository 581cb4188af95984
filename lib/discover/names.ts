/** What a file is, by its path alone. 'probe' asks for its first line, 'dockerfile?' for its first instruction. */
export type NameKind =
  | 'dockerfile'
  | 'dockerfile?'
  | 'ignore'
  | 'compose'
  | 'ci'
  | 'make'
  | 'shell'
  | 'javascript'
  | 'package-json'
  | 'powershell'
  | 'other-driver'
  | 'docs'
  | 'probe'
  | 'other';

export type CiSystem =
  'github' | 'gitlab' | 'travis' | 'circleci' | 'jenkins' | 'azure' | 'drone' | 'bitbucket' | 'cloudbuild';

/** Folders of code that somebody else wrote: no script in them is an entry of this repository. */
const vendored = /(?:^|\/)(?:node_modules|vendor|third_party|bower_components|\.git)\//;

/** Folders where scripts without an ending live. */
const scriptFolder =
  /(?:^|\/)(?:s?bin|scripts?|hack|build|tools?|\.?ci|\.circleci|\.travis|\.buildkite|\.github|\.gitlab|docker|deploy|release|jenkins|contrib|dev|ops|make|packaging|automation|images)(?:\/|$)/i;

/** Where each CI system keeps its configuration, by its reference; nested copies count, since a subtree may be a repository. */
const ciPaths: readonly (readonly [CiSystem, RegExp])[] = [
  ['github', /(?:^|\/)(?:\.github\/(?:workflows\/[^/]+|actions\/.+\/action)|action)\.ya?ml$/],
  ['gitlab', /(?:^|\/)(?:[^/]*\.?gitlab-ci[^/]*|\.gitlab(?:-ci|\/ci)?\/.+)\.ya?ml$/],
  ['travis', /(?:^|\/)\.travis\.ya?ml$/],
  ['circleci', /(?:^|\/)(?:\.circleci\/.+|circle)\.ya?ml$/],
  ['jenkins', /(?:^|\/)(?:Jenkinsfile[^/]*|[^/]+\.jenkinsfile)$/i],
  ['azure', /(?:^|\/)(?:[^/]*azure-pipelines?[^/]*|\.?azure-pipelines\/.+|\.azuredevops\/.+|\.vsts-ci)\.ya?ml$/],
  ['drone', /(?:^|\/)\.drone[^/]*\.ya?ml$/],
  ['bitbucket', /(?:^|\/)bitbucket-pipelines\.ya?ml$/],
  ['cloudbuild', /(?:^|\/)[^/]*cloudbuild[^/]*\.(?:ya?ml|json)$/],
];

const byEnding: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ...kinds('shell', 'sh bash ksh command dash ash zsh'),
  ...kinds('make', 'mk mak make'),
  ...kinds('javascript', 'js mjs cjs ts mts cts'),
  ...kinds('powershell', 'ps1 psm1 psd1'),
  ...kinds(
    'other-driver',
    'py rb pl pm php bat cmd fish csh tcsh tcl lua groovy gradle kts kt scala sbt go rs ex exs java cs fsx cake',
  ),
  ...kinds('other-driver', 'yml yaml toml xml cmake bzl bazel nix just rake jl r am m4 xsh star jsonnet tf hcl'),
  ...kinds('docs', 'md markdown mdx rst adoc asciidoc txt html htm org tex textile'),
  ...kinds(
    'other',
    'json lock css scss less sass c h cc cpp hpp cxx m mm swift vue svelte jsx tsx map svg sum mod proto sql csv tsv',
  ),
  ...kinds(
    'other',
    'png jpg jpeg gif ico webp pdf zip gz tgz bz2 xz tar jar war class so dylib dll exe a o wasm ttf woff woff2 eot mp3 mp4',
  ),
  ...kinds('other', 'conf cfg ini properties env log pem crt key pub po pot snap golden patch diff orig rej swp bak'),
]);

/** Endings that no rule about names speaks of. */
const plainEndings = new Set(
  'sh bash py rb pl php go rs java kt scala c h cc cpp hpp cxx m mm swift vue css scss less jsx tsx svg png jpg jpeg gif ico bat cmd ps1'.split(
    ' ',
  ),
);

/** Files without a telling ending that drive builds for tools which we do not read. */
const otherDriverNames =
  /^(?:rakefile|gemfile|vagrantfile|justfile|earthfile|tiltfile|brewfile|fastfile|sconstruct|sconscript|build\.bazel|meson\.build|magefile|dodo|snakefile|procfile|fabfile|jakefile|berksfile|capfile|guardfile|pipfile|podfile|wscript)$/;

const composeName = /^(?:(?:.*[.-])?(?:docker|podman)-compose(?:[._-].*)?|compose(?:[._-].*)?|fig)\.ya?ml$/;
const makeName = /^(?:gnu)?makefile(?:[._-].*)?$/;

/** The kind of a file by its path; the first rule that fits counts. */
export function kindOfPath(path: string): NameKind {
  const lower = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const dot = lower.lastIndexOf('.');
  const ending = dot > 0 ? lower.slice(dot + 1) : '';
  if (
    ending === 'dockerignore' ||
    lower === '.dockerignore' ||
    ending === 'containerignore' ||
    lower === '.containerignore'
  )
    return 'ignore';
  if (/docker|containerfile/.test(lower) && !makeName.test(lower)) {
    const dockerfile = dockerfileKind(lower, ending);
    if (dockerfile !== undefined) return dockerfile;
  }
  return driverKind(path);
}

/** The kind of a file that is no Dockerfile, although it may be called like one. */
export function driverKind(path: string): NameKind {
  const lower = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const dot = lower.lastIndexOf('.');
  const ending = dot > 0 ? lower.slice(dot + 1) : '';
  // Most files of a repository are sources, and their ending says all: the rules below are spared for the others.
  if (plainEndings.has(ending)) return byEnding.get(ending) ?? 'probe';
  if (/^(?:\.git|\.npm|\.hg|\.eslint|\.prettier|\.gcloud|\.helm)ignore$/.test(lower)) return 'ignore';
  if (lower === 'package.json') return 'package-json';
  if (makeName.test(lower)) return ending === 'am' || ending === 'in' ? 'other-driver' : 'make';
  if (/\.ya?ml$/.test(lower) && composeName.test(lower)) return 'compose';
  if (ciSystemOf(path) !== undefined) return 'ci';
  if (otherDriverNames.test(lower)) return 'other-driver';
  if (/^(?:readme|license|licence|changelog|changes|contributing|authors|notice|copying|todo)\b/.test(lower))
    return 'docs';
  if (/(?:\.d\.[mc]?ts|\.min\.js)$/.test(lower)) return 'other';
  return byEnding.get(ending) ?? 'probe';
}

/** Endings that say that a file with a Dockerfile's name is about Dockerfiles; it is asked, since `Dockerfile.go` is often one. */
const dubiousEnding = new Set(
  (
    'sh bash py rb js mjs cjs ts tsx jsx go rs java kt cs php pl lua c h cpp txt in j2 jinja jinja2 tpl tmpl template erb mustache yml yaml ' +
    'json toml xml cfg conf orig bak old rej patch diff log csv'
  ).split(' '),
);
const neverDockerfile = new Set(
  'md markdown rst adoc html htm svg png jpg gif pdf lock snap vim tmlanguage sublime-syntax swp pyc class'.split(' '),
);

/**
 * Dockerfiles by name: `Dockerfile`, `Dockerfile.x`, `Dockerfile-x`, `Dockerfile_x`, `x.Dockerfile`, `x.Docker`,
 * the same with `Containerfile`, in any case (`docker build -f` takes any name; these are the ones in use).
 * `x.Docker` and names that only begin or end alike (`DockerfileBuild`) are asked for their first instruction.
 */
function dockerfileKind(lower: string, ending: string): NameKind | undefined {
  const telling = /^(?:dockerfile|containerfile)(?:[._-]|$)|[._-](?:dockerfile|containerfile)(?:$|[._-])/.test(lower);
  const loose = /^(?:dockerfile|containerfile)[a-z0-9]|(?:dockerfile|containerfile|.\.docker)$/.test(lower);
  if ((!telling && !loose) || neverDockerfile.has(ending) || lower.endsWith('~')) return undefined;
  return dubiousEnding.has(ending) || !telling ? 'dockerfile?' : 'dockerfile';
}

export function ciSystemOf(path: string): CiSystem | undefined {
  if (!/ya?ml$|json$|jenkinsfile/i.test(path)) return undefined;
  return ciPaths.find(([, pattern]) => pattern.test(path))?.[0];
}

export function isVendored(path: string): boolean {
  return vendored.test(path);
}

/** Whether files in this folder are asked for a shebang although they are not executable. */
export function isScriptFolder(folder: string): boolean {
  return folder === '' || scriptFolder.test(folder);
}

function kinds(kind: NameKind, endings: string): readonly (readonly [string, NameKind])[] {
  return endings.split(' ').map((ending) => [ending, kind] as const);
}
