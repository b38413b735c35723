import { isInFile } from '../inventory/life-cycle.ts';
import type { Role } from '../inventory/model.ts';
import { kickReferences, type KickReference } from './compare-kicks.ts';
import { mapPair, type MapPair } from './edits.ts';
import { groupBy } from './group-by.ts';
import type { Member, Offer } from './match.ts';
import type { Pair } from './pair.ts';
import { hasSection, type Comparison } from './side.ts';

/** Servers and services by the role that they are told with: the new one, or the old one of those that are gone. */
export interface RoleParts {
  readonly servers: ReadonlyMap<Role, Pair<Member>[]>;
  readonly addedServers: ReadonlyMap<Role, Member[]>;
  readonly removedServers: ReadonlyMap<Role, Member[]>;
  readonly services: ReadonlyMap<Role, Pair<Offer>[]>;
  readonly addedServices: ReadonlyMap<Role, Offer[]>;
  readonly removedServices: ReadonlyMap<Role, Offer[]>;
  /** By the old name of the renamed role. */
  readonly kickReferences: ReadonlyMap<string, KickReference[]>;
}

/** Sorts what was matched in the whole inventories by roles. */
export function partsByRole(comparison: Comparison): RoleParts {
  const { servers, services } = comparison.matches;
  return {
    servers: groupBy(servers.pairs, ({ after }) => after.role),
    addedServers: groupBy(servers.added, ({ role }) => role),
    removedServers: groupBy(servers.removed, ({ role }) => role),
    services: groupBy(services.pairs, ({ after }) => after.role),
    addedServices: groupBy(services.added, ({ role }) => role),
    removedServices: groupBy(services.removed, ({ role }) => role),
    kickReferences: kickReferences(comparison),
  };
}

/** The servers of a role as data. */
export function serversOf(comparison: Comparison, { before, after }: Pair<Role>): MapPair {
  return mapPair(comparison, ['roles', before.name, 'servers'], ['roles', after.name, 'servers']);
}

/** The services of a role as data. */
export function servicesOf(comparison: Comparison, { before, after }: Pair<Role>): MapPair {
  return mapPair(comparison, ['roles', before.name, 'services'], ['roles', after.name, 'services']);
}

/** Whether a role has a section in ldirectord.cf. */
export function isPrinted(role: Role): boolean {
  return hasSection(role) && role.services.some(isInFile);
}
