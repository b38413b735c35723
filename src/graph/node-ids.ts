import type { Graph } from './model.ts';

/** The ids of the nodes in a text format. They are counted, so that no name of the inventory can be one. */
export interface NodeIds {
  readonly virtualIp: (index: number) => string;
  readonly service: (index: number) => string;
  readonly role: (index: number) => string;
}

/** Counts through virtual IPs, services and roles: n1, n2, … */
export function nodeIds({ virtualIps, services }: Graph): NodeIds {
  const startingAt = (before: number) => (index: number) => `n${before + index + 1}`;
  return {
    virtualIp: startingAt(0),
    service: startingAt(virtualIps.length),
    role: startingAt(virtualIps.length + services.length),
  };
}
