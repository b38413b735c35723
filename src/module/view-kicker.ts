import type { Inventory } from '../inventory/model.ts';
import { kickTargets } from '../inventory/kick-targets.ts';
import { viewMetadata, type MetadataView } from './view.ts';

/** Name of the module: its functions, its report processor and what it puts on nodes are called by it. */
export const KICKER = 'kicker';

/** What the templates of the kicker module know: nothing of an inventory but who its roles are and whom they kick. */
export interface KickerView {
  readonly metadata: MetadataView;
  /** Name of the module whose real servers kick. */
  readonly lvs: string;
  /** The folder in which a node has a marker for each of its roles. */
  readonly markers: string;
  /** The directors’ role. */
  readonly directorRole: string;
  /** All roles that kick or are kicked, sorted. */
  readonly roles: readonly string[];
  /** Whom each role kicks, both sorted; without roles that kick nobody. */
  readonly kicks: readonly { readonly role: string; readonly targets: readonly string[] }[];
}

const SUMMARY = 'Runs the agents of nodes that have to know of a change of another one';

/** An inventory as the templates of the kicker module want it. */
export function viewKicker(inventory: Inventory): KickerView {
  const { module, directors, roles } = inventory;
  const kicks = roles
    .map((role) => ({ role: role.name, targets: kickTargets(role, inventory).toSorted() }))
    .filter(({ targets }) => targets.length > 0)
    .toSorted((a, b) => (a.role < b.role ? -1 : 1));
  const names = [
    directors.role,
    ...roles.map(({ name }) => name),
    ...kicks.flatMap(({ targets }) => targets),
  ];
  return {
    metadata: { ...viewMetadata(inventory), slug: `${module.author}-${KICKER}`, summary: SUMMARY },
    lvs: module.name,
    markers: `/etc/${module.name}/kick.d`,
    directorRole: directors.role,
    roles: [...new Set(names)].toSorted(),
    kicks,
  };
}
