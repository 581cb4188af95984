import type { SymbolPart, Value } from '../../../world/value.js';
import type { CommandOption } from '../../../world/world.js';

/** A script value that a Dockerfile needs: the ARG that carries it, and how the script writes it. */
interface HostValue {
  readonly name: string;
  readonly text: string;
}

/** Values of the script that go into a synthesized Dockerfile: each is an ARG that the one build passes (HOST-4). */
export class HostValues {
  readonly #given = new Map<string, { readonly text: string; readonly value: Value }>();

  /** Names of the ARGs, in the order in which they were needed. */
  get names(): readonly string[] {
    return [...this.#given.keys()];
  }

  /** What the build is given. */
  get options(): readonly CommandOption[] {
    return [...this.#given].map(([name, { text, value }]) => ({
      name: '--build-arg',
      value: [{ kind: 'text', text: `${name}=` }, ...value],
      arguments: [],
      text: `--build-arg ${text}`,
    }));
  }

  /** The ARG that holds one symbol; null where the script has no way to write it again. */
  symbol(part: SymbolPart): string | null {
    const host = hostValue(part);
    if (host === null) return null;
    const plain: SymbolPart = { ...part, splits: false };
    return this.give(host.name, `${host.name}="${host.text}"`, [plain]) ? host.name : null;
  }

  /** Makes an ARG of a given name; false where the name already holds something else. */
  give(name: string, text: string, value: Value): boolean {
    const before = this.#given.get(name);
    if (before !== undefined) return before.text === text;
    this.#given.set(name, { text, value });
    return true;
  }

  /** A value as shell text in double quotes that the script can write again; null where it cannot. */
  static quotedText(value: Value): string | null {
    const parts = value.map((part) =>
      part.kind === 'text' ? part.text.replace(/["\\$`]/g, '\\$&') : (hostValue(part)?.text ?? null),
    );
    return parts.includes(null) ? null : `"${parts.join('')}"`;
  }
}

/** A variable by its name, or one that nobody sets, with the operator that it is written with. */
function hostValue({ carrier, key }: SymbolPart): HostValue | null {
  if (carrier !== undefined) return { name: carrier, text: `$${carrier}` };
  const [, name, operator] = /^\$\{(\w+)([^`$"\\]*)\}$/.exec(key) ?? [];
  if (name === undefined) return null;
  return { name: /^\d/.test(name) ? `ARG_${name}` : name, text: operator === '' ? `$${name}` : key };
}

/** Names under which credentials are handed over: they must not become build arguments (SX3). */
export function looksSecret(name: string): boolean {
  return /(?:TOKEN|SECRET|PASSW(?:OR)?D|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH)/i.test(name);
}
