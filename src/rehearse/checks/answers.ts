import type { RealServer, VirtualService } from '../../inventory/model.ts';
import { weightSeen } from '../../inventory/life-cycle.ts';
import { virtualText } from '../../inventory/endpoints.ts';
import { ask, countAnswers, questionFor, type Answer } from '../ask.ts';
import { parseStats, type IpvsStats } from '../ipvs-table.ts';
import { fallbackOf } from '../fallbacks.ts';
import {
  activeDirector,
  askedServices,
  check,
  failed,
  passed,
  pause,
  type Rehearsal,
  type Verdict,
} from '../rehearsal.ts';
import { expectedSpread, judgeSpread } from '../spread.ts';
import { counted } from '../words.ts';

/** Addresses that ask a persistent service: as many clients as can be told apart. */
const PERSISTENT_CLIENTS = 12;
/** Connections for each unit of weight, so that shares can be seen. */
const ROUNDS = 5;
const MOST = 60;

/** Seconds after which the kernel shows what it counted: it sums up every two. */
const COUNTED_AFTER = 2.5;

/** The client is answered by those who should answer, in their parts, and straight from them. */
export async function checkAnswers(rehearsal: Rehearsal): Promise<void> {
  const before = await counters(rehearsal);
  const answered: VirtualService[] = [];
  for (const { role, service } of askedServices(rehearsal)) {
    rehearsal.step(`asking ${service.name}`);
    await check(rehearsal, 'answers', service.name, async () => {
      const answers = await askAll(rehearsal, service, role.servers);
      if (answers.some(({ host }) => host !== null)) answered.push(service);
      return judge(rehearsal, service, role.servers, answers);
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

async function askAll(
  rehearsal: Rehearsal,
  service: VirtualService,
  servers: readonly RealServer[],
): Promise<Answer[]> {
  const persistent = service.directives.has('persistent');
  const units = servers.reduce((sum, server) => sum + weightSeen(server), 0);
  const from = rehearsal.takeClients(service.virtualIp.address.family, persistent ? PERSISTENT_CLIENTS : 4);
  const each = persistent ? 2 : Math.ceil(Math.min(MOST, Math.max(8, units * ROUNDS)) / from.length);
  const questions = service.ports.map(({ value: port }) => questionFor(service, port, from, each));
  return ask(rehearsal, questions);
}

function judge(
  rehearsal: Rehearsal,
  service: VirtualService,
  servers: readonly RealServer[],
  answers: readonly Answer[],
): Verdict {
  const expected = expectedSpread(service, servers);
  const { hosts, errors } = countAnswers(answers);
  const wrong = [...errors].map(([error, count]) => `${count} of ${answers.length} connections: ${error}`);
  if (expected.members.length === 0) return judgeNobody(rehearsal, service, expected.why, hosts, errors);
  if (wrong.length > 0) return failed(`${service.name} does not answer every connection`, wrong);
  const moved = service.directives.has('persistent') ? movedClients(answers) : [];
  if (moved.length > 0) return failed(`${service.name} is persistent, and clients were moved`, moved);
  const counts = service.directives.has('persistent') ? clientsPerHost(answers) : hosts;
  const { ok, text } = judgeSpread(expected, counts);
  return ok ? passed(`${service.name}: ${text}`) : failed(`${service.name}: ${text}`);
}

/** Without a server that takes connections there is the fallback, or a clean refusal. */
function judgeNobody(
  { plan }: Rehearsal,
  service: VirtualService,
  why: string,
  hosts: ReadonlyMap<string, number>,
  errors: ReadonlyMap<string, number>,
): Verdict {
  const fallback = fallbackOf(plan.inventory, service);
  const seen = [...hosts, ...errors].map(([what, count]) => `${what} ${count}`);
  if (hosts.size === 0) return passed(`${service.name}: nobody answers, as ${why} (${seen.join(', ')})`);
  if (fallback !== undefined)
    return passed(`${service.name}: ${why}, and the fallback answers (${seen.join(', ')})`);
  return failed(`${service.name}: ${why}, and yet somebody answers`, seen);
}

/** With direct routing and tunnels the director sees the way in only; where it translates addresses it sees both. */
function judgeWay(service: VirtualService, before: Packets, after: Packets): Verdict {
  const [inbound, outbound] = [after.in - before.in, after.out - before.out];
  const seen = `${counted(inbound, 'packet')} in, ${outbound} out on the director`;
  const translates = service.forwarding.value === 'masq';
  if (inbound === 0) return failed(`${service.name}: nothing passed the director (${seen})`);
  if (translates === outbound > 0)
    return passed(
      `${service.name}: answers come ${translates ? 'back through the director' : 'straight from the real server'} (${seen})`,
    );
  return failed(
    `${service.name}: answers come ${translates ? 'past' : 'back through'} the director (${seen})`,
  );
}

async function counters(rehearsal: Rehearsal): Promise<IpvsStats[]> {
  const host = activeDirector(rehearsal);
  return parseStats((await rehearsal.lab.run(host, ['ipvsadm', '-Ln', '--stats', '--exact'])).stdout);
}

interface Packets {
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
