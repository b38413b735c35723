import type { Role } from '../inventory/model.ts';
import type { OrderHazard } from './model.ts';

/** What a change does to the nodes, before it is known which nodes these are. */
export interface Effect {
  /** Whether the catalogs of directors change, all of them or only that of one. */
  readonly directors: boolean;
  readonly director?: string;
  /** Whether ldirectord.cf changes. */
  readonly reload: boolean;
  /** Host names of single servers whose catalogs change. */
  readonly hosts: readonly string[];
  /** Roles all of whose servers have another catalog. */
  readonly roles: readonly Role[];
  /** Roles whose servers notice a change of what others see of them, and so kick. */
  readonly kicks: readonly Role[];
  /** The virtual IPs that may come or go on these servers with it: whether the order matters is seen from all changes. */
  readonly addresses: readonly string[];
  /** What else makes the order matter. */
  readonly hazard: OrderHazard | undefined;
}

/** A change that no node notices. */
export const noEffect: Effect = {
  directors: false,
  reload: false,
  hosts: [],
  roles: [],
  kicks: [],
  addresses: [],
  hazard: undefined,
};

/** What a change does that shows in ldirectord.cf only, or not at all. */
export function inFile(differs: boolean): Effect {
  return { ...noEffect, directors: differs, reload: differs };
}

/** What several parts of one change do. */
export function combined(effects: readonly Effect[]): Effect {
  return {
    directors: effects.some(({ directors }) => directors),
    reload: effects.some(({ reload }) => reload),
    hosts: [...new Set(effects.flatMap(({ hosts }) => hosts))],
    roles: [...new Set(effects.flatMap(({ roles }) => roles))],
    kicks: [...new Set(effects.flatMap(({ kicks }) => kicks))],
    addresses: [...new Set(effects.flatMap(({ addresses }) => addresses))],
    hazard: effects.find(({ hazard }) => hazard !== undefined)?.hazard,
  };
}
