import type { Extraction } from '../../plan/extraction.js';
import { applyEdits } from '../edit.js';

/** The builder's Dockerfile with an export stage behind it (OUT-1). */
export function addExportStage({ run, stage, lines }: Extraction): string {
  const { dockerfile, target } = run.reading;
  const { text } = dockerfile.file;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const { from } = target;
  const at = { ...from.image.span, start: from.image.span.end };
  const isLower = text.slice(from.keywordSpan.start, from.keywordSpan.end) === 'from';
  const named =
    target.name === null ? applyEdits(text, [{ span: at, text: ` ${isLower ? 'as' : 'AS'} ${stage}` }]) : text;
  const before = named.replace(/(?:[ \t]*\r?\n)+$/, '');
  return [before, '', ...lines, ''].join(eol);
}
