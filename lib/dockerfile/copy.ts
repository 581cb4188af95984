import { baseName, cleanPath, joinPath } from './paths.js';
import { hasMeta } from './patterns.js';

export interface SourcePath {
  /** Of the context: relative, `.` for its root. Of a stage or image: absolute. Clipped at the root where it climbs out. */
  readonly path: string;
  /** `..` led out of the root: BuildKit and buildah clip, classic fails. */
  readonly climbs: boolean;
  readonly hasMeta: boolean;
}

/** A COPY or ADD source after expansion, in the build context (CO-S1). */
export function contextSource(text: string): SourcePath {
  const relative = cleanPath(text.replace(/^\/+/, ''));
  const climbs = relative === '..' || relative.startsWith('../');
  const path = climbs ? cleanPath(`/${relative}`).slice(1) : relative;
  return { path: path === '' ? '.' : path, climbs, hasMeta: hasMeta(text) };
}

/** A source of `COPY --from`: always from the root of the stage, whatever its WORKDIR (CO-S2). */
export function fromSource(text: string): SourcePath {
  const { path, climbs, hasMeta: meta } = contextSource(text);
  return { path: cleanPath(`/${path}`), climbs, hasMeta: meta };
}

export interface Destination {
  /** Absolute and clean, without a slash at its end. */
  readonly path: string;
  /** It ends in `/`, or is `.`, `./` or empty: a file lands in it under its own name. */
  readonly isDirectorySyntax: boolean;
  /** It ends in `/.`, which engines read differently for a file while nothing is there. */
  readonly endsInDot: boolean;
}

/** A destination after expansion, seen from the current WORKDIR of the stage that is built (CO-D1). */
export function resolveDestination(text: string, workdir: string): Destination {
  const path = text.startsWith('/') ? cleanPath(text) : joinPath('/', workdir, text);
  const isDirectorySyntax = text === '' || text === '.' || text.endsWith('/');
  return { path, isDirectorySyntax, endsInDot: text.endsWith('/.') };
}

export type SourceKind = 'file' | 'directory' | 'unknown';
export type DestinationState = 'absent' | 'file' | 'directory' | 'unknown';

export type Landing =
  /** The file has this path afterwards. */
  | { readonly outcome: 'file'; readonly path: string }
  /** The contents of the directory are in this directory afterwards (CO-S3). */
  | { readonly outcome: 'contents'; readonly path: string }
  | { readonly outcome: 'error'; readonly why: 'destination-is-a-file' | 'several-sources-without-slash' }
  /** Not settled: by the kind of the source, by what is at the destination (CO-D4), or by the engine. */
  | {
      readonly outcome: 'depends';
      readonly on: 'kind' | 'destination' | 'engine';
      readonly possible: readonly Landing[];
    };

/**
 * Where one source of COPY lands (the table of section 2.3, CO-D1 … CO-D4, CO-S3, CO-S8).
 *
 * A file that is in the way of a directory is an error only where it is known to be there: with an unknown state the
 * build is taken to work.
 *
 * @param sourceBase the name that the source is called by, its last element
 * @param multiple several sources, or a wildcard that matches several
 */
export function landingOf(
  kind: SourceKind,
  sourceBase: string,
  dest: Destination,
  state: DestinationState,
  multiple: boolean,
): Landing {
  if (kind === 'unknown') {
    const possible = (['file', 'directory'] as const).map((known) =>
      landingOf(known, sourceBase, dest, state, multiple),
    );
    return oneOf('kind', possible);
  }
  const single = kind === 'file' ? fileLanding(baseName(sourceBase), dest, state) : directoryLanding(dest, state);
  if (!multiple || dest.isDirectorySyntax) return single;
  return oneOf('engine', [single, { outcome: 'error', why: 'several-sources-without-slash' }]);
}

function directoryLanding({ path }: Destination, state: DestinationState): Landing {
  return state === 'file' ? { outcome: 'error', why: 'destination-is-a-file' } : { outcome: 'contents', path };
}

function fileLanding(base: string, dest: Destination, state: DestinationState): Landing {
  const inside: Landing = { outcome: 'file', path: joinPath(dest.path, base) };
  const itself: Landing = { outcome: 'file', path: dest.path };
  // The root is always a directory.
  if (state === 'directory' || dest.path === '/') return inside;
  if (dest.isDirectorySyntax) return state === 'file' ? { outcome: 'error', why: 'destination-is-a-file' } : inside;
  if (state === 'file') return itself;
  if (dest.endsInDot) return oneOf('engine', [inside, itself]);
  return state === 'absent' ? itself : oneOf('destination', [itself, inside]);
}

/** Possibilities that are all the same are a settled answer. */
function oneOf(on: 'kind' | 'destination' | 'engine', possible: readonly Landing[]): Landing {
  const [first, ...others] = possible;
  const asText = JSON.stringify(first);
  if (first !== undefined && others.every((other) => JSON.stringify(other) === asText)) return first;
  return { outcome: 'depends', on, possible };
}
