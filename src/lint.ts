import { sortFindings, type Finding, type Result } from './diagnostics/finding.ts';
import { applyAcknowledgements } from './inventory/acknowledge.ts';
import { addKnownServers } from './inventory/known-servers.ts';
import type { Inventory } from './inventory/model.ts';
import { parseInventory } from './inventory/parse-inventory.ts';
import type { Source } from './inventory/source.ts';
import { allRules } from './rules/index.ts';

/** An inventory, where it could be read, and everything found in it, sorted by place. */
export interface LintResult {
  readonly inventory: Inventory | undefined;
  readonly findings: readonly Finding[];
}

/** What is known besides the inventory. */
export interface KnownFacts {
  /** The servers of roles with `discover`, see `addKnownServers`. */
  readonly servers?: Source | undefined;
}

/**
 * Parses an inventory and applies every semantic rule. The rules run only on an inventory without mistakes of
 * shape: on half of one they would report what follows from those.
 */
export function lint(source: Source, known: KnownFacts = {}): LintResult {
  const { value, comments, findings } = parseInventory(source);
  const completed = complete(value, known);
  const inventory = completed.value;
  const semantic = inventory === undefined ? [] : allRules.flatMap((rule) => rule.check(inventory));
  const all = applyAcknowledgements([...findings, ...completed.findings, ...semantic], comments);
  return { inventory, findings: sortFindings(all) };
}

function complete(inventory: Inventory | undefined, { servers }: KnownFacts): Result<Inventory> {
  if (inventory === undefined || servers === undefined) return { value: inventory, findings: [] };
  return addKnownServers(inventory, servers);
}
