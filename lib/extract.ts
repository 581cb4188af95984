import type { Checkout } from './discover/repository.js';
import { codeTable } from './source/codes.js';
import { diagnose, type Diagnostic, type FileLookup } from './source/diagnostic.js';
import type { Inference } from './infer/infer.js';
import { planExtraction, type Extraction } from './plan/extraction.js';
import { explainWith } from './plan/explain.js';
import type { Refusal } from './plan/model.js';
import type { HandedToNobody } from './plan/no-consumer.js';
import type { Plan } from './plan/plan.js';
import { proveChanges } from './prove-changes.js';
import { extractedReport, refusedReport } from './report/conversion.js';
import type { Conversion } from './report/report.js';
import type { FileChange } from './rewrite/file-change.js';
import { rewrite } from './rewrite/rewrite.js';
import type { Trace } from './world/step.js';

export interface ExtractInput {
  readonly checkout: Checkout;
  readonly inference: Inference;
  readonly traces: readonly Trace[];
  readonly files: FileLookup;
  readonly strict: boolean;
  readonly isReferenced: (name: string) => boolean;
}

/** `--extract`: what no image takes is written to the host by the build itself (OUT-1). */
export class Extractor {
  readonly #changes: FileChange[];

  /** @param changes files that the conversions change: an extraction leaves them alone */
  constructor(
    readonly input: ExtractInput,
    changes: readonly FileChange[],
  ) {
    this.#changes = [...changes];
  }

  get changes(): readonly FileChange[] {
    return this.#changes;
  }

  /** The conversion of one builder that hands files to the host alone; a refusal where it cannot be done. */
  convert({ copies, refusal }: HandedToNobody): Conversion {
    if (refusal.diagnostics.some(({ code }) => code !== 'no-consumer')) return refusedReport(refusal);
    const { files } = this.input;
    const planned = planExtraction(refusal.id, copies, { ...this.input, explain: explainWith(files) });
    if (planned.kind === 'refused') return refuse(refusal, [planned.diagnostic]);
    const first = copies[0]?.trace.diagnostics.filter(({ code }) => codeTable[code].kind === 'refusal') ?? [];
    return first.length > 0 ? refuse(refusal, first) : this.#rewrite(planned, copies, refusal);
  }

  #rewrite(extraction: Extraction, copies: HandedToNobody['copies'], refusal: Refusal): Conversion {
    const { checkout, inference, traces, files, strict } = this.input;
    const written = rewrite(planOf(extraction), { tree: checkout, inference, files, mayDelete: () => false });
    const at = extraction.run.step.command.span;
    if (written.kind === 'obstacle')
      return refuse(refusal, [diagnose('statement-stays', written.span, { why: written.why }, files)]);
    const shared = written.changes.find(({ path }) => this.#changes.some((other) => other.path === path));
    if (shared !== undefined) {
      const why = `${shared.path} changes for another conversion`;
      return refuse(refusal, [diagnose('not-extractable', at, { artifact: extraction.stage, why }, files)]);
    }
    const proof = proveChanges(checkout, traces, written.changes);
    if (proof.status === 'failed') return refuse(refusal, proof.failures);
    const assumptions = [...proof.assumptions, ...(copies[0]?.trace.assumptions ?? [])];
    if (strict && assumptions.length > 0)
      return refuse(
        refusal,
        assumptions.map((diagnostic): Diagnostic => ({ ...diagnostic, severity: 'error' })),
      );
    this.#changes.push(...written.changes);
    return extractedReport(extraction, refusal, written, assumptions, files);
  }
}

function planOf(extraction: Extraction): Plan {
  const { removed } = extraction;
  const liveness = { removed, hostCopies: [], trimmed: new Map(), keptImages: new Set<never>() };
  return { pipelines: [], refusals: [], liveness, extractions: [extraction] };
}

function refuse(refusal: Refusal, diagnostics: readonly Diagnostic[]): Conversion {
  return refusedReport({ ...refusal, diagnostics });
}
