import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Inventory, RealServer, Role, VirtualIp, VirtualService } from '../inventory/model.ts';
import type { PlainMap } from '../inventory/plain.ts';
import { schedulerOf } from '../inventory/service-settings.ts';
import { hasServers } from '../ldirectord/render-config.ts';
import { directorBinding, realserverBindings } from '../module/bindings.ts';
import { morePackages } from '../module/packages.ts';
import { earlyIn } from './early.ts';
import { matchInventories, type Matches } from './match.ts';
import { inventoryTree } from './tree.ts';

/** One of the two inventories, with what the nodes have by it. */
export interface Side {
  readonly inventory: Inventory;
  readonly tree: PlainMap;
  readonly rolesByName: ReadonlyMap<string, Role>;
  /** Whether real servers keep the markers whose change kicks others. */
  readonly markers: boolean;
  /** The addresses that directors bind. */
  readonly directorBindings: ReadonlySet<string>;
  /** The addresses of services that clients can use. */
  readonly addresses: ReadonlySet<string>;
  /** What services need of the kernel and the packages of a director. */
  readonly needs: ReadonlySet<string>;
  /** The addresses that the servers of a role bind for it. */
  readonly roleBindings: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Two inventories, and what of them is the same. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly matches: Matches;
  /** What of the new side gets clients before its virtual IP is bound. */
  readonly early: {
    readonly servers: ReadonlySet<RealServer>;
    /** Services that are new to their servers as a whole. */
    readonly services: ReadonlySet<VirtualService>;
  };
}

/** Looks at two inventories and finds what of them is the same. */
export function comparisonOf(before: Inventory, after: Inventory): Comparison {
  const matches = matchInventories(before, after);
  const early = earlyIn(before, after, matches);
  return {
    before: sideOf(before),
    after: sideOf(after),
    matches,
    early: {
      servers: new Set(early.flatMap(({ servers }) => servers)),
      services: new Set(early.filter(({ added }) => added === 'service').map(({ service }) => service)),
    },
  };
}

/** Looks at one inventory once, so that each change can be judged without looking at all of it again. */
function sideOf(inventory: Inventory): Side {
  const services = inventory.roles.flatMap((role) => role.services);
  return {
    inventory,
    tree: inventoryTree(inventory),
    rolesByName: new Map(inventory.roles.map((role) => [role.name, role])),
    markers: inventory.kicker.module !== 'none',
    directorBindings: new Set(
      services.filter(isInFile).flatMap(({ virtualIp }) => directorBindings(inventory, virtualIp)),
    ),
    addresses: new Set(services.filter(isInFile).map(({ virtualIp }) => virtualIp.address.text)),
    needs: new Set(services.flatMap(needsOf)),
    roleBindings: new Map(inventory.roles.map((role) => [role.name, bindingsOf(role)])),
  };
}

/** Where somebody else moves the addresses, directors bind none. */
export function directorBindings({ directors }: Inventory, virtualIp: VirtualIp): string[] {
  return directors.ha === 'none' ? [directorBinding(virtualIp)] : [];
}

/** What a service needs of the kernel and the packages of a director, also while it is in setup. */
export function needsOf(service: VirtualService): string[] {
  if (!isLive(service)) return [];
  const scheduler = schedulerOf(service);
  const forwards = service.forwarding.value === 'masq' ? [`forward ${service.virtualIp.address.family}`] : [];
  return [`scheduler ${scheduler}`, ...forwards, ...morePackages([service])];
}

function bindingsOf({ services }: Role): ReadonlySet<string> {
  return new Set(services.filter(isLive).flatMap(realserverBindings));
}

/** Whether a role can have a section in ldirectord.cf: whom discovery finds is not known here. */
export function hasSection(role: Role): boolean {
  return role.discover || hasServers(role);
}
