import { checkTypeOf, isPlainUdp, negotiatedService } from '../../inventory/health-check.ts';
import { weightSeen } from '../../inventory/life-cycle.ts';
import type { RealServer, Role, VirtualService } from '../../inventory/model.ts';
import { ask, countAnswers, questionFor } from '../ask.ts';
import { tableOf } from '../checks/table.ts';
import { expectedTable } from '../ipvs-table.ts';
import type { LabHost } from '../model.ts';
import { askedServices, hostNamed, type Rehearsal } from '../rehearsal.ts';

/** A role whose services notice the death of a server, with two servers or more that take connections. */
export interface Pool {
  readonly role: Role;
  /** Its services that are asked and checked on their ports. */
  readonly services: readonly VirtualService[];
  /** The servers that take connections. */
  readonly servers: readonly RealServer[];
}

/** The pools in which one server can be spared. */
export function poolsOf(rehearsal: Rehearsal): Pool[] {
  const { roles } = rehearsal.plan.inventory;
  const asked = askedServices(rehearsal);
  return roles
    .map((role) => ({
      role,
      services: asked
        .filter((one) => one.role === role && noticesDeath(one.service))
        .map(({ service }) => service),
      servers: role.servers.filter((server) => weightSeen(server) > 0),
    }))
    .filter(({ services, servers }) => services.length > 0 && servers.length > 1);
}

/**
 * Whether the checks of a service ask the very port: ping, `off` and `on` learn nothing of it, a dialogue of which there is none
 * and UDP without a dialogue neither.
 */
function noticesDeath(service: VirtualService): boolean {
  const type = String(checkTypeOf(service));
  if (service.state !== 'production' || ['ping', 'off', 'on'].includes(type)) return false;
  return type === 'negotiate' ? negotiatedService(service) !== 'none' : !isPlainUdp(service);
}

/** The services of a pool in whose entry a server still takes connections, a sentence each. */
export async function stillIn(rehearsal: Rehearsal, pool: Pool, server: RealServer): Promise<string[]> {
  return (await weightsOf(rehearsal, pool, server))
    .filter(({ weight }) => weight > 0)
    .map(({ service }) => `${server.hostname} is still in the pool of ${service}`);
}

/** The services of a pool in whose entry a server does not take connections as it should, a sentence each. */
export async function notYetIn(rehearsal: Rehearsal, pool: Pool, server: RealServer): Promise<string[]> {
  return (await weightsOf(rehearsal, pool, server))
    .filter(({ weight }) => weight !== weightSeen(server))
    .map(({ service }) => `${server.hostname} is not back in the pool of ${service}`);
}

async function weightsOf(
  rehearsal: Rehearsal,
  { services }: Pool,
  { hostname }: RealServer,
): Promise<{ service: string; weight: number }[]> {
  const seen = await tableOf(rehearsal);
  const expected = expectedTable(rehearsal.plan.inventory);
  return services.map(({ name }) => {
    const wanted = expected.find((one) => one.name === name);
    const endpoint = wanted?.servers.find((one) => one.name === hostname)?.endpoint;
    const entry = seen.find((one) => wanted !== undefined && sameService(one, wanted));
    return { service: name, weight: entry?.servers.find((one) => one.endpoint === endpoint)?.weight ?? 0 };
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

/** Asks every service of a pool some times: what went wrong, and who answered. */
export async function askPool(
  rehearsal: Rehearsal,
  services: readonly VirtualService[],
): Promise<{ readonly wrong: string[]; readonly hosts: ReadonlyMap<string, number> }> {
  const questions = services.flatMap((service) => {
    const from = rehearsal.takeClients(service.virtualIp.address.family, 4);
    return service.ports.map(({ value: port }) => questionFor(service, port, from, 3));
  });
  const answers = await ask(rehearsal, questions);
  const { hosts } = countAnswers(answers);
  const wrong = answers
    .filter(({ error }) => error !== null)
    .map(({ id, from, error }) => `${id}, asked from ${from}: ${error}`);
  return { wrong, hosts };
}

/** The host of the lab that a real server is. */
export function hostOf({ plan }: Rehearsal, server: RealServer): LabHost {
  return hostNamed(plan, server.hostname);
}
