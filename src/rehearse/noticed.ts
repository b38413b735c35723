import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Inventory, Role, VirtualService } from '../inventory/model.ts';
import type { Held } from './checks/held-open.ts';
import type { LabPlan, Order } from './model.ts';
import type { Verdict } from './rehearsal.ts';
import { expectedSpread } from './spread.ts';
import { counted } from './words.ts';

/** What clients saw of a service while it changed: see `lab/client.pl`. */
export interface Stream {
  readonly id: string;
  readonly asked: number;
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Seconds, at the longest, from one answer to the next. */
  readonly longestGap: number;
}

/**
 * How many seconds beyond the time between two requests clients may be without an answer. A packet that is lost is sent again
 * after one second, so that no request need fail in a shorter outage; a busy machine makes clients wait, too.
 */
const MAY_WAIT = 1.5;

/** Who answers clients after a change where a service was before. */
interface Successor {
  readonly role: Role;
  readonly service: VirtualService;
}

/**
 * The service that clients find after a change where one was before: its address, protocol and port say it. They see neither
 * its name nor whether a firewall mark makes one service of several ports.
 */
export function successorOf({ roles }: Inventory, before: VirtualService): Successor | undefined {
  return roles
    .filter(({ servers }) => servers.some(isLive))
    .flatMap((role) => role.services.map((service) => ({ role, service })))
    .find(
      ({ service }) =>
        isInFile(service) &&
        service.virtualIp.address.text === before.virtualIp.address.text &&
        service.protocol.value === before.protocol.value &&
        service.ports.some(({ value }) => value === before.ports[0].value),
    );
}

/** What was tried of a service during a change. */
export interface Noticed {
  readonly service: VirtualService;
  readonly order: Order;
  readonly stream: Stream;
  /** Seconds between two requests. */
  readonly every: number;
  /** The connections that were held open to it. */
  readonly connections: readonly Held[];
}

/**
 * What clients noticed of a service. With the real servers first they should notice nothing: no request fails, and every
 * connection is kept but those to servers that the change takes out of the pool. With the directors first it is told what they
 * would notice, and so it is where a service goes, or where they only had to wait.
 * @param after the lab after the change
 */
export function judgeNoticed(
  { service, order, stream, every, connections }: Noticed,
  after: LabPlan,
): Verdict {
  const successor = successorOf(after.inventory, service);
  const why = whyMissed(successor, after);
  const staying = connections.filter((held) => why !== undefined || staysWith(successor, held));
  const leaving = connections.filter((held) => !staying.includes(held));
  const renamed = successor !== undefined && successor.service.name !== service.name;
  const measured = [
    ...(staying.length > 0 ? [keptOf(staying)] : []),
    ...(leaving.length > 0 ? [`${keptOf(leaving)} to servers that the change takes away`] : []),
    `${stream.failed} of ${stream.asked} requests failed`,
    `at most ${stream.longestGap.toFixed(1)} s from one answer to the next`,
  ].join(', ');
  const name = renamed ? `${service.name} (${successor.service.name} after the change)` : service.name;
  if (why !== undefined) return { outcome: 'noted', text: `${name}: ${why}`, measured };
  const evidence = [...errorsOf(stream), ...breaksOf(staying)];
  if (evidence.length > 0) {
    const outcome = order === 'directors first' ? 'noted' : 'failed';
    return { outcome, text: `${name}: clients notice the change`, measured, evidence };
  }
  return stream.longestGap > every + MAY_WAIT
    ? { outcome: 'noted', text: `${name}: no request failed, but clients had to wait`, measured }
    : { outcome: 'passed', text: `${name}: clients notice nothing`, measured };
}

/** Why clients need find nobody where a service was, a sentence without its head; undefined where they should be answered. */
function whyMissed(successor: Successor | undefined, { notRehearsed }: LabPlan): string | undefined {
  if (successor === undefined) return 'the change takes the service away';
  const { role, service } = successor;
  const spread = expectedSpread(service, role.servers);
  if (spread.members.length === 0) return `after the change ${spread.why}`;
  if (!notRehearsed.some((one) => one.service === service.name)) return undefined;
  return `what comes after it (${service.name}) is not rehearsed`;
}

/** A server with weight 0 takes no new connections and keeps those that it has. Nobody knows whose one is that never spoke. */
function staysWith(successor: Successor | undefined, { host }: Held): boolean {
  const servers = successor?.role.servers.filter(isInFile) ?? [];
  return host === null || servers.some(({ hostname }) => hostname === host);
}

function keptOf(connections: readonly Held[]): string {
  const kept = connections.filter(({ broken }) => broken === null).length;
  return `${kept} of ${counted(connections.length, 'connection')} kept`;
}

function errorsOf({ errors }: Stream): string[] {
  return Object.entries(errors).map(([error, count]) => `${counted(count, 'request')}: ${error}`);
}

function breaksOf(connections: readonly Held[]): string[] {
  return connections.flatMap(({ host, broken }) =>
    broken === null
      ? []
      : [`connection to ${host ?? 'nobody'}, after ${broken.after.toFixed(1)} s: ${broken.error}`],
  );
}
