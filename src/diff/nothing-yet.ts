import type { Inventory } from '../inventory/model.ts';

/** What was there before the first inventory: nothing that a director or a real server has, in a module of the same name. */
export function nothingYet(inventory: Inventory): Inventory {
  return {
    ...inventory,
    networks: [],
    directors: { ...inventory.directors, hosts: [] },
    ldirectord: new Map(),
    virtualIps: [],
    roles: [],
  };
}
