import { isLive, weightSeen } from './life-cycle.ts';
import type { Role } from './model.ts';

/** What the module knows of a role besides its servers and services. */
export interface RoleSettings {
  readonly description: string | undefined;
  readonly minServers: number | undefined;
  readonly kicks: readonly string[];
  /** Weights other than 1, by host name; 0 in setup or draining. */
  readonly weights: readonly (readonly [string, number])[];
  /** Hosts that once had the role. */
  readonly retired: readonly string[];
}

/** What the parameter `roles` of the module says of a role; lists are empty where there is nothing to say. */
export function roleSettings({ description, minServers, kicks, servers }: Role): RoleSettings {
  return {
    description,
    minServers,
    kicks: kicks.map(({ value }) => value),
    weights: servers
      .filter(isLive)
      .map((server): [string, number] => [server.hostname, weightSeen(server)])
      .filter(([, weight]) => weight !== 1),
    retired: servers.filter(({ state }) => state === 'retired').map(({ hostname }) => hostname),
  };
}
