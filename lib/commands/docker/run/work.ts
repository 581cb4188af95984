import { ignoreMatcher } from '../../../dockerfile/ignore.js';
import { isReadFailure, type FileTree } from '../../../source/file-tree.js';
import { synthesizedPath, type SourceFile, type Span } from '../../../source/source-file.js';
import { relativeTo, repositoryPath, repositoryRoot, type HostPath } from '../../../world/host-path.js';
import { referenceKey } from '../../../world/reference.js';
import { textValue, type Value } from '../../../world/value.js';
import type { Build, BuiltImage, CommandOption, Finding, Image, Tool, Work, World } from '../../../world/world.js';
import { codeTable } from '../../../source/codes.js';
import { lastValue } from '../build.js';
import { runningOf } from './command-text.js';
import { flagFindings } from './flags.js';
import { imageConfig, type ImageConfig } from './image-config.js';
import { mountsOf } from './mounts.js';
import { writeRecipe, type Recipe } from './recipe.js';
import { contextOf, readMount, type MountedSource } from './sources.js';

/** A command in a container, as the script starts it. */
export interface Job {
  readonly tool: Tool;
  /** What the container holds before. */
  readonly image: Image;
  readonly options: readonly CommandOption[];
  readonly words: readonly Value[];
  /** `docker exec`: the image's ENTRYPOINT and CMD do not count. */
  readonly bare: boolean;
  /** Something is fed to it. */
  readonly hasInput: boolean;
  readonly environment: Build['environment'];
  readonly span: Span;
  readonly files: FileTree;
  /** Numbers the image that stands for the result. */
  fresh(kind: string): number;
}

/** What a command in a container does to its files, as a build that would do the same (§3.3, I-08). */
export function workOf(job: Job, world: World): Work {
  const config = imageConfig(job.image, job.files);
  if (config === null)
    return {
      kind: 'blocked',
      findings: [{ code: 'run-command', values: { why: 'the Dockerfile of its image cannot be read' } }],
    };
  const mounts = mountsOf(job.options, world).map((mount) => readMount(mount, world.host));
  const sources = mounts.map(({ source }) => source);
  const context = contextOf(sources);
  const running = runningOf({
    entrypoint: job.bare ? { kind: 'none' } : config.entrypoint,
    command: config.command,
    override: lastValue(job.options, '--entrypoint'),
    words: job.words,
  });
  const recipe = writeRecipe({ base: baseOf(job.image), config, options: job.options, sources, context, running });
  const findings = [
    { code: 'run-becomes-cached', values: {} } as const,
    ...flagFindings(job.options),
    ...mounts.flatMap((mount) => mount.findings),
    ...recipe.findings,
    ...circumstances(job, config, sources),
    ...ignored(sources, context, job.files),
  ];
  const told = together(findings, job);
  if (told.some(({ code }) => codeTable[code].kind === 'refusal')) return { kind: 'blocked', findings: told };
  return { kind: 'build', image: resultOf(job, recipe, context, world), findings: told };
}

/** An image of the script is named by its id, any other as it is written. */
function baseOf(image: Image): Value {
  if (image.kind === 'external') return image.reference;
  return textValue(imageName(image));
}

function imageName({ id }: Image): string {
  return id.replace('#', '-');
}

/** Facts about image and call that no Dockerfile at hand shows (RUN-3, RUN-5, RUN-8). */
function circumstances(job: Job, config: ImageConfig, sources: readonly MountedSource[]): Finding[] {
  const findings: Finding[] = [];
  const isOverridden = lastValue(job.options, '--entrypoint') !== null;
  if (config.entrypoint.kind === 'unknown' && !isOverridden && !job.bare)
    findings.push({ code: 'image-assumed', values: { what: 'has no ENTRYPOINT that does more than run the command' } });
  if (config.user === null && lastValue(job.options, '--user') === null)
    findings.push({ code: 'image-assumed', values: { what: 'works as root' } });
  if (job.hasInput) findings.push({ code: 'run-needs', values: { what: 'what is fed to its standard input' } });
  const volume = config.volumes.find((path) =>
    sources.some(
      (source) => source.kind !== 'none' && (source.target === path || source.target.startsWith(`${path}/`)),
    ),
  );
  if (volume !== undefined) findings.push({ code: 'run-volume', values: { volume } });
  return findings;
}

/** What the mount showed and the ignore file keeps from a COPY (RUN-2, IGN-3). */
function ignored(sources: readonly MountedSource[], context: HostPath | null, files: FileTree): Finding[] {
  const folder = context === null ? null : repositoryPath(context);
  if (folder === null) return [];
  const path = folder === '' ? '.dockerignore' : `${folder}/.dockerignore`;
  const file = files.entries.has(path) ? files.read(path) : null;
  if (file === null || isReadFailure(file)) return [];
  const isIgnored = ignoreMatcher(file.text);
  const seen = [...files.entries.keys()].filter((entry) => isMounted(`${repositoryRoot}/${entry}`, sources));
  const hidden = seen.filter((entry) => isIgnored(relativeTo(context ?? '/', `${repositoryRoot}/${entry}`) ?? entry));
  if (hidden.length === 0) return [];
  const shown = hidden.slice(0, 3).join(', ') + (hidden.length > 3 ? ` and ${String(hidden.length - 3)} more` : '');
  const starves = hidden.length * 2 > seen.length;
  return [{ code: starves ? 'mount-starved' : 'mount-ignored', values: { file: path, paths: shown } }];
}

function isMounted(path: HostPath, sources: readonly MountedSource[]): boolean {
  return sources.some((source) => source.kind === 'copied' && relativeTo(source.source, path) !== null);
}

/** One sentence about the image for all that is taken for granted about it. */
function together(findings: readonly Finding[], job: Job): readonly Finding[] {
  const assumed = findings.flatMap(({ code, values }) => (code === 'image-assumed' ? [values.what ?? ''] : []));
  const others = findings.filter(({ code }) => code !== 'image-assumed');
  if (assumed.length === 0) return others;
  const image =
    job.image.kind === 'external'
      ? baseOf(job.image)
          .map((part) => ('text' in part ? part.text : part.key))
          .join('')
      : 'The image';
  return [...others, { code: 'image-assumed', values: { image, what: [...new Set(assumed)].join(', ') } }];
}

function resultOf(job: Job, recipe: Recipe, context: HostPath | null, world: World): BuiltImage {
  const text = `${recipe.lines.join('\n')}\n`;
  const build: Build = {
    tool: job.tool,
    dockerfile: { kind: 'synthesized', file: fileOf(text, job.span) },
    context:
      context === null
        ? { kind: 'none', argument: null }
        : { kind: 'directory', path: context, argument: { value: [], word: { pieces: [], span: job.span } } },
    options: recipe.values.options,
    unknownOptions: [],
    tags: [],
    environment: job.environment,
    host: world.host,
    cwd: world.cwd,
    images: new Map(world.images).set(referenceKey(textValue(imageName(job.image))), job.image),
    ranIn: job.image,
  };
  return { kind: 'built', id: `image#${String(job.fresh('image'))}`, build };
}

function fileOf(text: string, span: Span): SourceFile {
  return { path: synthesizedPath(span, hashOf(text)), text, encoding: 'utf8', mode: 0o644 };
}

/** FNV-1a: tells the texts of one command apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}
