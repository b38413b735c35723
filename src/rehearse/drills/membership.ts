import { weightSeen } from '../../inventory/life-cycle.ts';
import type { RealServer, VirtualService } from '../../inventory/model.ts';
import { tableOf } from '../checks/table.ts';
import { expectedTable } from '../ipvs-table.ts';
import { until, type Rehearsal } from '../rehearsal.ts';
import { leaveLimit, type Limit, type Lost } from '../timing.ts';
import type { Pool } from './pool.ts';

/** How lost servers left the pools of services. */
export interface Left {
  /** Those that stayed longer than the daemon promises, a sentence each. */
  readonly late: readonly string[];
  /** When the last one had left, in seconds. */
  readonly seconds: number;
  /** Of the service that may take longest. */
  readonly limit: Limit;
}

/** Waits until servers that were lost just now have left the pool of each service, each of which has a limit of its own. */
export async function watchLeaving(
  rehearsal: Rehearsal,
  pool: Pool,
  servers: readonly RealServer[],
  lost: Lost,
): Promise<Left> {
  const start = performance.now();
  const limit = leaveLimit(rehearsal.plan, lost);
  const lastSeen = new Map<string, { readonly member: Member; readonly seconds: number }>();
  const keyOf = ({ service, server }: Member): string => `${service.name} ${server.hostname}`;
  const staying = await until(secondsOf(limit), async () => {
    const seconds = (performance.now() - start) / 1000;
    const still = (await membersOf(rehearsal, pool, servers)).filter(({ weight }) => weight > 0);
    for (const member of still) lastSeen.set(keyOf(member), { member, seconds });
    return still.map(keyOf);
  });
  const late = [...lastSeen.values()].flatMap(({ member, seconds }) => {
    const { service, server } = member;
    const own = secondsOf(leaveLimit(rehearsal.plan, { ...lost, services: [service] }));
    if (seconds <= own && !staying.includes(keyOf(member))) return [];
    return [`${server.hostname} is still in the pool of ${service.name} after ${own} s`];
  });
  return { late, seconds: (performance.now() - start) / 1000, limit };
}

/** The services of a pool in whose entry servers do not take connections as they should, a sentence each. */
export async function notYetIn(
  rehearsal: Rehearsal,
  pool: Pool,
  servers: readonly RealServer[],
): Promise<string[]> {
  return (await membersOf(rehearsal, pool, servers))
    .filter(({ server, weight }) => weight !== weightSeen(server))
    .map(({ service, server }) => `${server.hostname} is not back in the pool of ${service.name}`);
}

/** How long the daemon and a slow lab may take together. */
export function secondsOf({ promised, slack }: Limit): number {
  return promised + slack;
}

interface Member {
  readonly service: VirtualService;
  readonly server: RealServer;
  /** As the kernel has it; 0 where it is not in the table. */
  readonly weight: number;
}

async function membersOf(
  rehearsal: Rehearsal,
  { services }: Pool,
  servers: readonly RealServer[],
): Promise<Member[]> {
  const seen = await tableOf(rehearsal);
  const expected = expectedTable(rehearsal.plan.inventory);
  return services.flatMap((service) => {
    const wanted = expected.find((one) => one.name === service.name);
    const entry = seen.find((one) => wanted !== undefined && sameService(one, wanted));
    return servers.map((server): Member => {
      const endpoint = wanted?.servers.find((one) => one.name === server.hostname)?.endpoint;
      const weight = entry?.servers.find((one) => one.endpoint === endpoint)?.weight ?? 0;
      return { service, server, weight };
    });
  });
}

interface Identity {
  readonly protocol: string;
  readonly endpoint: string;
  readonly family: number;
}

function sameService(one: Identity, other: Identity): boolean {
  return one.protocol === other.protocol && one.endpoint === other.endpoint && one.family === other.family;
}
