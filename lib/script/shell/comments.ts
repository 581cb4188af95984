import type { Span } from '../../source/source-file.js';
import { spanOf, type Context } from './context.js';

/**
 * Comments are not in unbash's tree: they are the `#` that begin a word outside every word and heredoc of the tree.
 * The `#!` line is none of them, because it belongs to no statement.
 */
export function findComments(context: Context): Span[] {
  const { source, shared } = context;
  const comments: Span[] = [];
  for (let at = source.indexOf('#'); at !== -1; at = source.indexOf('#', at)) {
    const begins = shared.opaque[at] === 0 && (at === 0 || /[\s;&|()`]/.test(source.charAt(at - 1)));
    if (!begins) {
      at += 1;
      continue;
    }
    const end = endOfComment(source, shared.opaque, at);
    if (at > 0 || !source.startsWith('#!')) comments.push(spanOf(context, at, end));
    at = end;
  }
  return comments;
}

/** A comment ends with its line, or with the backquote that ends its script. */
function endOfComment(source: string, opaque: Uint8Array, from: number): number {
  const newline = source.indexOf('\n', from);
  const lineEnd = newline === -1 ? source.length : newline;
  const closed = opaque.subarray(from, lineEnd).indexOf(1);
  return closed === -1 ? lineEnd : from + closed;
}
