import { displayPath, relativeTo, repositoryPath, resolveHostPath, type HostPath } from '../world/host-path.js';
import { referenceKey } from '../world/reference.js';
import { higherSyntax } from '../dockerfile/syntax.js';
import { copiesOf, type ExecutionPath } from '../world/step.js';
import { renderValue, symbolsOf } from '../world/value.js';
import type { Build, Image } from '../world/world.js';
import type { Comparison } from './compare.js';
import { finalTerm, type Event } from './events.js';
import type { Guards } from './guards.js';
import { HandOffSteps } from './hand-off-steps.js';
import type { Images } from './images.js';
import { compareOptions } from './options.js';
import { all, differs, excusedBy, located, same, sameIf, type Verdict } from './outcome.js';
import type { PathPair } from './pair-paths.js';
import type { ServingElsewhere } from './serving-elsewhere.js';
import type { Term } from './term.js';

/** The two sides of one comparison. */
export interface Sides {
  readonly legacy: Images;
  readonly rewritten: Images;
  readonly legacyGuards: Guards;
  readonly rewrittenGuards: Guards;
  readonly comparison: Comparison;
  readonly events: (path: ExecutionPath, images: Images) => readonly Event[];
  /** Whether something else in the repository names a tag or a host path. */
  readonly mentions: (needle: string) => string | null;
  /** Tags of folded builders that are gone: nothing may use them any more. */
  readonly vanished: Set<string>;
}

/** A legacy event and the rewritten one that takes its place, with the builds that were folded into it. */
interface Match {
  readonly legacy: Event;
  readonly rewritten: Event;
  readonly folded: readonly Event[];
}

/** Compares everything that can be observed of a pair of ways (4.1). */
export class PairComparison {
  readonly #before: readonly Event[];
  readonly #after: readonly Event[];
  readonly #handOff: HandOffSteps;
  readonly #dropped: Event[] = [];
  readonly #matches: Match[] = [];

  constructor(
    readonly pair: PathPair,
    readonly sides: Sides,
    elsewhere: ServingElsewhere,
  ) {
    this.#before = sides.events(pair.legacy, sides.legacy);
    this.#after = sides.events(pair.rewritten, sides.rewritten);
    this.#handOff = new HandOffSteps(pair.legacy, this.#before, sides.legacy, elsewhere.on(pair.legacy));
  }

  verdict(): Verdict {
    return all([
      () => this.#ends(),
      () => this.#align(),
      () => this.#runs(),
      () => this.#tags(),
      () => this.#failures(),
      () => this.#leftovers(),
      () => this.#cleanups(),
      () => this.#delivered(),
    ]);
  }

  /** `docker rm $(docker ps -aq)` fails where it finds no container: those of the hand-off may have been all there were. */
  #cleanups(): Verdict {
    if (!this.#dropped.some(({ step }) => step.effect.kind === 'container')) return same;
    const cleanup = this.#matches.find(({ legacy: { step } }) => {
      const { effect, words, onFailure } = step;
      const isOpen = words.some(({ value }) => symbolsOf(value).some(({ splits }) => splits));
      return effect.kind === 'remove-container' && effect.containers.length === 0 && isOpen && onFailure === 'stops';
    });
    return cleanup === undefined
      ? same
      : differs(
          'this removes all containers, and fails when there is none: those of the hand-off are gone (FLOW-4)',
          cleanup.legacy.step.command.span,
          cleanup.rewritten.step.command.span,
        );
  }

  #ends(): Verdict {
    const { legacy, rewritten } = this.pair;
    return legacy.end === rewritten.end
      ? same
      : differs(
          rewritten.end === 'failed' ? 'the script fails where it did not before' : 'the script no longer fails here',
        );
  }

  /** Goes through both sequences: what is the same stays; of the legacy one, hand-off steps may go. */
  #align(): Verdict {
    const verdicts: Verdict[] = [];
    let at = 0;
    for (const event of this.#before) {
      const other = this.#after[at];
      const verdict =
        other === undefined
          ? differs(`this no longer happens: ${event.text}`, event.step.command.span)
          : this.#sameEvent(event, other);
      if (verdict.equal && other !== undefined) {
        if (event.build !== null && isExport(event, other)) this.#handOff.extracted.add(event.build.image);
        this.#handOff.kept.push(event.step);
        this.#matches.push({ legacy: event, rewritten: other, folded: this.#foldedInto(event) });
        verdicts.push(verdict);
        at++;
        continue;
      }
      const excuse = this.#handOff.excuse(event);
      if (excuse === null) return located(verdict, event.step.command.span, other?.step.command.span ?? null);
      this.#dropped.push(event);
      verdicts.push(excusedBy(excuse), this.#idle(event));
    }
    const extra = this.#after[at];
    if (extra !== undefined) return differs(`this is new: ${extra.text}`, null, extra.step.command.span);
    return all(verdicts.map((verdict) => () => verdict));
  }

  /** A builder that this way built for nobody: the way is named. */
  #idle({ step, build }: Event): Verdict {
    if (build === null || !this.#handOff.isIdle(step)) return same;
    const image = build.build.tags.map(renderValue).join(', ') || 'an image';
    const values = { image, way: this.#shownWay() };
    return sameIf({ code: 'unused-builder', values, place: null });
  }

  #shownWay(): string {
    const { decisions, end } = this.pair.legacy;
    if (end === 'failed') return 'the script ends with an error';
    const patterns = decisions.filter(({ key, holds }) => !holds && key.startsWith('case '));
    return patterns.map(({ key }) => `not ${key.replace('case ', '')}`).join(', ');
  }

  #sameEvent(legacy: Event, rewritten: Event): Verdict {
    if (legacy.build !== null && rewritten.build !== null && isExport(legacy, rewritten))
      return this.#sameExport(legacy, legacy.build.build, rewritten.build.build);
    if (legacy.build !== null && rewritten.build !== null)
      return this.#sameBuild(legacy, rewritten, legacy.build, rewritten.build);
    if (legacy.text !== rewritten.text) {
      return this.#sameRest(legacy, rewritten)
        ? excusedBy('host-artifact')
        : differs(`${legacy.text} became ${rewritten.text}`);
    }
    return all([
      () => this.#sameAnnounced(legacy, rewritten),
      () => this.#sameTerms(legacy.terms, rewritten.terms, legacy.text),
    ]);
  }

  /** Two messages are one only if they announce the same command. */
  #sameAnnounced(legacy: Event, rewritten: Event): Verdict {
    const [before, after] = [
      this.#before.find(({ step }) => step === legacy.announced),
      this.#after.find(({ step }) => step === rewritten.announced),
    ];
    if (before === undefined || after === undefined)
      return before === after ? same : differs(`${legacy.text} became ${rewritten.text}`);
    const verdict = this.#sameEvent(before, after);
    return verdict.equal ? same : verdict;
  }

  /** `rm app version.txt` that became `rm version.txt`: each operand stands for itself, and the artifact is gone. */
  #sameRest(legacy: Event, rewritten: Event): boolean {
    const { step } = legacy;
    const words = step.words.map(({ value }) => renderValue(value));
    if (
      step.effect.kind !== 'host' ||
      rewritten.step.effect.kind !== 'host' ||
      !/^(?:rm|mkdir|chmod|touch)$/.test(words[0] ?? '')
    )
      return false;
    const rest = step.words.filter(
      ({ value }, index) => index === 0 || !this.#handOff.isGone(resolveHostPath(value, step.before.cwd).path),
    );
    const sameWords =
      rest.map(({ value }) => renderValue(value)).join('\0') ===
      rewritten.step.words.map(({ value }) => renderValue(value)).join('\0');
    const plain = [step, rewritten.step].every(
      ({ command }) => command.assignments.length === 0 && command.redirects.length === 0,
    );
    return sameWords && plain && rest.length < words.length && step.before.cwd === rewritten.step.before.cwd;
  }

  #sameTerms(legacy: readonly Term[], rewritten: readonly Term[], what: string): Verdict {
    if (legacy.length !== rewritten.length) return differs(`${what}: it finds other things`);
    return all(
      legacy.map((term, index) => () => {
        const other = rewritten[index];
        return other === undefined ? differs(what) : this.sides.comparison.compare(term, other);
      }),
    );
  }

  #sameBuild(
    event: Event,
    other: Event,
    legacy: { readonly build: Build; readonly image: Image },
    rewritten: { readonly build: Build; readonly image: Image },
  ): Verdict {
    const { sides } = this;
    const unread = sides.legacy.result(legacy.build).unread ?? sides.rewritten.result(rewritten.build).unread;
    return all([
      () => (unread === null ? same : this.#sameUnread(event, other, unread)),
      () => sameTags(legacy.build, rewritten.build),
      () => this.#sameSyntax(event, legacy.build, rewritten.build),
      () => sides.comparison.compare(sides.legacy.term(legacy.image), sides.rewritten.term(rewritten.image)),
      () =>
        compareOptions(
          legacy.build,
          this.#foldedInto(event).flatMap(({ build, work }) => (build ?? work)?.build ?? []),
          rewritten.build,
          this.#keptBuilders(event),
        ),
    ]);
  }

  /**
   * A build whose files containers took to the host, and one that writes them there (OUT-1): with the same options but
   * for what names the result. What it writes is compared where it is read, and at the end.
   */
  #sameExport(event: Event, legacy: Build, rewritten: Build): Verdict {
    const { sides } = this;
    const unread = sides.legacy.result(legacy).unread ?? sides.rewritten.result(rewritten).unread;
    const plain = { ...rewritten, options: rewritten.options.filter(({ name }) => name !== '--output') };
    return all([
      () => (unread === null ? same : differs(`the build cannot be read: ${unread}`)),
      () => (rewritten.tags.length === 0 ? same : differs('a build that only writes files has a tag')),
      () => this.#sameSyntax(event, legacy, rewritten),
      () => compareOptions(legacy, [], plain),
    ]);
  }

  /** The files that containers were made for are on the host in the end, as they were. */
  #delivered(): Verdict {
    const { legacy, rewritten, comparison } = this.sides;
    const places = this.#dropped.flatMap(({ step }) =>
      copiesOf(step).flatMap(({ container, to }) => (this.#handOff.extracted.has(container.image) ? [to] : [])),
    );
    const extra = this.#matches.flatMap((match) => writtenBesides(match, places, rewritten))[0];
    if (extra !== undefined)
      return differs(`${displayPath(extra)} is written to the host, where nothing was taken before (OUT-1)`);
    return all(
      [...new Set(places)].map(
        (path) => () =>
          comparison.compare(
            finalTerm(path, this.pair.legacy, legacy),
            finalTerm(path, this.pair.rewritten, rewritten),
          ),
      ),
    );
  }

  /** M6: of the frontends that the merged Dockerfiles asked for the one that reads all of them; none where none did. */
  #sameSyntax(event: Event, legacy: Build, rewritten: Build): Verdict {
    const builds = [legacy, ...this.#mergedInto(event, rewritten)];
    const asked = builds.flatMap((build) => this.sides.legacy.result(build).syntax ?? []);
    const now = this.sides.rewritten.result(rewritten).syntax;
    const right =
      now === null
        ? asked.length === 0
        : asked.includes(now) && asked.every((syntax) => higherSyntax(syntax, now) === now);
    return right ? same : differs(`the syntax directive ${asked.join(', ') || 'none'} became ${now ?? 'none'} (M6)`);
  }

  /** A build that nobody can read is equal to one with the same words, Dockerfile and context, and to no other. */
  #sameUnread(legacy: Event, rewritten: Event, why: string): Verdict {
    if (legacy.text !== rewritten.text) return differs(`the build cannot be read: ${why}`);
    return this.#sameTerms(legacy.terms, rewritten.terms, `the build cannot be read: ${why}`);
  }

  /** The legacy builds that a build takes files or its base from, as far as they are gone. */
  #foldedInto(event: Event): readonly Event[] {
    if (event.build === null) return [];
    const wanted = new Set<Image>(this.sides.legacy.result(event.build.build).uses);
    const folded: Event[] = [];
    for (const dropped of [...this.#dropped].reverse()) {
      const made = dropped.build ?? dropped.work;
      if (made === null || !wanted.has(made.image)) continue;
      folded.push(dropped);
      for (const image of this.sides.legacy.result(made.build).uses) wanted.add(image);
    }
    return folded;
  }

  /** Builders of a build that the rewrite still builds by themselves. */
  #keptBuilders(event: Event): readonly Build[] {
    if (event.build === null) return [];
    const { uses } = this.sides.legacy.result(event.build.build);
    return this.#matches.flatMap(({ legacy: { build } }) =>
      build !== null && uses.has(build.image) ? [build.build] : [],
    );
  }

  /**
   * The legacy builds whose stages are in the rewritten build: those that are gone, and those that stay for something
   * else while this build no longer uses their image.
   */
  #mergedInto(event: Event, rewritten: Build): readonly Build[] {
    if (event.build === null) return [];
    const still = this.sides.rewritten.result(rewritten).uses;
    const kept = new Map(this.#matches.map(({ legacy, rewritten: now }) => [legacy, now.build?.image]));
    const gone = new Set(this.#dropped);
    const wanted = new Set<Image>(this.sides.legacy.result(event.build.build).uses);
    const merged: Build[] = [];
    for (const before of [...this.#before].reverse()) {
      const { build } = before;
      if (build === null || !wanted.has(build.image)) continue;
      const image = kept.get(before);
      if (!gone.has(before) && (image === undefined || still.has(image))) continue;
      merged.push(build.build);
      for (const used of this.sides.legacy.result(build.build).uses) wanted.add(used);
    }
    return merged;
  }

  /** Every RUN that legacy carried out still is, so that a failing one still stops the script (ST-8); and no other is. */
  #runs(): Verdict {
    const idle = new Set(this.#dropped.filter(({ step }) => this.#handOff.isIdle(step)));
    const before = runsOf(
      this.#before.filter((event) => !idle.has(event)),
      this.sides.legacy,
    );
    const after = runsOf(this.#after, this.sides.rewritten);
    const { comparison } = this.sides;
    const open = [...after].filter((run) => !before.has(run));
    for (const run of before) {
      if (after.has(run)) continue;
      const index = open.findIndex((other) => comparison.compare(run, other).equal);
      if (index === -1)
        return differs(
          'a RUN is no longer carried out: no stage that the image needs holds it (STG-3)',
          this.sides.legacy.session.placeOf('legacy', run),
        );
      open.splice(index, 1);
    }
    const [fresh] = open;
    return fresh === undefined
      ? same
      : differs(
          'a RUN is carried out that was not there before',
          null,
          this.sides.rewritten.session.placeOf('rewritten', fresh),
        );
  }

  /** Every tag names the same image at the end; tags of folded builders may go where nothing else names them. */
  #tags(): Verdict {
    const before = tagsOf(this.pair.legacy);
    const after = tagsOf(this.pair.rewritten);
    const { legacy, rewritten, comparison } = this.sides;
    return all([
      ...[...before].map(([key, image]) => () => {
        const now = after.get(key);
        if (now !== undefined) return comparison.compare(legacy.term(image), rewritten.term(now));
        return this.#vanishedTag(key, image);
      }),
      ...[...after.keys()].map((key) => () => (before.has(key) ? same : differs(`the tag ${key} is new`))),
    ]);
  }

  #vanishedTag(key: string, image: Image): Verdict {
    const folded = this.#handOff.extracted.has(image) || this.#dropped.some(({ build }) => build?.image === image);
    if (!folded) return differs(`the tag ${key} is gone`);
    const mention = this.sides.mentions(key.replace(/:latest$/, ''));
    this.sides.vanished.add(key);
    return mention === null ? excusedBy('builder-tag') : differs(`the tag ${key} is gone, but ${mention} names it`);
  }

  /** A failure of a step keeps the same later steps from running as before (FLOW-4). */
  #failures(): Verdict {
    for (const [index, first] of this.#matches.entries()) {
      for (const second of this.#matches.slice(index + 1)) {
        const verdict = this.#sameGuard(first, second);
        if (!verdict.equal) return verdict;
      }
      const stopped = [first.legacy, ...first.folded].some(({ step }) => step.onFailure === 'stops');
      const stops = first.rewritten.step.onFailure === 'stops';
      if (stopped && !stops)
        return differs(
          'a failure here no longer stops the script (FLOW-4)',
          first.legacy.step.command.span,
          first.rewritten.step.command.span,
        );
      if (!stopped && stops)
        return differs(
          'a failure here now stops the script (FLOW-4)',
          first.legacy.step.command.span,
          first.rewritten.step.command.span,
        );
    }
    return same;
  }

  #sameGuard(first: Match, second: Match): Verdict {
    const { legacyGuards, rewrittenGuards } = this.sides;
    const guarded = [first.legacy, ...first.folded].some(({ step }) => legacyGuards.guards(step, second.legacy.step));
    const guards = rewrittenGuards.guards(first.rewritten.step, second.rewritten.step);
    if (guarded === guards) return same;
    const what = guarded
      ? 'a failure here no longer keeps the next step from running (FLOW-4)'
      : 'a failure here now keeps the next step from running (FLOW-4)';
    return differs(what, first.legacy.step.command.span, first.rewritten.step.command.span);
  }

  /** Artifacts that stayed on the host and are not there any more. */
  #leftovers(): Verdict {
    const gone = this.#dropped.some(({ step, work }) => copiesOf(step).length > 0 || work !== null);
    if (!gone) return same;
    const named = this.#handOff.carriers.paths
      .map((path) => ({ path, mention: this.sides.mentions(artifactNeedle(path)) }))
      .find(({ mention }) => mention !== null);
    return named === undefined
      ? same
      : differs(
          `${displayPath(named.path)} is no longer on the host, but ${named.mention ?? 'something'} uses it (FLOW-1)`,
        );
  }
}

/** A build that writes to the host in the place of one that only made an image. */
function isExport(legacy: Event, rewritten: Event): boolean {
  return (
    legacy.step.effect.kind === 'build' &&
    rewritten.step.effect.kind === 'build' &&
    copiesOf(legacy.step).length === 0 &&
    copiesOf(rewritten.step).length > 0
  );
}

/** Host paths that an exporting build writes and that no container was made for; the folder, where they are not known. */
function writtenBesides({ legacy, rewritten: now }: Match, places: readonly HostPath[], images: Images): HostPath[] {
  if (!isExport(legacy, now)) return [];
  return copiesOf(now.step).flatMap(({ container, to }) => {
    const { tree } = images.image(container.image);
    const names = tree.names();
    if (names === null || places.length === 0) return [to];
    return names
      .map((name) => `${to}${name}`)
      .filter((path) => !places.some((place) => relativeTo(place, path) !== null));
  });
}

/** Host paths are looked for as CI artifacts, with a mark in front that tells them from tags; a wildcard by its folder. */
function artifactNeedle(path: HostPath): string {
  const named = path.replace(/\/[^/]*[*?[].*$/, '');
  return `path:${repositoryPath(named) ?? named}`;
}

function sameTags(legacy: Build, rewritten: Build): Verdict {
  const shown = (build: Build): string => build.tags.map(referenceKey).sort().join(', ');
  return shown(legacy) === shown(rewritten)
    ? same
    : differs(`the image is tagged ${shown(rewritten) || 'with nothing'} in place of ${shown(legacy) || 'nothing'}`);
}

/** Every RUN of the builds, and of the commands in containers whose results the builds take. */
function runsOf(events: readonly Event[], images: Images): ReadonlySet<Term> {
  const used = new Set<Image>();
  const builds = [...events].reverse().flatMap(({ build, work }): Build[] => {
    const made = build ?? (work !== null && used.has(work.image) ? work : null);
    if (made === null) return [];
    for (const image of images.result(made.build).uses) used.add(image);
    return [made.build];
  });
  return new Set(builds.flatMap((build) => [...images.result(build).runs]));
}

/** Names of images that the script built or tagged; ids are no names. */
function tagsOf(path: ExecutionPath): ReadonlyMap<string, Image> {
  const tagged = new Set(
    path.steps.flatMap(({ effect }) => (effect.kind === 'tag' ? [referenceKey(effect.reference)] : [])),
  );
  return new Map(
    [...path.last.images].filter(([key, image]) => key !== image.id && (image.kind === 'built' || tagged.has(key))),
  );
}
