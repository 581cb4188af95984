import { isAbsentInBase } from '../dockerfile/known-bases.js';
import { compareCommands, compareProxies } from './compare-environment.js';
import { all, differs, located, same, sameIf, type Verdict } from './outcome.js';
import type { Session } from './session.js';
import { describe, isTerm, termAt, textAt, type Argument, type Term } from './term.js';

/** Where in two images the comparison stands. */
interface At {
  readonly legacy: Term;
  readonly rewritten: Term;
  readonly path: string;
}

/**
 * Compares a legacy term with a rewritten one. Equal terms are one object; what differs is followed down to the first
 * difference that no rule of §4.2 excuses and no assumption covers.
 */
export class Comparison {
  readonly #known = new Map<string, Verdict>();

  constructor(readonly session: Session) {}

  compare(legacy: Term, rewritten: Term): Verdict {
    if (legacy === rewritten) return same;
    // The innermost first: a chain of a thousand RUN instructions must not become a thousand nested calls.
    for (const [before, after] of this.#chain(legacy, rewritten).reverse()) this.#compareOnce(before, after);
    return this.#compareOnce(legacy, rewritten);
  }

  /** What the first arguments lead to, as long as both sides have the same form and differ. */
  #chain(legacy: Term, rewritten: Term): (readonly [Term, Term])[] {
    const chain: (readonly [Term, Term])[] = [];
    let [before, after] = [termAt(legacy, 0), termAt(rewritten, 0)];
    while (
      before !== null &&
      after !== null &&
      before !== after &&
      before.tag === after.tag &&
      !this.#known.has(`${before.id} ${after.id}`)
    ) {
      chain.push([before, after]);
      [before, after] = [termAt(before, 0), termAt(after, 0)];
    }
    return chain;
  }

  #compareOnce(legacy: Term, rewritten: Term): Verdict {
    const key = `${legacy.id} ${rewritten.id}`;
    let verdict = this.#known.get(key);
    if (verdict === undefined) {
      const found = this.#compare(legacy, rewritten);
      verdict = located(found, this.session.placeOf('legacy', legacy), this.session.placeOf('rewritten', rewritten));
      this.#known.set(key, verdict);
    }
    return verdict;
  }

  #compare(legacy: Term, rewritten: Term): Verdict {
    if (legacy.tag !== rewritten.tag) return this.#otherTags(legacy, rewritten);
    switch (legacy.tag) {
      case 'files':
        return this.#files(legacy, rewritten);
      case 'run':
        return this.#run(legacy, rewritten);
      case 'tree':
        return this.#tree(legacy, rewritten);
      case 'config':
        return this.#config(legacy, rewritten);
      case 'proxies':
        return compareProxies(legacy, rewritten);
      case 'content':
        return differs('the content is another');
      default:
        return this.#arguments(legacy, rewritten, `${legacy.tag} differs`);
    }
  }

  /** TAR-1 and LINK-1: the same entry, taken another way. */
  #otherTags(legacy: Term, rewritten: Term): Verdict {
    const place = this.session.placeOf('rewritten', rewritten);
    const inner = termAt(legacy, 0);
    if (legacy.tag === 'added' && inner !== null) {
      return all([
        () => this.compare(inner, rewritten),
        () => sameIf({ code: 'add-archive', values: { path: entryPath(inner) }, place }),
      ]);
    }
    if (legacy.tag === 'masked' && inner !== null) {
      return all([
        () => this.compare(inner, rewritten),
        () => sameIf({ code: 'host-umask', values: { path: entryPath(inner) }, place }),
      ]);
    }
    // OWN-4: ids of whoever runs the script.
    if (legacy.tag === 'host-owner' && rewritten === this.session.terms.make('owner', '0:0'))
      return sameIf({ code: 'host-owners', values: {}, place });
    const followed = termAt(rewritten, 0);
    if (rewritten.tag === 'followed' && followed !== null) {
      return all([
        () => this.compare(legacy, followed),
        () => sameIf({ code: 'artifact-link', values: { path: entryPath(legacy) }, place }),
      ]);
    }
    return differs(`the legacy image has ${describe(legacy)}, the new one ${describe(rewritten)}`);
  }

  #arguments(legacy: Term, rewritten: Term, what: string): Verdict {
    if (legacy.args.length !== rewritten.args.length)
      return differs(`${what}: ${describe(legacy)} became ${describe(rewritten)}`);
    return all(legacy.args.map((argument, index) => () => this.#argument(argument, rewritten.args[index], what)));
  }

  #argument(legacy: Argument, rewritten: Argument | undefined, what: string): Verdict {
    if (isTerm(legacy) && isTerm(rewritten)) return this.compare(legacy, rewritten);
    return legacy === rewritten ? same : differs(`${what}: ${describe(legacy)} became ${describe(rewritten)}`);
  }

  #files(legacy: Term, rewritten: Term): Verdict {
    const [before, after] = [termAt(legacy, 0), termAt(rewritten, 0)];
    const [place, newPlace] = [termAt(legacy, 1), termAt(rewritten, 1)];
    if (before === null || after === null || place === null || newPlace === null)
      return differs('the files cannot be compared');
    return all([
      () => this.compare(before, after),
      () => this.#place(place, newPlace, { legacy: before, rewritten: after, path: '/' }),
    ]);
  }

  #run(legacy: Term, rewritten: Term): Verdict {
    const part = (index: number): [Term, Term] | null => {
      const [before, after] = [termAt(legacy, index), termAt(rewritten, index)];
      return before === null || after === null ? null : [before, after];
    };
    const [command, environment] = [part(1), part(3)];
    if (command === null || environment === null) return differs('a RUN cannot be compared');
    const here = (verdict: Verdict): Verdict =>
      located(verdict, this.session.placeOf('legacy', legacy), this.session.placeOf('rewritten', rewritten));
    // The command first: a lost or changed RUN is best told by its text.
    const text =
      command[0] !== command[1] && environment[0] === environment[1] && this.session.generatedValues.size === 0;
    if (text && !sameCommandElsewhere(legacy, rewritten))
      return here(differs(`a RUN differs: ${describe(command[0])} became ${describe(command[1])}`));
    return all([
      () => this.#part(part(0)),
      () =>
        here(
          compareCommands(
            { command: command[0], environment: environment[0] },
            { command: command[1], environment: environment[1] },
            (a, b) => this.compare(a, b),
            this.session,
          ),
        ),
      ...[2, 4, 5, 6, 7, 8, 9, 10].map((index) => () => here(this.#part(part(index)))),
    ]);
  }

  #part(pair: readonly [Term, Term] | null): Verdict {
    return pair === null ? differs('a RUN cannot be compared') : this.compare(pair[0], pair[1]);
  }

  /** IGN-2: what an ignore file kept out of an artifact comes along now; for a file there is nothing to keep out. */
  #tree(legacy: Term, rewritten: Term): Verdict {
    const [entry, newEntry] = [termAt(legacy, 0), termAt(rewritten, 0)];
    const [filter, newFilter] = [termAt(legacy, 3), termAt(rewritten, 3)];
    if (entry === null || newEntry === null || filter === null || newFilter === null)
      return differs('an artifact cannot be compared');
    const others = [1, 2, 4].map(
      (index) => () => this.#argument(legacy.args[index] ?? '', rewritten.args[index], partNames[index] ?? ''),
    );
    return all([
      () => this.compare(entry, newEntry),
      ...others,
      () => this.#filter(filter, newFilter, entry, rewritten),
    ]);
  }

  #filter(filter: Term, newFilter: Term, entry: Term, rewritten: Term): Verdict {
    if (filter === newFilter) return same;
    const unknown = this.session.facts.of(entry).kind === 'unknown';
    if (!unknown || newFilter.tag !== 'none')
      return differs('the ignore file kept files out of the artifact, and now they come along (IGN-2)');
    return sameIf({
      code: 'ignored-in-artifact',
      values: { path: entryPath(entry), patterns: filter.args.map((item) => describe(item)).join(', ') },
      place: this.session.placeOf('rewritten', rewritten),
    });
  }

  #config(legacy: Term, rewritten: Term): Verdict {
    const before = partsOf(legacy);
    const after = partsOf(rewritten);
    const names = new Set([...before.keys(), ...after.keys()]);
    return all(
      [...names].map((name) => () => {
        const [old, now] = [before.get(name), after.get(name)];
        if (old === undefined || now === undefined)
          return differs(`the image's ${name} is ${old === undefined ? 'new' : 'gone'}: ${describe(old ?? now)}`);
        const verdict = this.compare(old, now);
        return verdict.equal
          ? verdict
          : differs(`the image's ${name} differs: ${describe(old)} became ${describe(now)}`);
      }),
    );
  }

  #place(legacy: Term, rewritten: Term, at: At): Verdict {
    if (legacy === rewritten) return same;
    const verdict = named(this.#samePlace(legacy, rewritten, at), at.path);
    const { session } = this;
    return located(
      verdict,
      session.placeOfPath('legacy', at.legacy, at.path),
      session.placeOfPath('rewritten', at.rewritten, at.path),
    );
  }

  #samePlace(legacy: Term, rewritten: Term, at: At): Verdict {
    if (legacy.tag === 'file' || rewritten.tag === 'file') {
      if (legacy.tag !== rewritten.tag) return differs(`${at.path}: ${describe(legacy)} became ${describe(rewritten)}`);
      return this.#arguments(legacy, rewritten, at.path);
    }
    return all([
      () => this.#attributes(legacy, rewritten, at),
      () => this.#steps(legacy.args.slice(2), rewritten.args.slice(2), at),
    ]);
  }

  /** MODE-1: a directory's own mode against the one that COPY gives to a new directory. */
  #attributes(legacy: Term, rewritten: Term, at: At): Verdict {
    const [made, attributes, newMade, newAttributes] = [
      termAt(legacy, 0),
      termAt(legacy, 1),
      termAt(rewritten, 0),
      termAt(rewritten, 1),
    ];
    if (made === newMade && attributes === newAttributes) return same;
    const [old, now] = [effective(attributes, made), effective(newAttributes, newMade)];
    if (old === null || now === null)
      return differs(`${at.path}: the directory is ${old === null ? 'new' : 'no longer made'}`);
    const explicit = isSet(attributes) || isSet(newAttributes);
    const unchanged = old.args[1] === now.args[1] && (this.#isNew(at) || (!explicit && made === newMade));
    return all([
      () => this.#owners(old, now, at),
      () => (unchanged ? same : this.#directoryMode(old, now, explicit, at)),
    ]);
  }

  #owners(legacy: Term, rewritten: Term, at: At): Verdict {
    const [old, now] = [termAt(legacy, 0), termAt(rewritten, 0)];
    const verdict = old === null || now === null || old === now ? same : this.compare(old, now);
    return verdict.equal
      ? verdict
      : differs(`${at.path}: the owner ${describe(legacy.args[0])} became ${describe(rewritten.args[0])}`);
  }

  #directoryMode(old: Term, now: Term, explicit: boolean, at: At): Verdict {
    if (!explicit || (old.args[1] !== now.args[1] && !isStandard(old, now)))
      return differs(`${at.path}: the mode ${describe(old.args[1])} became ${describe(now.args[1])}`);
    const own = [termAt(old, 1), termAt(now, 1)].find(isOwnMode) ?? null;
    const values = { path: own === null ? at.path : entryPath(own), destination: at.path };
    return sameIf({
      code: 'directory-mode',
      values,
      place: this.session.placeOfPath('rewritten', at.rewritten, at.path),
    });
  }

  /** The base surely has nothing at the path. */
  #isNew({ legacy, path }: At): boolean {
    if (legacy.tag === 'scratch') return true;
    return legacy.tag === 'external' && isAbsentInBase(path, textAt(legacy, 0));
  }

  #steps(legacy: readonly Argument[], rewritten: readonly Argument[], at: At): Verdict {
    if (legacy.length !== rewritten.length) {
      return differs(
        `${at.path}: ${legacy.map((step) => describe(step)).join(', ') || 'nothing'} became ${rewritten.map((step) => describe(step)).join(', ') || 'nothing'}`,
      );
    }
    return all(
      legacy.map((step, index) => () => {
        const other = rewritten[index];
        return isTerm(step) && isTerm(other) ? this.#step(step, other, at) : differs(`${at.path} differs`);
      }),
    );
  }

  #step(legacy: Term, rewritten: Term, at: At): Verdict {
    if (legacy === rewritten) return same;
    if (legacy.tag === 'names' && rewritten.tag === 'names') return this.#names(legacy, rewritten, at);
    const roles = `${legacy.tag} ${rewritten.tag}`;
    const [what, other] = [termAt(legacy, 0), termAt(rewritten, 0)];
    // MODE-1 where nobody knows whether the artifact is a directory at all; a new one never has the owner of its source.
    const owned = what !== null && termAt(what, 1)?.tag !== 'owner-of';
    if (roles === 'self landing' && owned && textAt(rewritten, 1) === '' && other !== null) {
      const place = this.session.placeOfPath('rewritten', at.rewritten, at.path);
      if (termAt(other, 0)?.tag === 'followed' && termAt(what, 0)?.tag !== 'followed')
        return differs(`${at.path}: a link inside of a copied folder stayed a link, and is followed now (LINK-1)`);
      return all([
        () => this.compare(what, other),
        () => sameIf({ code: 'directory-mode', values: { path: entryPath(what), destination: at.path }, place }),
      ]);
    }
    if (legacy.tag !== rewritten.tag) return differs(`${at.path}: ${describe(legacy)} became ${describe(rewritten)}`);
    return this.#arguments(legacy, rewritten, at.path);
  }

  #names(legacy: Term, rewritten: Term, at: At): Verdict {
    const before = namesOf(legacy);
    const after = namesOf(rewritten);
    const names = [...new Set([...before.keys(), ...after.keys()])];
    return all(
      names.map((name) => () => {
        const inner = { ...at, path: at.path === '/' ? `/${name}` : `${at.path}/${name}` };
        const [old, now] = [before.get(name), after.get(name)];
        if (old !== undefined && now !== undefined) return this.#place(old, now, inner);
        const places = [
          this.session.placeOfPath('legacy', at.legacy, inner.path),
          this.session.placeOfPath('rewritten', at.rewritten, inner.path),
        ] as const;
        return differs(
          `${inner.path} is ${old === undefined ? 'new' : 'no longer there'}: ${describe(old ?? now)}`,
          ...places,
        );
      }),
    );
  }
}

/** A difference that has no place of its own is told with the path. */
function named(verdict: Verdict, path: string): Verdict {
  if (verdict.equal || verdict.difference.legacy !== null || verdict.difference.rewritten !== null) return verdict;
  const { what } = verdict.difference;
  return what.startsWith('/') ? verdict : differs(`${path}: ${what}`);
}

const partNames: Readonly<Record<number, string>> = {
  1: 'the owner of the artifact differs (OWN-1)',
  2: 'the mode of the artifact differs',
  4: 'the pattern differs',
};

function sameCommandElsewhere(legacy: Term, rewritten: Term): boolean {
  return termAt(legacy, 0) !== termAt(rewritten, 0);
}

function partsOf(config: Term): Map<string, Term> {
  return new Map(
    config.args.flatMap((part, index): [string, Term][] =>
      isTerm(part) ? [[index === 0 ? 'base configuration' : part.tag, part]] : [],
    ),
  );
}

function namesOf(term: Term): Map<string, Term> {
  return new Map(
    term.args.flatMap((named): [string, Term][] => {
      const inner = isTerm(named) ? termAt(named, 1) : null;
      return isTerm(named) && inner !== null ? [[textAt(named, 0), inner]] : [];
    }),
  );
}

function isSet(term: Term | null): term is Term {
  return term !== null && term.tag !== 'none';
}

function effective(attributes: Term | null, made: Term | null): Term | null {
  if (isSet(attributes)) return attributes;
  return isSet(made) ? made : null;
}

/** One of the two modes is 0755, which an artifact's own directory usually has. */
function isStandard(a: Term, b: Term): boolean {
  const modes = [termAt(a, 1), termAt(b, 1)];
  return modes.some((mode) => mode?.tag === 'mode' && textAt(mode, 0) === '755') && modes.some(isOwnMode);
}

/** The mode of an entry of an image, as it is or behind a umask. */
function isOwnMode(mode: Term | null): boolean {
  return mode !== null && (mode.tag === 'mode-of' || (mode.tag === 'masked' && isOwnMode(termAt(mode, 0))));
}

function entryPath(term: Term): string {
  for (let at: Term | null = term; at !== null; at = termAt(at, 0)) if (at.tag === 'entry') return textAt(at, 1);
  return describe(term, 1);
}
