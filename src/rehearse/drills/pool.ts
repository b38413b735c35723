import { checkTypeOf, isPlainUdp, negotiatedService } from '../../inventory/health-check.ts';
import { isLive, weightSeen } from '../../inventory/life-cycle.ts';
import type { Inventory, RealServer, Role, VirtualService } from '../../inventory/model.ts';
import { isQuiescent } from '../../inventory/service-settings.ts';
import { ask, countAnswers, questionFor, type Question } from '../ask.ts';
import type { LabHost, LabPlan } from '../model.ts';
import { lastResortOf } from '../nobody.ts';
import { askedServices, hostNamed, tellSkipped, type Rehearsal } from '../rehearsal.ts';
import { planDrillRound } from '../rounds.ts';

/** A role whose services notice the death of a server. */
export interface Pool {
  readonly role: Role;
  /** Its services that are asked and checked on their ports. */
  readonly services: readonly VirtualService[];
  /** The servers that take connections. */
  readonly servers: readonly RealServer[];
  /** Those of them that may be lost: without a director there is nobody to ask. */
  readonly sparable: readonly RealServer[];
}

/** What a role has to have so that a drill can be held with it. */
export interface Needs {
  /** How many servers that take connections. */
  readonly servers: number;
  /** Whether all of its servers are lost, or one. */
  readonly loses: 'one' | 'all';
}

/** The roles with which a drill can be held, and why it cannot with the others that clients ask. */
export function poolsFor(
  { plan }: Pick<Rehearsal, 'plan'>,
  needs: Needs,
): { readonly pools: readonly Pool[]; readonly leftOut: readonly LeftOut[] } {
  const pools: Pool[] = [];
  const leftOut: LeftOut[] = [];
  for (const role of plan.inventory.roles.filter(({ servers }) => servers.some(isLive))) {
    const pool = poolOf(plan, role);
    const why = whyNot(plan, pool, needs);
    if (why === undefined) pools.push(pool);
    else leftOut.push({ role: role.name, why });
  }
  return { pools, leftOut };
}

/** A role with which a drill is not held. */
export interface LeftOut {
  readonly role: string;
  /** The rest of a sentence that begins with the role. */
  readonly why: string;
}

function poolOf(plan: LabPlan, role: Role): Pool {
  const servers = role.servers.filter((server) => weightSeen(server) > 0);
  return {
    role,
    services: askedServices({ plan })
      .filter((one) => one.role === role && noticesDeath(one.service))
      .map(({ service }) => service),
    servers,
    sparable: servers.filter(({ hostname }) => !isDirector(plan, hostname)),
  };
}

function whyNot(
  plan: LabPlan,
  { role, services, servers, sparable }: Pool,
  needs: Needs,
): string | undefined {
  if (services.length === 0) return 'has no service whose checks notice a death';
  if (servers.length < needs.servers)
    return servers.length === 0 ? 'has no server that takes connections' : 'has one server alone';
  if (needs.loses === 'all') {
    const live = new Set(role.servers.filter(isLive).map(({ hostname }) => hostname));
    if ([...live].some((hostname) => isDirector(plan, hostname))) return 'has a director among its servers';
    const fallbacks = services.map((service) => lastResortOf(plan, service)?.hostname);
    if (fallbacks.some((hostname) => hostname !== undefined && live.has(hostname)))
      return 'has a fallback among its servers';
  }
  return sparable.length === 0 ? 'has directors alone' : undefined;
}

function isDirector({ hosts }: LabPlan, hostname: string): boolean {
  return hosts.some((host) => host.kind === 'director' && host.hostname === hostname);
}

/**
 * A line of the report for what a drill was not held with, so that a reader knows: roles with which it cannot be held, and
 * those for which another one stands.
 */
export function tellLeftOut(
  rehearsal: Rehearsal,
  check: string,
  drilled: Pool | undefined,
  pools: readonly Pool[],
  leftOut: readonly LeftOut[],
): void {
  const text = leftOutText(
    drilled?.role.name,
    pools.map(({ role }) => role.name),
    leftOut,
  );
  if (text === undefined) return;
  tellSkipped(rehearsal, check, text);
}

/** The sentence for that; undefined where nothing was left out. */
export function leftOutText(
  drilled: string | undefined,
  possible: readonly string[],
  leftOut: readonly LeftOut[],
): string | undefined {
  const others = possible.filter((role) => role !== drilled);
  const parts = [
    ...leftOut.map(({ role, why }) => `${role} ${why}`),
    ...(others.length === 0 ? [] : [`${drilled} stands for ${others.join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : `Not tried with every role: ${parts.join('; ')}`;
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

/** What came of asking: what went wrong, and who answered. */
export interface Asked {
  readonly wrong: readonly string[];
  readonly hosts: ReadonlyMap<string, number>;
  readonly errors: ReadonlyMap<string, number>;
}

/** Clients that nobody has seen ask services of a role some times, and those of `again` once more. */
export async function askPool(
  rehearsal: Rehearsal,
  servers: readonly RealServer[],
  services: readonly VirtualService[],
  again: readonly Question[] = [],
): Promise<Asked> {
  const questions = services.flatMap((service) => {
    const { clients, each } = planDrillRound(service, servers);
    const from = rehearsal.takeClients(service.virtualIp.address.family, clients);
    return service.ports.map(({ value: port }) => questionFor(service, port, from, each));
  });
  const answers = await ask(rehearsal, [...questions, ...again]);
  const wrong = answers
    .filter(({ error }) => error !== null)
    .map(({ id, from, error }) => `${id}, asked from ${from}: ${error}`);
  return { wrong, ...countAnswers(answers) };
}

/** Where datagrams of a client that asks again come from: the kernel knows it by that. */
const SOURCE_PORT = 40_000;
/** In so many rounds every server has had a client, unless the scheduler sends none there. */
const MOST_ROUNDS = 3;

/**
 * Asks until a server has answered a client of each service, and gives the questions of those clients: the kernel keeps persistent ones, and
 * datagrams from one port, at their server. Datagrams are left out where the kernel is to keep them there: with `quiescent`
 * what is open stays, dead server or not.
 */
export async function meetClients(rehearsal: Rehearsal, pool: Pool, server: RealServer): Promise<Question[]> {
  const met: Question[] = [];
  let open = pool.services.filter((service) => movesOn(rehearsal.plan.inventory, service));
  for (let round = 0; round < MOST_ROUNDS && open.length > 0; round += 1) {
    const questions = open.flatMap((service) => {
      const { clients } = planDrillRound(service, pool.role.servers);
      const from = rehearsal.takeClients(service.virtualIp.address.family, clients);
      return service.ports.map(({ value: port }, index): Question => {
        const question = questionFor(service, port, from, 1);
        return service.protocol.value === 'udp' ? { ...question, sourcePort: SOURCE_PORT + index } : question;
      });
    });
    const answers = await ask(rehearsal, questions);
    const own = (question: Question): string[] =>
      question.from.filter((from) =>
        answers.some((one) => one.id === question.id && one.from === from && one.host === server.hostname),
      );
    met.push(...questions.map((one) => ({ ...one, from: own(one) })).filter(({ from }) => from.length > 0));
    open = open.filter(({ name }) => !met.some(({ id }) => id === name));
  }
  return met;
}

/** Whether the kernel sends who is known at a dead server elsewhere with the next packet. */
function movesOn(inventory: Inventory, service: VirtualService): boolean {
  const { directives, protocol } = service;
  return (
    protocol.value === 'tcp' || !isQuiescent(inventory, service) || directives.get('ops')?.value === true
  );
}

/** The host of the lab that a real server is. */
export function hostOf({ plan }: Rehearsal, server: RealServer): LabHost {
  return hostNamed(plan, server.hostname);
}
