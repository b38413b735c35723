import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Inventory } from '../inventory/model.ts';

/** One semantic rule: a pure look at a decoded inventory. */
export interface Rule {
  readonly code: FindingCode;
  readonly check: (inventory: Inventory) => readonly Finding[];
}
