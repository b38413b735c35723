import { virtualText } from '../../inventory/endpoints.ts';
import { checkTypeOf } from '../../inventory/health-check.ts';
import { isInFile } from '../../inventory/life-cycle.ts';
import type { RealServer, VirtualService } from '../../inventory/model.ts';
import { ask, countAnswers, questionFor, type Answer } from '../ask.ts';
import { startClient } from '../client-program.ts';
import { parseStats, type IpvsStats } from '../ipvs-table.ts';
import { must } from '../lab.ts';
import { lastResortOf, wrongWithoutServers, type LastResort } from '../nobody.ts';
import {
  activeDirector,
  askedServices,
  check,
  failed,
  passed,
  pause,
  skipped,
  type Rehearsal,
  type Verdict,
} from '../rehearsal.ts';
import { planRound, type Round } from '../rounds.ts';
import { judgeSpread, type ExpectedSpread } from '../spread.ts';
import { counted } from '../words.ts';
import type { Held } from './held-open.ts';

/** Seconds after which the kernel shows what it counted: it sums up every two. */
const COUNTED_AFTER = 2.5;

/**
 * The client is answered by those who should answer, in their parts, and straight from them.
 * @param isMeant which services are asked, all unless it says otherwise
 */
export async function checkAnswers(
  rehearsal: Rehearsal,
  isMeant: (service: VirtualService) => boolean = () => true,
): Promise<void> {
  const before = await counters(rehearsal);
  const answered: VirtualService[] = [];
  for (const { role, service } of askedServices(rehearsal).filter((one) => isMeant(one.service))) {
    rehearsal.step(`asking ${service.name}`);
    await check(rehearsal, 'answers', service.name, async () => {
      const round = planRound(service, role.servers);
      const answers = await askAll(rehearsal, service, round);
      if (answers.some(({ host }) => host !== null)) answered.push(service);
      return judge(rehearsal, service, role.servers, round.expected, answers);
    });
  }
  if (answered.length === 0) return;
  await pause(COUNTED_AFTER);
  const after = await counters(rehearsal);
  for (const service of answered) {
    await check(rehearsal, 'way-back', service.name, async () =>
      judgeWay(service, countedFor(service, before), countedFor(service, after)),
    );
  }
}

/** Seconds in which whoever holds a connection has told who it is. */
const TOLD_AFTER = 1.5;

async function askAll(rehearsal: Rehearsal, service: VirtualService, round: Round): Promise<Answer[]> {
  const from = rehearsal.takeClients(service.virtualIp.address.family, round.clients);
  if (round.asking === 'held open') return holdAll(rehearsal, service, from, round.each);
  const questions = service.ports.map(({ value: port }) => questionFor(service, port, from, round.each));
  return ask(rehearsal, questions);
}

/** As asking, but every connection stays open until the last one is there. */
async function holdAll(
  rehearsal: Rehearsal,
  { name, ports, virtualIp }: VirtualService,
  from: readonly string[],
  each: number,
): Promise<Answer[]> {
  const connections = ports.flatMap(({ value: port }) =>
    Array.from({ length: each }, () =>
      from.map((address) => ({ id: name, address: virtualIp.address.text, port, from: address })),
    ).flat(),
  );
  const client = await startClient<Held>(rehearsal, 'hold', { connections, every: 0.5 });
  await pause(TOLD_AFTER);
  const held = await client.stop();
  return held.map(({ id, host, broken }, index) => ({
    id,
    from: connections[index]?.from ?? '',
    host: broken === null ? host : null,
    error: broken === null ? null : broken.error,
    milliseconds: 0,
  }));
}

function judge(
  rehearsal: Rehearsal,
  service: VirtualService,
  servers: readonly RealServer[],
  expected: ExpectedSpread,
  answers: readonly Answer[],
): Verdict {
  const { hosts, errors } = countAnswers(answers);
  if (expected.members.length === 0) {
    // A server with weight 0 is alive, so there is no fallback beside it.
    const alive = checkTypeOf(service) !== 'off' && servers.some(isInFile);
    const lastResort = alive ? undefined : lastResortOf(rehearsal.plan, service);
    return judgeNobody(service.name, expected.why, lastResort, hosts, errors);
  }
  const wrong = [...errors].map(([error, count]) => `${count} of ${answers.length} connections: ${error}`);
  if (wrong.length > 0) return failed(`${service.name} does not answer every connection`, wrong);
  const moved = service.directives.has('persistent') ? movedClients(answers) : [];
  if (moved.length > 0) return failed(`${service.name} is persistent, and clients were moved`, moved);
  const counts = service.directives.has('persistent') ? clientsPerHost(answers) : hosts;
  const { ok, text } = judgeSpread(expected, counts);
  return ok ? passed(`${service.name}: ${text}`) : failed(`${service.name}: ${text}`);
}

/** Without a server that takes connections there is the fallback, or a clean refusal. */
function judgeNobody(
  name: string,
  why: string,
  lastResort: LastResort | undefined,
  hosts: ReadonlyMap<string, number>,
  errors: ReadonlyMap<string, number>,
): Verdict {
  const seen = [...hosts, ...errors].map(([what, count]) => `${what} ${count}`);
  const wrong = wrongWithoutServers(lastResort, hosts, errors);
  const wanted = lastResort === undefined ? 'clients are not refused' : 'the fallback does not answer';
  if (wrong.length > 0) return failed(`${name}: ${why}, and ${wanted}`, wrong);
  if (lastResort === undefined) return passed(`${name}: clients are refused, as ${why} (${seen.join(', ')})`);
  if (lastResort.hostname === undefined)
    return skipped(`${name}: ${why}, and its fallback ${lastResort.fallback} is no host of the lab`);
  return passed(`${name}: ${why}, and the fallback answers (${seen.join(', ')})`);
}

/** With direct routing and tunnels the director sees the way in only; where it translates addresses it sees both. */
export function judgeWay(service: VirtualService, before: Packets, after: Packets): Verdict {
  const [inbound, outbound] = [after.in - before.in, after.out - before.out];
  const seen = `${counted(inbound, 'packet')} in, ${outbound} out on the director`;
  const translates = service.forwarding.value === 'masq';
  if (inbound === 0) return failed(`${service.name}: nothing passed the director (${seen})`);
  if (translates === outbound > 0)
    return passed(
      `${service.name}: answers come ${translates ? 'back through the director' : 'straight from the real server'}`,
      seen,
    );
  return failed(
    `${service.name}: answers come ${translates ? 'past' : 'back through'} the director (${seen})`,
  );
}

async function counters(rehearsal: Rehearsal): Promise<IpvsStats[]> {
  const host = activeDirector(rehearsal);
  const { stdout } = await must(rehearsal.lab.run(host, ['ipvsadm', '-Ln', '--stats', '--exact']));
  return parseStats(stdout);
}

/** What a director counted for a service. */
export interface Packets {
  readonly in: number;
  readonly out: number;
}

function countedFor(service: VirtualService, stats: readonly IpvsStats[]): Packets {
  const endpoint = virtualText(service);
  const protocol = service.fwmark === undefined ? service.protocol.value : 'mark';
  const { family } = service.virtualIp.address;
  const found = stats.find(
    (one) => one.endpoint === endpoint && one.protocol === protocol && one.family === family,
  );
  return { in: found?.counters.packetsIn ?? 0, out: found?.counters.packetsOut ?? 0 };
}

function movedClients(answers: readonly Answer[]): string[] {
  const first = new Map<string, string>();
  return answers.flatMap(({ from, host }) => {
    const known = first.get(from) ?? host;
    if (known !== null) first.set(from, known);
    return known === host ? [] : [`${from} came to ${known} and then to ${host}`];
  });
}

function clientsPerHost(answers: readonly Answer[]): Map<string, number> {
  const clients = new Map(
    answers.flatMap(({ from, host }) => (host === null ? [] : [[from, host] as const])),
  );
  return countAnswers(
    [...clients].map(([from, host]) => ({ id: '', from, host, error: null, milliseconds: 0 })),
  ).hosts;
}
