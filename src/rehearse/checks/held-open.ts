import type { VirtualService } from '../../inventory/model.ts';
import { startClient } from '../client-program.ts';
import { expectedTable } from '../ipvs-table.ts';
import {
  activeDirector,
  answeredServices,
  askedServices,
  check,
  daemonLog,
  failed,
  noticeSeconds,
  passed,
  pause,
  until,
  type Rehearsal,
} from '../rehearsal.ts';
import { roomInDrills } from '../rounds.ts';
import { counted } from '../words.ts';
import { START_SECONDS, tableDifferences } from './table.ts';

/** What became of a connection that was held open: see `lab/client.pl`. */
export interface Held {
  readonly id: string;
  readonly host: string | null;
  readonly exchanges: number;
  readonly broken: { readonly after: number; readonly error: string } | null;
  readonly longestSilence: number;
}

/** How many connections to a service are held, where thresholds leave room, and how many seconds are between two questions on each. */
interface Holding {
  readonly count: (service: VirtualService) => number;
  readonly every: number;
}

/** Opens connections to each TCP service that has a server, each from another address, and keeps talking on them. */
export async function holdConnections(
  rehearsal: Rehearsal,
  { count, every }: Holding,
): Promise<{ stop(): Promise<Held[]> } | undefined> {
  const answered = new Set(answeredServices(rehearsal).map(({ name }) => name));
  const connections = askedServices(rehearsal)
    .filter(({ service }) => service.protocol.value === 'tcp' && answered.has(service.name))
    .flatMap(({ role, service }) => {
      const most = Math.min(count(service), roomInDrills(service, role.servers));
      return rehearsal.takeClients(service.virtualIp.address.family, most).map((from) => ({
        id: service.name,
        address: service.virtualIp.address.text,
        port: service.ports[0].value,
        from,
      }));
    });
  if (connections.length === 0) return undefined;
  return startClient<Held>(rehearsal, 'hold', { connections, every });
}

const HELD_IN_RELOAD: Holding = { count: () => 3, every: 0.2 };

/** A long connection, such as a websocket, survives a reload of ldirectord. */
export async function checkReload(rehearsal: Rehearsal): Promise<void> {
  const host = activeDirector(rehearsal);
  rehearsal.step('reloading ldirectord under open connections');
  const held = await holdConnections(rehearsal, HELD_IN_RELOAD);
  if (held === undefined) return;
  await check(rehearsal, 'reload', host.hostname, async () => {
    const log = await logOf(rehearsal);
    const reload = await rehearsal.lab.run(host, ['systemctl', 'reload', 'ldirectord']);
    const settled = reload.exitCode === 0 ? await reloaded(rehearsal, log) : [];
    const connections = await held.stop();
    const broken = connections
      .filter((one) => one.broken !== null || one.exchanges < 2)
      .map(
        ({ id, broken: how, exchanges }) =>
          `${id}: ${how === null ? counted(exchanges, 'exchange') : how.error}`,
      );
    if (reload.exitCode !== 0) return failed('ldirectord cannot be reloaded', [reload.stderr]);
    if (settled.length > 0) return failed('ldirectord does not come to an end with its reload', settled);
    if (broken.length > 0) return failed('Open connections do not survive a reload of ldirectord', broken);
    const longest = Math.max(...connections.map(({ longestSilence }) => longestSilence));
    return passed(
      `${counted(connections.length, 'open connection')} ${connections.length === 1 ? 'survives' : 'survive'} a reload of ldirectord`,
      `longest silence ${longest.toFixed(1)} s`,
    );
  });
}

/** What ldirectord has logged so far; undefined where it has no file of its own. */
async function logOf({ lab, plan }: Rehearsal): Promise<string | undefined> {
  const written = daemonLog(plan.inventory);
  if (written === undefined) return undefined;
  const { exitCode, stdout } = await lab.run(activeDirector({ plan }), ['cat', written]);
  return exitCode === 0 ? stdout : undefined;
}

/** Seconds for what a reload does after the last line that it logs, for each server that it asks ipvsadm about. */
const FOR_EACH_SERVER = 0.2;
/** Without a log nobody knows when it has read its file. */
const TO_READ = 3;

/**
 * Waits for the end of a reload (ldirectord, `ld_start`): it logs that it begins, one line for each service, and then asks
 * ipvsadm for every server, of which it logs nothing. It begins when the health checks that are under way have come to an end.
 * @returns what is missing in the end, a sentence each
 */
async function reloaded(rehearsal: Rehearsal, before: string | undefined): Promise<readonly string[]> {
  const expected = expectedTable(rehearsal.plan.inventory);
  const missing =
    before === undefined
      ? []
      : await until(START_SECONDS + noticeSeconds(rehearsal), async () =>
          reloadMissing(before, (await logOf(rehearsal)) ?? '', expected.length),
        );
  const servers = expected.reduce((sum, service) => sum + service.servers.length, 0);
  await pause((before === undefined ? TO_READ : 0.5) + servers * FOR_EACH_SERVER);
  return [...missing, ...(await tableDifferences(rehearsal))];
}

/**
 * What a log does not have yet of the reload of so many services, a sentence each.
 * @param before the same log, before the reload
 */
export function reloadMissing(before: string, log: string, services: number): string[] {
  const added = log.startsWith(before) ? log.slice(before.length) : log;
  const [, after] = added.split(/Reloading Linux Director Daemon config on signal/);
  if (after === undefined) return ['ldirectord has not begun to reload'];
  const seen = after.split('\n').filter((line) => /(?:Changed|Added) virtual server: /.test(line)).length;
  return seen < services ? [`ldirectord has come to ${seen} of ${counted(services, 'service')}`] : [];
}
