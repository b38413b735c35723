import { isLive } from '../../inventory/life-cycle.ts';
import type { RealServer } from '../../inventory/model.ts';
import { schedulerOf } from '../../inventory/service-settings.ts';
import type { Question } from '../ask.ts';
import { startStandIn } from '../checks/stand-ins.ts';
import { unique } from '../lab-hosts.ts';
import type { LabHost } from '../model.ts';
import { lastResortOf, wrongWithoutServers } from '../nobody.ts';
import { check, failed, passed, until, type Rehearsal, type Verdict } from '../rehearsal.ts';
import { networkOfClients } from '../spread.ts';
import { returnLimit, type Lost } from '../timing.ts';
import { notYetIn, secondsOf, watchLeaving } from './membership.ts';
import { askPool, hostOf, meetClients, poolsFor, tellLeftOut, type Needs, type Pool } from './pool.ts';

/** One server is lost, and another one is left. */
const ONE: Needs = { servers: 2, loses: 'one' };
const ALL: Needs = { servers: 1, loses: 'all' };

/** The service of a server dies: it leaves the pool in time, no client notices from then on, and it comes back. */
export async function drillServiceDies(rehearsal: Rehearsal): Promise<void> {
  const { pools, leftOut } = poolsFor(rehearsal, ONE);
  const [pool] = pools;
  const server = pool?.sparable[0];
  if (pool !== undefined && server !== undefined) {
    rehearsal.step(`drill: the services on ${server.hostname} die`);
    const standIn = rehearsal.standIns.get(hostOf(rehearsal, server).id);
    const lost = lostOf(pool, [server], 'programs ended');
    const met = await meetClients(rehearsal, pool, server);
    await check(rehearsal, 'service-dies', server.hostname, () => {
      standIn?.signal('USR1');
      return leaves(rehearsal, pool, server, met, lost);
    });
    await check(rehearsal, 'service-back', server.hostname, () => {
      standIn?.signal('USR2');
      return comesBack(rehearsal, pool, server, met, lost);
    });
  }
  tellLeftOut(rehearsal, 'service-dies', pool, pools, leftOut);
}

/** A whole server vanishes, its address included, and starts again later. */
export async function drillServerVanishes(rehearsal: Rehearsal): Promise<void> {
  const { pools, leftOut } = poolsFor(rehearsal, ONE);
  const pool = pools.at(-1);
  const server = pool?.sparable.at(-1);
  if (pool !== undefined && server !== undefined) {
    const host = hostOf(rehearsal, server);
    rehearsal.step(`drill: ${server.hostname} loses its power`);
    const lost = lostOf(pool, [server], 'power lost');
    const met = await meetClients(rehearsal, pool, server);
    await check(rehearsal, 'server-vanishes', server.hostname, async () => {
      await rehearsal.lab.powerOff(host);
      return leaves(rehearsal, pool, server, met, lost);
    });
    await check(rehearsal, 'server-back', server.hostname, async () => {
      await rehearsal.lab.powerOn(host);
      await startStandIn(rehearsal, host);
      return comesBack(rehearsal, pool, server, met, lost);
    });
  }
  tellLeftOut(rehearsal, 'server-vanishes', pool, pools, leftOut);
}

/** All servers of a role vanish: the fallback answers, or clients are refused at once instead of left waiting. */
export async function drillAllVanish(rehearsal: Rehearsal): Promise<void> {
  const { pools, leftOut } = poolsFor(rehearsal, ALL);
  // A pool with a fallback has more to show.
  const withFallback = ({ services }: Pool): boolean =>
    services.some((service) => lastResortOf(rehearsal.plan, service) !== undefined);
  const pool = pools.find(withFallback) ?? pools[0];
  if (pool !== undefined) await loseAll(rehearsal, pool);
  tellLeftOut(rehearsal, 'all-vanish', pool, pools, leftOut);
}

async function loseAll(rehearsal: Rehearsal, pool: Pool): Promise<void> {
  const { lab } = rehearsal;
  const hosts = hostsOf(rehearsal, pool);
  const lost = lostOf(pool, pool.role.servers.filter(isLive), 'power lost');
  rehearsal.step(`drill: all servers of ${pool.role.name} lose their power`);
  await check(rehearsal, 'all-vanish', pool.role.name, async () => {
    for (const host of hosts) await lab.powerOff(host);
    const { late } = await watchLeaving(rehearsal, pool, pool.servers, lost);
    if (late.length > 0)
      return failed(`All servers of ${pool.role.name} vanished, and stay in the pool`, late);
    return judgeEmpty(rehearsal, pool);
  });
  await check(rehearsal, 'all-back', pool.role.name, async () => {
    for (const host of hosts) {
      await lab.powerOn(host);
      await startStandIn(rehearsal, host);
    }
    const limit = secondsOf(returnLimit(rehearsal.plan, lost));
    const wrong = await until(limit, () => notYetIn(rehearsal, pool, pool.servers));
    if (wrong.length > 0)
      return failed(`The servers of ${pool.role.name} came back, and the pool is not whole`, wrong);
    const asked = await askPool(rehearsal, pool.role.servers, pool.services);
    if (asked.wrong.length > 0)
      return failed(`The servers of ${pool.role.name} are back, and clients notice`, asked.wrong.slice(0, 8));
    return passed(`All servers of ${pool.role.name} are back in their pools, and clients are answered`);
  });
}

function lostOf({ services }: Pool, servers: readonly RealServer[], how: Lost['how']): Lost {
  return { hostnames: servers.map(({ hostname }) => hostname), how, services };
}

/** The hosts of all servers of a pool that are there, whatever weight they have. */
function hostsOf(rehearsal: Rehearsal, { role }: Pool): LabHost[] {
  return role.servers.filter(isLive).map((server) => hostOf(rehearsal, server));
}

async function judgeEmpty(rehearsal: Rehearsal, { role, services }: Pool): Promise<Verdict> {
  const wrong: string[] = [];
  const handed: string[] = [];
  const unknown: string[] = [];
  for (const service of services) {
    const lastResort = lastResortOf(rehearsal.plan, service);
    const { hosts, errors } = await askPool(rehearsal, role.servers, [service]);
    wrong.push(...wrongWithoutServers(lastResort, hosts, errors).map((line) => `${service.name}: ${line}`));
    if (lastResort !== undefined) (lastResort.hostname === undefined ? unknown : handed).push(service.name);
  }
  if (wrong.length > 0)
    return failed(
      `Without servers the services of ${role.name} neither hand over to their fallback nor refuse at once`,
      wrong.slice(0, 8),
    );
  const refused = services.length - handed.length - unknown.length;
  const parts = [
    ...(handed.length === 0 ? [] : [`the fallback answers for ${handed.join(', ')}`]),
    ...(refused === 0
      ? []
      : [`${handed.length + unknown.length === 0 ? 'all' : 'the others'} refuse at once`]),
    ...(unknown.length === 0 ? [] : [`the fallback of ${unknown.join(', ')} is no host of the lab`]),
  ];
  return passed(`Without servers of ${role.name} ${parts.join('; ')}`);
}

/** Judges how a server that was just lost leaves the pool, and what clients see then, those whom it answered before among them. */
async function leaves(
  rehearsal: Rehearsal,
  pool: Pool,
  server: RealServer,
  met: readonly Question[],
  lost: Lost,
): Promise<Verdict> {
  const { hostname } = server;
  const what = lost.how === 'power lost' ? `${hostname} lost its power` : `The services on ${hostname} died`;
  const { late, seconds, limit } = await watchLeaving(rehearsal, pool, [server], lost);
  if (late.length > 0) return failed(`${what}, and it does not leave the pool in time`, late);
  const asked = await askPool(rehearsal, pool.role.servers, pool.services, met);
  if (asked.wrong.length > 0)
    return failed(`${what}, it left the pool, and clients still notice`, asked.wrong.slice(0, 8));
  if (asked.hosts.has(hostname)) return failed(`${what}, and it still answers clients`);
  const known = met.length === 0 ? '' : ', nor do those that it had answered before';
  return passed(
    `${what}: it leaves the pool in time, and no client notices after that${known}`,
    `after ${seconds.toFixed(1)} s, at most ${limit.promised} s and ${limit.slack} s for a slow lab`,
  );
}

/** Judges how a server that is up again comes back: it answers for each service for which it did before. */
async function comesBack(
  rehearsal: Rehearsal,
  pool: Pool,
  server: RealServer,
  met: readonly Question[],
  lost: Lost,
): Promise<Verdict> {
  const { hostname } = server;
  const limit = secondsOf(returnLimit(rehearsal.plan, lost));
  const wrong = await until(limit, () => notYetIn(rehearsal, pool, [server]));
  if (wrong.length > 0)
    return failed(`${hostname} is up again, and not back in the pool after ${limit} s`, wrong);
  const asked = await askPool(rehearsal, pool.role.servers, pool.services);
  if (asked.wrong.length > 0)
    return failed(`${hostname} is back, and clients notice`, asked.wrong.slice(0, 8));
  const answered = servicesOf(met).filter((name) => returns(pool, name));
  if (answered.length === 0) return passed(`${hostname} is back in the pool, and clients are answered`);
  const again = servicesOf(await meetClients(rehearsal, pool, server));
  const silent = answered.filter((name) => !again.includes(name));
  if (silent.length > 0)
    return failed(`${hostname} is back in the pool, and answers nobody for ${silent.join(', ')}`);
  return passed(`${hostname} is back in the pool, and answers clients again`);
}

function servicesOf(questions: readonly Question[]): string[] {
  return unique(questions.map(({ id }) => id));
}

/**
 * Whether clients come to a server that is back: schedulers by locality leave them where they went meanwhile, and so does persistence
 * that makes one client of all in their network.
 */
function returns({ services }: Pool, name: string): boolean {
  const service = services.find((one) => one.name === name);
  if (service === undefined || networkOfClients(service) !== undefined) return false;
  return !/^lblcr?$/.test(schedulerOf(service));
}
