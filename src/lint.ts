import { sortFindings, type Finding } from './diagnostics/finding.ts';
import { applyAcknowledgements } from './inventory/acknowledge.ts';
import type { Inventory } from './inventory/model.ts';
import { parseInventory } from './inventory/parse-inventory.ts';
import type { Source } from './inventory/source.ts';
import { allRules } from './rules/index.ts';

/** An inventory, where it could be read, and everything found in it, sorted by place. */
export interface LintResult {
  readonly inventory: Inventory | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Parses an inventory and applies every semantic rule. The rules run only on an inventory without mistakes of
 * shape: on half of one they would report what follows from those.
 */
export function lint(source: Source): LintResult {
  const { value, comments, findings } = parseInventory(source);
  const semantic = value === undefined ? [] : allRules.flatMap((rule) => rule.check(value));
  const all = applyAcknowledgements([...findings, ...semantic], comments);
  return { inventory: value, findings: sortFindings(all) };
}
