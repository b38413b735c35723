import { checkTypeOf, isPlainUdp } from '../inventory/health-check.ts';
import { isInFile, weightSeen } from '../inventory/life-cycle.ts';
import { schedulerOf } from '../inventory/service-settings.ts';
import type { RealServer, VirtualService } from '../inventory/model.ts';

/** How the client asks: each connection ends before the next one begins, or all stay open until the last one is there. */
export type Asking = 'one after another' | 'held open';

/** Who should answer the clients of a service, and how often. */
export interface ExpectedSpread {
  /** Host names: nobody else may answer. */
  readonly members: readonly string[];
  /** The part of all answers that each member gives; undefined where the scheduler promises none. */
  readonly shares: ReadonlyMap<string, number> | undefined;
  /** How far a part may be off, between 0 and 1; rounding comes on top. */
  readonly tolerance: number;
  /** The rule, as one sentence. */
  readonly why: string;
}

/** Of a scheduler that deals out one by one: what other traffic and the start of the round may shift. */
const NARROW = 0.1;
/** Of a scheduler that looks at connections, of which the kernel counts ended ones for a while, too. */
const WIDE = 0.25;

/** What a scheduler promises to clients of several addresses: parts, one server for all, or nothing but members. */
type Promised =
  | { readonly parts: 'equal' | 'by weight'; readonly tolerance: number; readonly why: string }
  | { readonly parts: 'none' | 'the heaviest'; readonly why: string };

/**
 * What the schedulers of the kernel promise, by ipvsadm(8) and their code, when every server is up and idle at first:
 * - `rr` deals out in turn, `wrr` by weight; `rr` and `lc` know no weights, but pass over a server with weight 0;
 * - `lc` and `wlc` count active connections 256 times and ended ones once, so that connections one after another spread, too.
 *   What ended minutes ago still counts, also for a server that was taken out and came back: after a drill it is given clients
 *   until it has caught up, so then only members can be judged;
 * - `sed` and `nq` count active connections alone. One after another there never is one: each finds the same server
 *   idle, and nothing is promised. Held open they fill up by weight, `nq` every idle server first;
 * - `fo` takes the heaviest server; so does `ovf` until it has more active connections than its weight is;
 * - `sh` and `mh` hash the client's address (with a flag its port, too), `dh` the virtual IP, and `lblc` and `lblcr` keep the
 *   server of a virtual IP while it is not overloaded: who answers is fixed, in which parts is not.
 *   One server may answer all, so that each of them could is looked at on the servers (checks/bound.ts).
 */
function promiseOf(scheduler: string, asking: Asking): Promised {
  const held = asking === 'held open';
  switch (scheduler) {
    case 'rr':
      return {
        parts: 'equal',
        tolerance: NARROW,
        why: 'rr deals connections out in turn, whatever the weights',
      };
    case 'wrr':
      return { parts: 'by weight', tolerance: NARROW, why: 'wrr deals connections out by weight' };
    case 'lc':
      return { parts: 'equal', tolerance: WIDE, why: 'lc takes the server with the fewest connections' };
    case 'wlc':
      return { parts: 'by weight', tolerance: WIDE, why: 'wlc takes the fewest connections for the weight' };
    case 'sed':
    case 'nq':
      return held
        ? { parts: 'by weight', tolerance: WIDE, why: `${scheduler} fills servers up by weight` }
        : {
            parts: 'none',
            why: `${scheduler} looks at open connections only, and there is none when the next begins`,
          };
    case 'fo':
      return { parts: 'the heaviest', why: 'fo takes the heaviest server' };
    case 'ovf':
      return held
        ? {
            parts: 'none',
            why: 'ovf goes on to the next server when one has more connections than its weight',
          }
        : { parts: 'the heaviest', why: 'ovf takes the heaviest server while it is not full' };
    case 'sh':
    case 'mh':
      return { parts: 'none', why: `${scheduler} chooses the server by the address of the client` };
    case 'dh':
    case 'lblc':
    case 'lblcr':
      return { parts: 'none', why: `${scheduler} chooses the server by the virtual IP` };
    default:
      return { parts: 'none', why: `nothing is known of the scheduler ${scheduler}` };
  }
}

/**
 * Who should answer the clients of a service while all of its servers are alive, and in which parts.
 * - Members are the servers in production with a weight above 0; none while the service drains, is in setup, or is never
 *   checked (`checktype: off`). With `fo` the heaviest alone.
 * - A persistent service sends all connections of one client address to one server, so parts are of addresses: the answers
 *   must come to many addresses, and be counted once for each. Where `netmask` makes clients of one network one client
 *   nothing is said of parts. Where a client is sent is remembered for its time-out, even if the service is removed from the
 *   table and added again: a round with known addresses finds them where they were;
 * - UDP datagrams from one port are one connection, unless `ops` deals each out by itself; then none stays for `lc` and the
 *   like to count.
 * - Thresholds are left aside: a round has fewer connections than they allow (rounds.ts).
 */
export function expectedSpread(
  service: VirtualService,
  servers: readonly RealServer[],
  asking: Asking = 'one after another',
): ExpectedSpread {
  const pool = servers.filter((server) => weightSeen(server) > 0);
  if (service.state !== 'production' || checkTypeOf(service) === 'off' || pool.length === 0)
    return { members: [], shares: undefined, tolerance: 0, why: whyNobody(service) };
  const promise = promiseFor(service, asking);
  const heaviest = Math.max(...pool.map(weightSeen));
  const members =
    promise.parts === 'the heaviest' ? pool.filter((server) => weightSeen(server) === heaviest) : pool;
  return {
    members: members.map(({ hostname }) => hostname),
    shares: 'tolerance' in promise ? sharesOf(members, promise.parts) : undefined,
    tolerance: 'tolerance' in promise ? promise.tolerance : 0,
    why: promise.why,
  };
}

function whyNobody(service: VirtualService): string {
  if (!isInFile(service)) return 'the service is not on the directors';
  if (service.state === 'draining') return 'the service drains';
  if (checkTypeOf(service) === 'off') return 'checktype off takes no server in';
  return 'no server takes new connections';
}

function promiseFor(service: VirtualService, asking: Asking): Promised {
  const { directives } = service;
  const scheduler = schedulerOf(service);
  const promise = promiseOf(scheduler, asking);
  if (!('tolerance' in promise)) return promise;
  if (isPlainUdp(service) && directives.get('ops')?.value === true && /^(?:w?lc|sed|nq)$/.test(scheduler))
    return { parts: 'none', why: `with ops no connection is left that ${scheduler} could count` };
  if (!directives.has('persistent')) return promise;
  const network = networkOfClients(service);
  if (network !== undefined)
    return { parts: 'none', why: `clients of one network (${network}) stay together at one server` };
  return { ...promise, why: `${promise.why}, and a client address stays with its server` };
}

/** The netmask by which a persistent service sends clients of one network to one server; undefined where each is by itself. */
export function networkOfClients({ directives }: VirtualService): string | undefined {
  const netmask = String(directives.get('netmask')?.value ?? '');
  const isOwn = ['', '255.255.255.255', '128'].includes(netmask);
  return directives.has('persistent') && !isOwn ? netmask : undefined;
}

function sharesOf(members: readonly RealServer[], parts: string): Map<string, number> {
  const weights = members.map((server) => (parts === 'equal' ? 1 : weightSeen(server)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(members.map(({ hostname }, index) => [hostname, (weights[index] ?? 0) / sum]));
}

/** How the answers of a service came out. */
export interface Judgement {
  readonly ok: boolean;
  /** One sentence for the report: who answered, and what is wrong with it. */
  readonly text: string;
}

/**
 * Judges who answered.
 * @param answers how many answers each host gave; of a persistent service: to how many client addresses
 */
export function judgeSpread(expected: ExpectedSpread, answers: ReadonlyMap<string, number>): Judgement {
  const given = [...answers].filter(([, count]) => count > 0);
  const total = given.reduce((sum, [, count]) => sum + count, 0);
  const seen = given.map(([host, count]) => `${host} ${count}`).join(', ') || 'nobody';
  const problem = problemWith(expected, given, total);
  if (problem !== undefined) return { ok: false, text: `${problem} (${seen}; ${expected.why}).` };
  return { ok: true, text: `Answered by ${seen}: ${expected.why}.` };
}

function problemWith(
  { members, shares, tolerance }: ExpectedSpread,
  given: readonly (readonly [string, number])[],
  total: number,
): string | undefined {
  const strangers = given.map(([host]) => host).filter((host) => !members.includes(host));
  if (strangers.length > 0) return `${strangers.join(', ')} should not answer`;
  if (total === 0) return members.length === 0 ? undefined : 'Nobody answered';
  const counts = new Map(given);
  for (const [host, share] of shares ?? []) {
    const count = counts.get(host) ?? 0;
    const wanted = share * total;
    // Whoever should have two answers has at least one, whatever the tolerance.
    if (count === 0 && wanted >= 2) return `${host} did not answer, and ${percent(share)} were its part`;
    if (Math.abs(count - wanted) > tolerance * total + 1)
      return `${host} gave ${percent(count / total)} of the answers instead of ${percent(share)}`;
  }
  return undefined;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
