import type { RealServer, VirtualService } from '../inventory/model.ts';
import { weightSeen } from '../inventory/life-cycle.ts';
import { schedulerOf } from '../inventory/service-settings.ts';
import { expectedSpread, type Asking, type ExpectedSpread } from './spread.ts';

/** How clients ask a service in one round, and what is to be expected of the answers. */
export interface Round {
  /** How many client addresses ask. */
  readonly clients: number;
  /** How many connections each of them opens to each port. */
  readonly each: number;
  readonly asking: Asking;
  readonly expected: ExpectedSpread;
}

/** Connections for each unit of weight, so that parts can be seen. */
const FOR_EACH_UNIT = 5;
const FEWEST = 8;
const MOST = 60;
const CLIENTS = 4;

/** Client addresses that ask where each of them is sent to one server. */
const CLIENTS_APART = 12;
const MOST_CLIENTS_APART = 32;

/** The kernel counts ended connections for minutes, so this part of what a server takes is for one round, the rest for others. */
const SHARE_OF_THRESHOLD = 1 / 2;
/** How often a service may be asked in drills before the kernel forgets. */
const DRILLS = 8;

/**
 * The round by which the spread of a service is judged.
 * - A scheduler that deals out in turn is asked for whole periods (`wrr` deals the heaviest server all that it has more than the
 *   others first). Where one is longer than the longest round only members are judged.
 * - `sed` and `nq` look at open connections alone, so these are held open; datagrams cannot be.
 * - A persistent service, and `sh` and `mh`, send a client address to one server, so as many addresses ask.
 * - No server gets as many connections as its upper threshold, not even if it gets all.
 */
export function planRound(service: VirtualService, servers: readonly RealServer[]): Round {
  const scheduler = schedulerOf(service);
  const asking: Asking =
    /^(?:sed|nq)$/.test(scheduler) && service.protocol.value === 'tcp' ? 'held open' : 'one after another';
  const expected = expectedSpread(service, servers, asking);
  const pool = servers.filter((server) => weightSeen(server) > 0);
  if (expected.members.length === 0) return { clients: CLIENTS, each: FEWEST / CLIENTS, asking, expected };
  const persistent = service.directives.has('persistent');
  const apart = persistent || /^(?:sh|mh)$/.test(scheduler);
  const repeats = persistent ? 2 : 1;
  const room = roomOf(service, servers, SHARE_OF_THRESHOLD / repeats);
  const most = Math.min(apart ? MOST_CLIENTS_APART : MOST, room);
  const units = unitsOf(pool);
  const wanted = apart ? CLIENTS_APART : Math.max(FEWEST, units * FOR_EACH_UNIT);
  const period = { rr: pool.length, wrr: units }[scheduler];
  const count = period === undefined ? Math.min(wanted, most) : wholePeriods(period, wanted, most);
  const judged = withoutParts(expected, period, most, room);
  if (apart) return { clients: count, each: repeats, asking, expected: judged };
  // So many addresses that the number of connections comes out.
  const clients = [CLIENTS, 3, 2, 1].find((number) => count % number === 0) ?? 1;
  return { clients, each: count / clients, asking, expected: judged };
}

function wholePeriods(period: number, wanted: number, most: number): number {
  if (period > most) return Math.min(wanted, most);
  return period * Math.min(Math.floor(most / period), Math.ceil(wanted / period));
}

function withoutParts(
  expected: ExpectedSpread,
  period: number | undefined,
  most: number,
  room: number,
): ExpectedSpread {
  if (expected.shares === undefined) return expected;
  if (room < FEWEST) {
    const why = `${expected.why}, and thresholds leave too few connections to judge parts`;
    return { ...expected, shares: undefined, why };
  }
  if (period === undefined || period <= most) return expected;
  const why = `${expected.why}, in periods of ${period} that are too long to judge parts`;
  return { ...expected, shares: undefined, why };
}

/** How clients ask a service beside that, where nothing but an answer is wanted. */
export function planDrillRound(
  service: VirtualService,
  servers: readonly RealServer[],
): Pick<Round, 'clients' | 'each'> {
  const room = roomInDrills(service, servers);
  const clients = Math.min(CLIENTS, room);
  return { clients, each: Math.min(3, Math.floor(room / clients)) };
}

/** How many connections to each port of a service one drill may open, or hold, for the sake of thresholds. */
export function roomInDrills(service: VirtualService, servers: readonly RealServer[]): number {
  return roomOf(service, servers, SHARE_OF_THRESHOLD / DRILLS);
}

/** Seconds between two requests of clients that go on asking, where thresholds leave room. */
export const REQUEST_EVERY = 0.5;

/** For how many seconds the kernel counts what has ended: FIN_WAIT and TIME_WAIT of ip_vs_proto_tcp.c, and ip_vs_proto_udp.c. */
const COUNTED_SECONDS = { tcp: 120, udp: 300 } as const;

/** Seconds between two requests to a service, so that those which the kernel counts at a time fit, however long it goes on. */
export function requestsEvery(service: VirtualService, servers: readonly RealServer[]): number {
  const room = roomOf(service, servers, SHARE_OF_THRESHOLD);
  return Math.max(REQUEST_EVERY, COUNTED_SECONDS[service.protocol.value] / room);
}

/** How many connections may be opened to each port if one server gets them all: this part of the smallest threshold. */
function roomOf(service: VirtualService, servers: readonly RealServer[], part: number): number {
  const thresholds = servers
    .filter((server) => weightSeen(server) > 0)
    .flatMap(({ upperThreshold }) => upperThreshold?.value ?? [])
    .filter((threshold) => threshold > 0);
  return Math.max(1, Math.floor((Math.min(Infinity, ...thresholds) * part) / service.ports.length));
}

/** The weights of servers in the smallest whole numbers, summed up. */
function unitsOf(servers: readonly RealServer[]): number {
  const weights = servers.map(weightSeen);
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.reduce(greatestCommonDivisor, 0);
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
