import { codeTable } from '../../source/codes.js';
import type { Findings } from '../model.js';
import { artifactAsCache } from './artifact-as-cache.js';
import { caseCollision } from './case-collision.js';
import type { Check, Checked } from './check.js';
import { climbingSource } from './climbing-source.js';
import { escapeConflict, syntaxConflict } from './directives.js';
import { hostMask } from './host-mask.js';
import { landingKind } from './landing-kind.js';
import { largerContext } from './larger-context.js';
import { needsBuildkit } from './needs-buildkit.js';
import { oldArtifact } from './old-artifact.js';
import { maintainerStage, sharedBase } from './old-engines.js';
import { onbuildBase } from './onbuild-base.js';
import { outputRead } from './output-read.js';
import { projectEngine } from './project-engine.js';
import { runtimeFromBuilder } from './runtime-from-builder.js';
import { secretArguments, secretsInImage } from './secrets.js';
import { specialFiles } from './special-files.js';

/** The hazards of §4.3 that are looked for when a pipeline is planned, by rule. */
const checks: readonly Check[] = [
  hostMask, // MODE-5
  landingKind, // T-L9
  specialFiles, // LINK-7
  oldArtifact, // IGN-4
  climbingSource, // CTX-4
  caseCollision, // CTX-5
  largerContext, // CTX-7
  runtimeFromBuilder, // STG-7
  maintainerStage, // STG-9
  sharedBase, // STG-9
  onbuildBase, // STG-10
  escapeConflict, // STG-12
  syntaxConflict, // STG-12
  outputRead, // META-2
  artifactAsCache, // FLOW-3
  secretArguments, // SX1
  secretsInImage, // SX2
  projectEngine, // VER-1
  needsBuildkit, // 5.3
];

/** Looks for every hazard; the kind of a code says what its finding is. */
export function runChecks(pipeline: Checked, findings: Findings): void {
  for (const diagnostic of checks.flatMap((check) => check(pipeline))) {
    const { kind } = codeTable[diagnostic.code];
    const list = kind === 'refusal' ? findings.refusals : kind === 'assumption' ? findings.assumptions : findings.notes;
    list.push(diagnostic);
  }
}
