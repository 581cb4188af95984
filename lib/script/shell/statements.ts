import type {
  AndOr as ShellAndOr,
  ArithmeticFor,
  Case,
  CompoundCommand,
  CompoundList,
  If,
  ParsedScript,
  Pipeline as ShellPipeline,
  PipelineNode,
  Redirected,
  Select,
  Statement,
  For,
  While,
  Function as ShellFunction,
  Coproc,
} from 'unbash';
import type { AndOr, Branch, Loop, Pipeline, Program, Redirect, Sequence, Subshell, Word } from '../program.js';
import { lowerArithmetic, lowerCommand, lowerRedirects, lowerTest } from './commands.js';
import {
  deeper,
  enclosing,
  markOpaque,
  maximumChain,
  maximumDepth,
  report,
  spanOf,
  unread,
  type Context,
} from './context.js';
import { argument, lowerArguments, lowerWord } from './words.js';

type Arm = Branch['arms'][number];

/** Lowers the script of a file or of a substitution, and reports what unbash could not read in it. */
export function lowerScript(context: Context, script: ParsedScript): Sequence {
  for (const error of script.errors ?? []) {
    const at = Math.min(Math.max(error.pos, 0), context.source.length);
    report(context, error.message, spanOf(context, at, Math.min(at + 1, context.source.length)));
  }
  const items = script.commands.map((statement) => lowerStatement(context, statement));
  return sequence(context, script, items);
}

function sequence(context: Context, node: { pos: number; end: number }, items: readonly Program[]): Sequence {
  return {
    kind: 'sequence',
    span: enclosing(spanOf(context, node.pos, node.end), items),
    items,
    group: false,
    redirects: [],
  };
}

function lowerList(context: Context, list: CompoundList): Sequence {
  return sequence(
    context,
    list,
    list.commands.map((statement) => lowerStatement(context, statement)),
  );
}

function lowerStatement(context: Context, statement: Statement): Program {
  const body = lowerNode(context, statement.command);
  if (statement.background !== true) return body;
  return { kind: 'background', span: enclosing(spanOf(context, statement.pos, statement.end), [body]), body };
}

type Node = PipelineNode | ShellAndOr | CompoundList;

/** The one place that recursion passes through, so the one place that bounds it. */
function lowerNode(context: Context, node: Node): Program {
  if (context.depth >= maximumDepth)
    return unread(context, node.pos, node.end, 'statements are nested too deeply to be read');
  const inner = deeper(context);
  switch (node.type) {
    case 'Command':
      return lowerCommand(inner, node);
    case 'AndOr':
      return lowerAndOr(inner, node);
    case 'Pipeline':
      return lowerPipeline(inner, node);
    case 'Function':
      return lowerFunction(inner, node);
    case 'Coproc':
      return lowerCoproc(inner, node);
    case 'Redirected':
      return lowerRedirected(inner, node);
    case 'CompoundList':
      return lowerList(inner, node);
    default:
      return lowerCompound(inner, node, []);
  }
}

/** Both operators bind alike, to the left. */
function lowerAndOr(context: Context, node: ShellAndOr): Program {
  if (node.commands.length > maximumChain)
    return unread(context, node.pos, node.end, 'the chain of && and || is too long to be read');
  const [first, ...rest] = node.commands.map((command) => lowerNode(context, command));
  if (first === undefined) return sequence(context, node, []);
  return rest.reduce<Program>((left, right, index): AndOr => {
    const span = enclosing(left.span, [right]);
    return { kind: 'and-or', span, operator: node.operators[index] ?? '&&', left, right };
  }, first);
}

function lowerPipeline(context: Context, node: ShellPipeline): Program {
  const stages = node.commands.map((command) => lowerNode(context, command));
  const own = spanOf(context, node.pos, node.end);
  const body = stages.length === 1 && stages[0] !== undefined ? stages[0] : pipelineOf(context, node, stages);
  if (node.prefixes.length === 0) return body;
  const span = enclosing(own, [body]);
  const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  if (negations % 2 === 1) return { kind: 'negation', span, body };
  // `time a` and `! ! a` are a, but their text begins earlier: a sequence of one keeps the whole text together.
  return { kind: 'sequence', span, items: [body], group: false, redirects: [] };
}

function pipelineOf(context: Context, node: ShellPipeline, stages: readonly Program[]): Pipeline | Sequence {
  const [first] = stages;
  if (first === undefined) return sequence(context, { pos: node.end, end: node.end }, []);
  const merge = stages.map((_, index) => node.operators[index] === '|&');
  return { kind: 'pipeline', span: enclosing(first.span, stages), stages, merge };
}

function lowerFunction(context: Context, node: ShellFunction): Program {
  markOpaque(context, node.name.pos, node.name.end);
  const body = lowerNode(context, node.body);
  const span = enclosing(spanOf(context, node.pos, node.end), [body]);
  return { kind: 'function', span, name: node.name.value, body };
}

/** A coprocess runs beside the script, as `&` does. */
function lowerCoproc(context: Context, node: Coproc): Program {
  const body = lowerNode(context, node.body);
  return { kind: 'background', span: enclosing(spanOf(context, node.pos, node.end), [body]), body };
}

/** A compound command with redirections: its span takes them in, whatever it lowers to. */
function lowerRedirected(context: Context, node: Redirected): Program {
  const redirects = lowerRedirects(context, node.redirects);
  const program = lowerCompound(context, node.command, redirects);
  return { ...program, span: enclosing(program.span, [...redirects, { span: spanOf(context, node.pos, node.end) }]) };
}

function lowerCompound(context: Context, node: CompoundCommand, redirects: readonly Redirect[]): Program {
  switch (node.type) {
    case 'If':
      return lowerIf(context, node, redirects);
    case 'Case':
      return lowerCase(context, node, redirects);
    case 'For':
      return lowerFor(context, node, redirects);
    case 'ArithmeticFor':
    case 'Select':
      return lowerOpaqueLoop(context, node, redirects);
    case 'While':
      return lowerWhile(context, node, redirects);
    case 'Subshell': {
      const body = lowerList(context, node.body);
      const span = enclosing(spanOf(context, node.pos, node.end), [body]);
      return { kind: 'subshell', span, body, redirects } satisfies Subshell;
    }
    case 'BraceGroup': {
      const { items } = lowerList(context, node.body);
      return {
        kind: 'sequence',
        span: enclosing(spanOf(context, node.pos, node.end), items),
        items,
        group: true,
        redirects,
      };
    }
    case 'TestCommand':
      return lowerTest(context, node, redirects);
    case 'ArithmeticCommand':
      return lowerArithmetic(context, node, redirects);
  }
}

function lowerIf(context: Context, node: If, redirects: readonly Redirect[]): Branch {
  const arms = [node, ...node.elif].map(({ pos, clause, then }): Arm => {
    const program = lowerList(context, clause);
    const body = lowerList(context, then);
    const span = enclosing(spanOf(context, pos, then.end), [program, body]);
    return { condition: { kind: 'status', program }, body, span, fallsThrough: false };
  });
  const otherwise = node.else === undefined ? null : lowerList(context, node.else);
  const span = enclosing(spanOf(context, node.pos, node.end), otherwise === null ? arms : [...arms, otherwise]);
  return { kind: 'branch', span, arms, otherwise, redirects };
}

function lowerCase(context: Context, node: Case, redirects: readonly Redirect[]): Branch {
  const subject = lowerWord(context, node.word, argument);
  const arms = node.items.map((item): Arm => {
    const patterns = item.pattern.map((pattern) => lowerWord(context, pattern, argument));
    const body = lowerList(context, item.body);
    const span = enclosing(spanOf(context, item.pos, item.end), [...patterns, body]);
    const fallsThrough = item.terminator === ';&' || item.terminator === ';;&';
    return { condition: { kind: 'match', subject, patterns }, body, span, fallsThrough };
  });
  const span = enclosing(spanOf(context, node.pos, node.end), [subject, ...arms]);
  return { kind: 'branch', span, arms, otherwise: null, redirects };
}

function lowerFor(context: Context, node: For, redirects: readonly Redirect[]): Loop {
  markOpaque(context, node.name.pos, node.name.end);
  const items = node.wordlist === undefined ? [allArguments(context, node)] : lowerArguments(context, node.wordlist);
  const body = lowerList(context, node.body);
  const span = enclosing(spanOf(context, node.pos, node.end), [...items, body]);
  return { kind: 'loop', span, head: { kind: 'list', variable: node.name.value, items }, body, redirects };
}

/** `for x; do` goes over `"$@"`; the word stands nowhere, so its span is that of the name. */
function allArguments(context: Context, node: For): Word {
  const span = spanOf(context, node.name.pos, node.name.end);
  return { span, pieces: [{ kind: 'parameter', name: '@', index: null, operator: null, quoted: true, span }] };
}

function lowerWhile(context: Context, node: While, redirects: readonly Redirect[]): Loop {
  const condition = lowerList(context, node.clause);
  const body = lowerList(context, node.body);
  const span = enclosing(spanOf(context, node.pos, node.end), [condition, body]);
  return { kind: 'loop', span, head: { kind: node.kind, condition }, body, redirects };
}

function lowerOpaqueLoop(context: Context, node: ArithmeticFor | Select, redirects: readonly Redirect[]): Loop {
  const headEnd = Math.max(node.pos, node.body.pos);
  const text = context.source.slice(node.pos, headEnd).replace(/[;\s]*(?:\bdo|\{)?\s*$/, '');
  markOpaque(context, node.pos, node.pos + text.length);
  const variables = node.type === 'Select' ? [node.name.value] : assignedIn(text);
  const body = lowerList(context, node.body);
  const span = enclosing(spanOf(context, node.pos, node.end), [body]);
  return { kind: 'loop', span, head: { kind: 'opaque', text, variables }, body, redirects };
}

/** Names that the head of a C-style loop changes. */
function assignedIn(text: string): string[] {
  const changes = /\b([A-Za-z_]\w*)\s*(?:(?:<<|>>|[-+*/%&|^])?=(?!=)|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)/g;
  return [...new Set([...text.matchAll(changes)].map((match) => match[1] ?? match[2] ?? ''))];
}
