export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

const codes: Record<Colour, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export const plain: Paint = (_colour, text) => text;

export const coloured: Paint = (colour, text) => {
  const [on, off] = codes[colour];
  return `\x1b[${on}m${text}\x1b[${off}m`;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Colour on a terminal only, never with NO_COLOR or CI; FORCE_COLOR decides before all. */
export function choosePaint(isTerminal: boolean, env: Environment): Paint {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (isSet('FORCE_COLOR')) return env['FORCE_COLOR'] === '0' ? plain : coloured;
  const isWanted = isTerminal && !isSet('NO_COLOR') && !isSet('CI') && env['TERM'] !== 'dumb';
  return isWanted ? coloured : plain;
}
