import type { Inventory } from '../inventory/model.ts';
import { renderConfig } from '../ldirectord/render-config.ts';
import { blastRadius } from './blast.ts';
import { compareDirectors } from './compare-directors.ts';
import { compareGlobals } from './compare-globals.ts';
import { compareKicker, compareModule, compareNetworks } from './compare-module.ts';
import { compareRoles } from './compare-roles.ts';
import { compareShrinking } from './compare-shrinking.ts';
import { compareVirtualIps } from './compare-virtual-ips.ts';
import type { Draft } from './draft.ts';
import type { Effect } from './effect.ts';
import { risks, type BlastRadius, type Change, type FilePair, type Review } from './model.ts';
import { reasons } from './reasons.ts';
import { comparisonOf, type Comparison } from './side.ts';
import { sameValue } from './tree.ts';

/** What is known of the two sides besides the inventories. */
export interface CompareOptions {
  readonly names: Review['names'];
  /** Roles whose removals are meant; they may have the old or the new name. */
  readonly confirmedRoles?: readonly string[];
  /** The files of the emitted module that differ, where somebody wants them. */
  readonly files?: readonly FilePair[];
}

/**
 * Compares two inventories and says what their difference means: each difference is in exactly one change, and the edits of
 * all changes make the new inventory of the old one. Without changes both sides give the same module and the same
 * ldirectord.cf, byte for byte.
 */
export function compareInventories(before: Inventory, after: Inventory, options: CompareOptions): Review {
  const comparison = comparisonOf(before, after);
  const blastOf = blastRadius(comparison);
  const confirmedRoles = oldNames(comparison, options.confirmedRoles ?? []);
  const drafts = worstFirst(draftsOf(comparison)).map((draft) => ({
    draft,
    confirmed: isConfirmed(draft, confirmedRoles),
  }));
  const open = drafts.filter(({ confirmed }) => !confirmed).map(({ draft }) => draft);
  return {
    names: options.names,
    before,
    after,
    changes: drafts.map(({ draft, confirmed }) => changeOf(draft, confirmed, blastOf)),
    removals: lossesOf(open),
    gone: {
      // A role takes its servers along.
      servers: lossesOf(open.filter(({ subject: { kind } }) => kind === 'server' || kind === 'role')),
      services: lossesOf(open.filter(({ subject: { kind } }) => kind === 'service')),
    },
    config: configOf(before, after),
    files: options.files,
    inventoryOnly: inventoryOnly(comparison),
  };
}

/** Most formats show nothing of it, so that each side is rendered when it is asked for. */
function configOf(before: Inventory, after: Inventory): FilePair {
  const known: { before?: string; after?: string } = {};
  return {
    path: CONFIG,
    get before() {
      return (known.before ??= renderConfig(before));
    },
    get after() {
      return (known.after ??= renderConfig(after));
    },
  };
}

function lossesOf(drafts: readonly Draft[]): number {
  return drafts.reduce((sum, { losses }) => sum + losses, 0);
}

/** Where the directors have the file that ldirectord reads. */
const CONFIG = '/etc/ha.d/ldirectord.cf';

function draftsOf(comparison: Comparison): Draft[] {
  if (sameValue(comparison.before.tree, comparison.after.tree)) return [];
  return [
    ...compareModule(comparison),
    ...compareNetworks(comparison),
    ...compareDirectors(comparison),
    ...compareGlobals(comparison),
    ...compareVirtualIps(comparison),
    ...compareRoles(comparison),
    ...compareShrinking(comparison),
    ...compareKicker(comparison),
  ];
}

/** The order of the inventory stays within a risk. */
function worstFirst(drafts: readonly Draft[]): Draft[] {
  const rank = ({ reason }: Draft): number => risks.indexOf(reasons[reason].risk);
  return drafts.toSorted((a, b) => rank(a) - rank(b));
}

function changeOf(
  { effect, losses: _losses, losers: _losers, ...parts }: Draft,
  confirmed: boolean,
  blastOf: (effect: Effect) => BlastRadius,
): Change {
  return {
    id: idOf(parts),
    ...parts,
    risk: reasons[parts.reason].risk,
    blast: blastOf(effect),
    confirmed,
  };
}

/** What happened, the subject and the attribute: no place, no value, no reason, which the rest of the inventory may change. */
function idOf({ action, subject, attribute }: Pick<Change, 'action' | 'subject' | 'attribute'>): string {
  const { kind, role, name } = subject;
  return [action, kind, role, name, attribute].filter((part) => part !== undefined && part !== '').join('/');
}

/** Whoever confirms may know a role by its old name or by its new one. */
function oldNames({ matches }: Comparison, names: readonly string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => [name, matches.oldRoleNames.get(name) ?? name]));
}

/** Whether all that lose something by it are roles whose removals are meant. */
function isConfirmed({ losers }: Draft, confirmed: ReadonlySet<string>): boolean {
  return losers.length > 0 && losers.every((role) => confirmed.has(role));
}

/** Roles whose servers a catalog asks for, in the order of the new inventory, then of the old one. */
function inventoryOnly({ before, after }: Comparison): string[] {
  const roles = [...after.inventory.roles, ...before.inventory.roles];
  const unknown = roles.filter(({ discover, servers }) => discover && servers.length === 0);
  return [...new Set(unknown.map(({ name }) => name))];
}
