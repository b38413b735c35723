import type { VirtualService } from '../inventory/model.ts';
import { fallbackHost } from './fallback-host.ts';
import { fallbackOf } from './fallbacks.ts';
import type { LabPlan } from './model.ts';

/** Who answers for a service of which no real server is in the table. */
export interface LastResort {
  /** As the inventory writes it. */
  readonly fallback: string;
  /** Undefined where the lab has no such host, and nothing can be expected. */
  readonly hostname: string | undefined;
}

/** The fallback of a service, and which host of the lab that is; undefined where clients are refused. */
export function lastResortOf({ inventory, hosts }: LabPlan, service: VirtualService): LastResort | undefined {
  const fallback = fallbackOf(inventory, service);
  return fallback && { fallback: fallback.host, hostname: fallbackHost(hosts, fallback)?.hostname };
}

/**
 * What is wrong with the answers of a service without servers, a sentence each. The fallback must answer every connection and
 * nobody else any; without one every connection must be refused: a client that hears nothing waits for its time-out.
 * @param hosts how many answers each host gave
 * @param errors how many connections ended in each error
 */
export function wrongWithoutServers(
  lastResort: LastResort | undefined,
  hosts: ReadonlyMap<string, number>,
  errors: ReadonlyMap<string, number>,
): string[] {
  if (lastResort !== undefined && lastResort.hostname === undefined) return [];
  const strangers = [...hosts].filter(([host]) => host !== lastResort?.hostname);
  const failures = [...errors].filter(([error]) => lastResort !== undefined || error !== 'refused');
  const silent = lastResort !== undefined && hosts.size + errors.size === 0 ? ['nobody was heard'] : [];
  return [
    ...strangers.map(([host, count]) => `${host} answered ${count}`),
    ...failures.map(([error, count]) => `${error} ${count}`),
    ...silent,
  ];
}
