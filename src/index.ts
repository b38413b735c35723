/** The library behind the command: pure functions from inventory text to files, free of console and process. */
export { codes, isFindingCode, type CodeEntry, type FindingCode } from './diagnostics/codes.ts';
export {
  hasAtLeast,
  hasErrors,
  severities,
  sortFindings,
  type Finding,
  type Located,
  type Place,
  type Result,
  type Severity,
} from './diagnostics/finding.ts';
export { formatJson } from './diagnostics/format-json.ts';
export { formatText } from './diagnostics/format-text.ts';
export { confirmAcknowledged } from './diff/acknowledged.ts';
export { applyEdits } from './diff/apply-edits.ts';
export { brakes, type Limits } from './diff/brakes.ts';
export { compareInventories, type CompareOptions } from './diff/compare.ts';
export type { Edit } from './diff/edits.ts';
export { differingFiles } from './diff/file-pairs.ts';
export {
  risks,
  type Action,
  type BlastRadius,
  type Change as InventoryChange,
  type FilePair,
  type OrderHazard,
  type Review,
  type Risk,
  type Subject,
} from './diff/model.ts';
export { nothingYet } from './diff/nothing-yet.ts';
export { isReasonCode, reasons, type ReasonCode, type ReasonEntry } from './diff/reasons.ts';
export { inventoryTree } from './diff/tree.ts';
export { graphFormats, type GraphFormat } from './graph/formats.ts';
export { kickRuns, type FollowingRole, type KickedRole, type KickRuns } from './graph/kick-runs.ts';
export { renderGraph } from './graph/render-graph.ts';
export { applyHiera, type HieraResult } from './hiera/apply-hiera.ts';
export { readHosts, type Hosts } from './import/hosts-file.ts';
export { importSources, type ImportedText } from './import/import-sources.ts';
export type * from './inventory/model.ts';
export { parseInventory, type ParsedInventory } from './inventory/parse-inventory.ts';
export type { Source } from './inventory/source.ts';
export type { Commented } from './inventory/stood-before.ts';
export { renderConfig } from './ldirectord/render-config.ts';
export type { Config, Problem, ReadConfig } from './ldirectord-cf/model.ts';
export { readConfig, type ReadOptions } from './ldirectord-cf/read-config.ts';
export { writeConfig } from './ldirectord-cf/write-config.ts';
export { lintConfig } from './lint-config.ts';
export { lint, readInForce, type KnownFacts, type LintResult } from './lint.ts';
export { builtInKicker } from './module/built-in-kicker.ts';
export { builtInSkeleton } from './module/built-in-skeleton.ts';
export { planModule } from './module/plan.ts';
export { planKicker } from './module/plan-kicker.ts';
export { renderModule, type Skeleton, type Template } from './module/render.ts';
export type { FileSet } from './output/file-set.ts';
export { hashOf } from './output/hash.ts';
export { mergeTexts, type Merged } from './output/merge.ts';
export { isWriting, planChanges, type Change, type DiskFile, type Known, type Plan } from './output/plan.ts';
export type { FileRecord, Lock, ModuleRecord, Policy, Records, Written } from './output/record.ts';
export { printState, readState, type StateReading, type StateTexts } from './output/state.ts';
export { reviewPage } from './page/review-page.ts';
export { formatReview, type ReviewOptions } from './report/format-review.ts';
export { reviewFormats, type ReviewFormat } from './report/formats.ts';
export { allChangeRules, allRules } from './rules/index.ts';
export type { ChangeRule, Rule } from './rules/rule.ts';
export { inventorySchema } from './schema/inventory-schema.ts';
export type { Schema } from './schema/schema.ts';
