import type { RealServer, State } from './model.ts';

/** Whether something is, or will be, on the nodes: what is retired stays in the file as a record only. */
export function isLive(item: { readonly state: State }): boolean {
  return item.state !== 'retired';
}

/** Whether something stands in ldirectord.cf: what is being set up is bound on the real servers only. */
export function isInFile(item: { readonly state: State }): boolean {
  return item.state === 'production' || item.state === 'draining';
}

/** The weight under which directors know a server: none in setup, and new connections go elsewhere while it drains. */
export function weightSeen({ state, weight }: RealServer): number {
  return state === 'production' ? (weight?.value ?? 1) : 0;
}
