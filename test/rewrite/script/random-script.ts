import * as fc from 'fast-check';

/** A shell statement before it is laid out; `random` picks its layout. */
export type Statement =
  | { readonly kind: 'command'; readonly name: string; readonly heredoc: boolean; readonly comment: boolean }
  | { readonly kind: 'chain'; readonly operands: readonly Statement[]; readonly layout: readonly number[] }
  | { readonly kind: 'pipe'; readonly stages: readonly Statement[] }
  | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: Block | null; readonly oneLine: boolean }
  | { readonly kind: 'case'; readonly arms: readonly Arm[]; readonly oneLine: boolean }
  | { readonly kind: 'loop'; readonly condition: Statement | null; readonly body: Block; readonly oneLine: boolean }
  | { readonly kind: 'function'; readonly name: string; readonly body: Block; readonly called: boolean }
  | {
      readonly kind: 'group';
      readonly round: boolean;
      readonly body: Block;
      readonly log: boolean;
      readonly oneLine: boolean;
    }
  | { readonly kind: 'background' | 'negation'; readonly body: Statement };

export interface Arm {
  readonly condition: Statement;
  readonly body: Block;
}

export interface Block {
  readonly items: readonly Statement[];
  /** How each statement is set off from the one before. */
  readonly gaps: readonly number[];
}

/** `dead` commands are those to remove; `quiet` ones are neutral; `live` ones stay. */
const commandName = fc.constantFrom('dead', 'dead', 'dead', 'live', 'live', 'quiet');

const command = fc.record({
  kind: fc.constant('command' as const),
  name: commandName,
  heredoc: fc.integer({ max: 7, min: 0 }).map((pick) => pick === 0),
  comment: fc.integer({ max: 5, min: 0 }).map((pick) => pick === 0),
});

const test = fc.record({
  kind: fc.constant('command' as const),
  name: fc.constantFrom('[ 1 = 1 ]', '[ 1 = 2 ]'),
  heredoc: fc.constant(false),
  comment: fc.constant(false),
});

/** Random scripts; without `loose` only such whose live commands run alike with and without the dead ones. */
export function randomScript(loose: boolean): fc.Arbitrary<Block> {
  const { block } = fc.letrec<{ statement: Statement; block: Block }>((tie) => {
    const statement = tie('statement');
    const body = tie('block');
    const oneLine = fc.boolean();
    const condition: fc.Arbitrary<Statement> = loose ? fc.oneof(test, command, statement) : test;
    const arms = fc.array(fc.record({ condition, body }), { minLength: 1, maxLength: 3 });
    const otherwise: fc.Arbitrary<Block | null> = fc.option(body, { nil: null });
    const head: fc.Arbitrary<Statement | null> = loose ? fc.option(condition, { nil: null }) : fc.constant(null);
    const constructs: fc.Arbitrary<Statement>[] = [
      fc.record({
        kind: fc.constant('chain' as const),
        operands: fc.array(statement, { minLength: 2, maxLength: 5 }),
        layout: fc.array(fc.nat(23), { minLength: 5, maxLength: 5 }),
      }),
      fc.record({ kind: fc.constant('if' as const), arms, otherwise, oneLine }),
      fc.record({ kind: fc.constant('case' as const), arms, oneLine }),
      fc.record({
        kind: fc.constant('loop' as const),
        condition: head,
        body,
        oneLine,
      }),
      fc.record({ kind: fc.constant('function' as const), name: fc.constant('f'), body, called: oneLine }),
      fc.record({ kind: fc.constant('group' as const), round: fc.boolean(), body, log: fc.boolean(), oneLine }),
      fc.record({ kind: fc.constant('background' as const), body: statement }),
    ];
    const risky: fc.Arbitrary<Statement>[] = [
      fc.record({ kind: fc.constant('pipe' as const), stages: fc.array(statement, { minLength: 2, maxLength: 3 }) }),
      fc.record({ kind: fc.constant('negation' as const), body: statement }),
      test,
    ];
    return {
      statement: fc.oneof(
        { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
        command,
        command,
        ...constructs,
        ...(loose ? risky : []),
      ),
      block: fc.record({
        items: fc.array(statement, { minLength: 1, maxLength: 4 }),
        gaps: fc.array(fc.nat(11), { minLength: 5, maxLength: 5 }),
      }),
    };
  });
  return block;
}

/** Writes statements out; heredoc bodies follow at the next line end, as the shell wants them. */
class Writer {
  #text = '';
  #pending: string[] = [];
  #indentation = 0;
  #number = 0;

  get text(): string {
    return this.#text;
  }

  write(text: string): this {
    this.#text += text;
    return this;
  }

  newline(): this {
    this.#text += `\n${this.#pending.join('')}`;
    this.#pending = [];
    return this;
  }

  start(): this {
    return this.write(this.indentation);
  }

  get indentation(): string {
    return '  '.repeat(this.#indentation);
  }

  next(): number {
    return ++this.#number;
  }

  inside(write: () => void): this {
    this.#indentation++;
    write();
    this.#indentation--;
    return this;
  }

  heredoc(): void {
    const mark = `E${this.next()}`;
    this.write(` <<${mark}`);
    this.#pending.push(`# text\n\n${mark}\n`);
  }
}

/** Lays a script out, each command with a number of its own. */
export function renderScript(script: Block): string {
  const out = new Writer();
  block(out, script, false);
  return out.newline().text;
}

function block(out: Writer, { items, gaps }: Block, oneLine: boolean): void {
  items.forEach((item, index) => {
    const gap = gaps[index] ?? 0;
    if (index > 0) separate(out, items[index - 1], oneLine || gap > 8);
    if (!oneLine && gap <= 8) setOff(out, gap, index === 0);
    statement(out, item, oneLine);
  });
}

function separate(out: Writer, before: Statement | undefined, sameLine: boolean): void {
  if (!sameLine) out.newline();
  else out.write(before?.kind === 'background' ? ' ' : '; ');
}

/** Blank lines and comments before a statement that begins a line. */
function setOff(out: Writer, gap: number, first: boolean): void {
  if (gap === 0 || gap === 1) out.newline();
  if (gap === 1 || gap === 2) out.start().write(`# about ${out.next()}`).newline();
  if (gap === 2 && !first) out.newline();
  out.start();
}

function statement(out: Writer, one: Statement, oneLine: boolean): void {
  switch (one.kind) {
    case 'command':
      out.write(one.name.startsWith('[') ? one.name : `${one.name} ${out.next()}`);
      if (one.heredoc) out.heredoc();
      return;
    case 'chain': {
      chain(out, one, oneLine);
      return;
    }
    case 'pipe': {
      joined(out, one.stages, ' | ');
      return;
    }
    case 'if': {
      branch(out, one);
      return;
    }
    case 'case': {
      cases(out, one);
      return;
    }
    case 'loop': {
      loop(out, one);
      return;
    }
    case 'function': {
      definition(out, one);
      return;
    }
    case 'group': {
      group(out, one);
      return;
    }
    case 'background':
      operand(out, one.body);
      out.write(' &');
      return;
    case 'negation':
      out.write('! ');
      {
        operand(out, one.body);
        return;
      }
  }
}

/** A statement where the grammar takes no chain, pipe or `&`: those get a group around them. */
function operand(out: Writer, one: Statement): void {
  const simple =
    one.kind === 'command' || one.kind === 'if' || one.kind === 'loop' || one.kind === 'case' || one.kind === 'group';
  if (simple) {
    statement(out, one, true);
    return;
  }
  group(out, { kind: 'group', round: false, body: { items: [one], gaps: [3] }, log: false, oneLine: true });
}

function joined(out: Writer, parts: readonly Statement[], between: string): void {
  parts.forEach((part, index) => {
    if (index > 0) out.write(between);
    operand(out, part);
  });
}

function chain(out: Writer, { operands, layout }: Extract<Statement, { kind: 'chain' }>, oneLine: boolean): void {
  operands.forEach((part, index) => {
    const pick = layout[index] ?? 0;
    if (index > 0) operator(out, pick % 4 === 0 ? '||' : '&&', oneLine ? 5 : pick % 6);
    operand(out, part);
  });
}

function operator(out: Writer, text: string, layout: number): void {
  const indentation = `${out.indentation}  `;
  if (layout === 0) out.write(` ${text} \\\n${indentation}`);
  else if (layout === 1) out.write(` \\\n${indentation}${text} `);
  else if (layout === 2) out.write(` ${text}`).newline().write(indentation);
  else if (layout === 3) out.write(` ${text} # why ${out.next()}`).newline().write(indentation);
  else out.write(` ${text} `);
}

/** A block between the word that opens it and the one that closes it. */
function enclosed(out: Writer, open: string, body: Block, close: string, oneLine: boolean): void {
  out.write(open);
  if (oneLine) out.write(' ');
  else out.newline();
  out.inside(() => {
    const starts = !oneLine && (body.gaps[0] ?? 0) > 8;
    if (starts) out.start();
    block(out, body, oneLine);
  });
  const itself = body.items.at(-1)?.kind === 'background' || close === ')' || close === ';;';
  if (oneLine) out.write(`${itself ? '' : ';'} ${close}`);
  else out.newline().start().write(close);
}

function branch(out: Writer, { arms, otherwise, oneLine }: Extract<Statement, { kind: 'if' }>): void {
  arms.forEach(({ condition, body }, index) => {
    out.write(index === 0 ? 'if ' : 'elif ');
    operand(out, condition);
    const next = arms[index + 1] === undefined ? (otherwise === null ? 'fi' : 'else') : '';
    enclosed(out, '; then', body, next, oneLine);
  });
  if (otherwise !== null) enclosed(out, '', otherwise, 'fi', oneLine);
}

function cases(out: Writer, { arms, oneLine }: Extract<Statement, { kind: 'case' }>): void {
  out.write('case 1 in');
  for (const { body } of arms) {
    if (oneLine) out.write(' ');
    else out.newline().start();
    enclosed(out, `${out.next() % 2 === 0 ? '(1 | 2' : '*'})`, body, ';;', oneLine);
  }
  if (oneLine) out.write(' esac');
  else out.newline().start().write('esac');
}

function loop(out: Writer, { condition, body, oneLine }: Extract<Statement, { kind: 'loop' }>): void {
  out.write(condition === null ? 'for x in 1 2' : 'while ');
  if (condition !== null) operand(out, condition);
  enclosed(out, '; do', body, 'done', oneLine);
}

function definition(out: Writer, { body, called }: Extract<Statement, { kind: 'function' }>): void {
  const name = `f${out.next()}`;
  enclosed(out, `${name}() {`, body, '}', false);
  if (called) out.newline().start().write(name);
}

function group(out: Writer, { round, body, log, oneLine }: Extract<Statement, { kind: 'group' }>): void {
  enclosed(out, round ? '(' : '{', body, round ? ')' : '}', oneLine);
  if (log) out.write(' > log');
}
