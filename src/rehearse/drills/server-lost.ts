import { isLive } from '../../inventory/life-cycle.ts';
import type { RealServer } from '../../inventory/model.ts';
import type { LabHost } from '../model.ts';
import { fallbackOf } from '../fallbacks.ts';
import { startStandIn } from '../checks/stand-ins.ts';
import { check, failed, noticeSeconds, passed, until, type Rehearsal, type Verdict } from '../rehearsal.ts';
import { askPool, hostOf, notYetIn, poolsOf, stillIn, type Pool } from './pool.ts';

/** The service of a server dies: it leaves the pool in time, no client notices from then on, and it comes back. */
export async function drillServiceDies(rehearsal: Rehearsal): Promise<void> {
  const [pool] = poolsOf(rehearsal);
  const server = pool?.servers[0];
  if (pool === undefined || server === undefined) return;
  rehearsal.step(`drill: the services on ${server.hostname} die`);
  const standIn = rehearsal.standIns.get(hostOf(rehearsal, server).id);
  await check(rehearsal, 'service-dies', server.hostname, async () => {
    standIn?.signal('USR1');
    return leaves(rehearsal, pool, server, `The services on ${server.hostname} died`);
  });
  await check(rehearsal, 'service-back', server.hostname, async () => {
    standIn?.signal('USR2');
    return comesBack(rehearsal, pool, server);
  });
}

/** A whole server vanishes, its address included, and starts again later. */
export async function drillServerVanishes(rehearsal: Rehearsal): Promise<void> {
  const pool = poolsOf(rehearsal).at(-1);
  const server = pool?.servers.at(-1);
  if (pool === undefined || server === undefined) return;
  const host = hostOf(rehearsal, server);
  rehearsal.step(`drill: ${server.hostname} loses its power`);
  await check(rehearsal, 'server-vanishes', server.hostname, async () => {
    await rehearsal.lab.powerOff(host);
    return leaves(rehearsal, pool, server, `${server.hostname} lost its power`);
  });
  await check(rehearsal, 'server-back', server.hostname, async () => {
    await rehearsal.lab.powerOn(host);
    await startStandIn(rehearsal, host);
    return comesBack(rehearsal, pool, server);
  });
}

/** All servers of a role vanish: the fallback answers, or clients are refused at once instead of left waiting. */
export async function drillAllVanish(rehearsal: Rehearsal): Promise<void> {
  const { lab } = rehearsal;
  // A director that is a server of the role as well stays: without it there is nobody to ask.
  const pools = poolsOf(rehearsal).filter((pool) =>
    hostsOf(rehearsal, pool).every(({ kind }) => kind !== 'director'),
  );
  // A pool with a fallback has more to show.
  const withFallback = ({ services }: Pool): boolean =>
    services.some((service) => fallbackOf(rehearsal.plan.inventory, service) !== undefined);
  const pool = pools.find(withFallback) ?? pools[0];
  if (pool === undefined) return;
  const hosts = hostsOf(rehearsal, pool);
  const limit = noticeSeconds(rehearsal, hosts.length);
  rehearsal.step(`drill: all servers of ${pool.role.name} lose their power`);
  await check(rehearsal, 'all-vanish', pool.role.name, async () => {
    for (const host of hosts) await lab.powerOff(host);
    const wrong = await until(limit, async () =>
      (await Promise.all(pool.servers.map((server) => stillIn(rehearsal, pool, server)))).flat(),
    );
    if (wrong.length > 0)
      return failed(`All servers of ${pool.role.name} vanished, and are still in the pool`, wrong);
    return judgeEmpty(rehearsal, pool);
  });
  await check(rehearsal, 'all-back', pool.role.name, async () => {
    for (const host of hosts) {
      await lab.powerOn(host);
      await startStandIn(rehearsal, host);
    }
    const wrong = await until(limit, async () =>
      (await Promise.all(pool.servers.map((server) => notYetIn(rehearsal, pool, server)))).flat(),
    );
    if (wrong.length > 0)
      return failed(`The servers of ${pool.role.name} came back, and the pool is not whole`, wrong);
    return passed(`All servers of ${pool.role.name} are back in their pools`);
  });
}

/** The hosts of all servers of a pool that are there, whatever weight they have. */
function hostsOf(rehearsal: Rehearsal, { role }: Pool): LabHost[] {
  return role.servers.filter(isLive).map((server) => hostOf(rehearsal, server));
}

async function judgeEmpty(rehearsal: Rehearsal, { role, services }: Pool): Promise<Verdict> {
  const wrong: string[] = [];
  for (const service of services) {
    const fallback = fallbackOf(rehearsal.plan.inventory, service);
    const { wrong: errors, hosts } = await askPool(rehearsal, [service]);
    const left = errors.filter((line) => fallback !== undefined || !line.endsWith('refused'));
    wrong.push(...left);
    if (fallback === undefined && hosts.size > 0)
      wrong.push(`${service.name} is answered by ${[...hosts.keys()].join(', ')}`);
  }
  if (wrong.length > 0)
    return failed(`Without servers ${role.name} leaves its clients waiting`, wrong.slice(0, 8));
  return passed(
    `Without servers the services of ${role.name} hand over to their fallback, or refuse at once`,
  );
}

async function leaves(rehearsal: Rehearsal, pool: Pool, server: RealServer, what: string): Promise<Verdict> {
  const limit = noticeSeconds(rehearsal);
  const start = performance.now();
  const wrong = await until(limit, () => stillIn(rehearsal, pool, server));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (wrong.length > 0) return failed(`${what}, and it is still in the pool after ${limit} s`, wrong);
  const asked = await askPool(rehearsal, pool.services);
  if (asked.wrong.length > 0)
    return failed(`${what}, it left the pool, and clients still notice`, asked.wrong.slice(0, 8));
  if (asked.hosts.has(server.hostname)) return failed(`${what}, and it still answers clients`);
  return passed(
    `${what}: it left the pool after ${seconds} s (at most ${limit} s), and no client notices after that`,
  );
}

async function comesBack(rehearsal: Rehearsal, pool: Pool, server: RealServer): Promise<Verdict> {
  const limit = noticeSeconds(rehearsal);
  const wrong = await until(limit, () => notYetIn(rehearsal, pool, server));
  if (wrong.length > 0)
    return failed(`${server.hostname} is up again, and not back in the pool after ${limit} s`, wrong);
  const asked = await askPool(rehearsal, pool.services);
  if (asked.wrong.length > 0)
    return failed(`${server.hostname} is back, and clients notice`, asked.wrong.slice(0, 8));
  return passed(`${server.hostname} is back in the pool, and clients are answered`);
}
