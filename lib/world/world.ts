import type { Code } from '../source/codes.js';
import type { Values } from '../source/diagnostic.js';
import type { SourceFile, Span } from '../source/source-file.js';
import type { Word } from '../script/program.js';
import type { HostPath } from './host-path.js';
import type { DirectoryNode, Origin } from './tree.js';
import type { Value } from './value.js';

/** What the interpreter knows at one moment. Immutable: a step gives a new one. */
export interface World {
  readonly host: DirectoryNode;
  readonly cwd: HostPath;
  /** Images by reference key and by id. The last build or tag of a reference wins. */
  readonly images: ReadonlyMap<string, Image>;
  /** Containers by id key and by name. */
  readonly containers: ReadonlyMap<string, Container>;
}

export type Tool = 'docker' | 'podman' | 'nerdctl' | 'buildah';

/** An image: compared by identity. */
export type Image =
  | BuiltImage
  /** Never built here: pulled, or there before. */
  | { readonly kind: 'external'; readonly id: string; readonly reference: Value }
  | { readonly kind: 'other'; readonly id: string; readonly why: string };

export interface BuiltImage {
  readonly kind: 'built';
  readonly id: string;
  readonly build: Build;
}

/** What the configuration of an image adds to a command line (3.3); null where it is not known. */
export interface ImageSettings {
  /** Empty where there is none. */
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[] | null;
  readonly workdir: string | null;
}

/** A container: compared by identity. */
export interface Container {
  readonly id: string;
  readonly name: Value | null;
  readonly image: Image;
  readonly tool: Tool;
  /** created: never started. inert: ran a command that changes nothing. ran: the command may have written anything. */
  readonly state: 'created' | 'inert' | 'ran';
  readonly command: readonly Value[];
  readonly options: readonly CommandOption[];
  /** `--entrypoint`: it replaces that of the image and discards its command; null where none is given. */
  readonly entrypoint: Value | null;
  /** `-w` */
  readonly workdir: Value | null;
  /** What the image was taken to add. */
  readonly settings: ImageSettings;
  /** The whole command line that it runs; null where a part of it is not known. */
  readonly argv: readonly Value[] | null;
  /** `-t` */
  readonly terminal: boolean;
  /** Container paths that come from the host or a volume and so hide the image's. */
  readonly mounts: readonly string[];
  /** True once `docker exec`, `docker cp` into it or a restart may have changed it. */
  readonly changed: boolean;
  readonly removedOnExit: boolean;
  /** What became of its files beyond what the image holds; null where they are the image's own. */
  readonly work: Work | null;
  readonly span: Span;
}

/** What a container did to its files. */
export type Work =
  /** The same as building this image would have done (§3.3). */
  | { readonly kind: 'build'; readonly image: BuiltImage; readonly findings: readonly Finding[] }
  /** Something that no build can do; the findings say what. */
  /** `once`: what it is when somebody waits for it. */
  | { readonly kind: 'blocked'; readonly findings: readonly Finding[]; readonly once?: Work };

/** Something to be told about a command, once what it did turns out to matter. */
export interface Finding {
  readonly code: Code;
  readonly values: Values;
}

/** An image that stands for all that a container holds: after its work, or the one that it was made from. */
export function contentImage(container: Container): Image {
  return container.work?.kind === 'build' ? container.work.image : container.image;
}

export interface Argument {
  readonly value: Value;
  /** The word of the script that it came from; several arguments may share one (`"$@"`, arrays). */
  readonly word: Word;
}

/** One option of a docker command line, in its long spelling. */
export interface CommandOption {
  /** `--file`, `--tag`, `--build-arg` … */
  readonly name: string;
  /** null for a switch. */
  readonly value: Value | null;
  /** The one or two arguments that it was written as. */
  readonly arguments: readonly Argument[];
  /** Shell text for it, where nobody wrote it: the option of a synthesized build. */
  readonly text?: string;
}

export type DockerfileSource =
  | { readonly kind: 'file'; readonly path: HostPath; readonly option: CommandOption | null }
  /** From standard input; `option` is `-f -`. */
  | { readonly kind: 'text'; readonly text: Value; readonly why: string; readonly option: CommandOption | null }
  /** What a command means that is no build: `docker run` as the Dockerfile that does the same (§3.3). */
  | { readonly kind: 'synthesized'; readonly file: SourceFile }
  /** `path`: where it would be, with values that are not known in it. */
  | { readonly kind: 'unknown'; readonly why: string; readonly path?: HostPath };

export type ContextSource =
  /** `streamed`: it came as a tar on standard input, so that no ignore file is read (IG-3). */
  | { readonly kind: 'directory'; readonly path: HostPath; readonly argument: Argument; readonly streamed?: true }
  /** `docker build - < Dockerfile` (I-14). */
  | { readonly kind: 'none'; readonly argument: Argument | null }
  /** `path`: where it would be, with values that are not known in it. */
  | { readonly kind: 'unknown'; readonly why: string; readonly path?: HostPath };

/** One `docker build`. */
export interface Build {
  readonly tool: Tool;
  readonly dockerfile: DockerfileSource;
  readonly context: ContextSource;
  readonly options: readonly CommandOption[];
  /** Unquoted words of unknown content that stand where options stand. */
  readonly unknownOptions: readonly Argument[];
  readonly tags: readonly Value[];
  /** `DOCKER_BUILDKIT=…` and the like, as assigned for this command or exported before it. */
  readonly environment: ReadonlyMap<string, Value>;
  /** The host as the build saw it. */
  readonly host: DirectoryNode;
  readonly cwd: HostPath;
  readonly images: ReadonlyMap<string, Image>;
  /** The image of the container in which the command worked that this build stands for. */
  readonly ranIn?: Image;
}

/** How the container's path was taken to the host: what stands in `docker cp`. */
export interface CopyOut {
  readonly container: Container;
  /** Absolute path in the container, normalized; '/' for the root. */
  readonly from: string;
  readonly fromEnding: 'plain' | 'slash' | 'dot';
  /** Where it landed: the path that now holds the artifact (CP-B table); '-' for standard output. */
  readonly to: HostPath;
  readonly origin: Origin;
}
