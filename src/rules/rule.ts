import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Inventory } from '../inventory/model.ts';

/** One semantic rule: a pure look at a decoded inventory. */
export interface Rule {
  readonly code: FindingCode;
  readonly check: (inventory: Inventory) => readonly Finding[];
}

/** A semantic rule about a change: a pure look at what was in force before, and at what is to come. */
export interface ChangeRule {
  readonly code: FindingCode;
  readonly check: (before: Inventory, after: Inventory) => readonly Finding[];
}
