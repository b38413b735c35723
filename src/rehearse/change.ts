import type { VirtualService } from '../inventory/model.ts';
import { startClient } from './client-program.ts';
import { checkAnswers } from './checks/answers.ts';
import { checkBound } from './checks/bound.ts';
import { applyEverywhere } from './checks/managed.ts';
import { checkNeighbours } from './checks/neighbours.ts';
import { holdConnections } from './checks/held-open.ts';
import { startStandIns } from './checks/stand-ins.ts';
import { START_SECONDS, tableDifferences } from './checks/table.ts';
import type { Lab } from './lab.ts';
import type { LabPlan, Order } from './model.ts';
import { judgeNoticed, successorOf, type Stream } from './noticed.ts';
import {
  activeDirector,
  answeredServices,
  askedServices,
  check,
  failed,
  passed,
  pause,
  tellSkipped,
  type Rehearsal,
} from './rehearsal.ts';
import { startRehearsal, type RehearsalOptions } from './rehearse.ts';
import { REQUEST_EVERY, requestsEvery } from './rounds.ts';
import { expectedSpread } from './spread.ts';

/** How long there is traffic before the first run of Puppet, and after the last. */
const QUIET_SECONDS = 2;

/** Connections to each server of a service, so that each is likely to have one, and to a service at most. */
const CONNECTIONS = { each: 2, most: 8 };

/**
 * Tries a change out: the old module everywhere, then connections and requests through every virtual IP while the new one
 * comes to one host after another.
 * @param before the plan of the lab with the old inventory; that of `lab` has the new one
 */
export async function rehearseChange(
  lab: Lab,
  before: LabPlan,
  order: Order,
  options: RehearsalOptions,
): Promise<void> {
  const after = startRehearsal(lab, {
    ...options,
    report: (result) => options.report({ ...result, order }),
  });
  const old: Rehearsal = { ...after, plan: before };
  await startStandIns(after);
  if (!(await applyEverywhere(old, { environment: 'old' }))) return;
  if (!(await hasTable(old, 'table-before'))) return;

  if (answeredServices(old).length === 0)
    tellSkipped(
      after,
      'change',
      'No service was answered before the change, so clients have nothing to notice',
    );
  const held = await holdConnections(old, { count: connectionsTo(old), every: REQUEST_EVERY });
  const pace = paceOf(old, after);
  const traffic = await startTraffic(old, pace);
  await pause(QUIET_SECONDS);
  const fine = await applyEverywhere(after, { order, before });
  const settled = fine && (await hasTable(after, 'table-after'));
  await pause(QUIET_SECONDS);
  const connections = (await held?.stop()) ?? [];
  const streams = await traffic.stop();
  if (!settled) return;
  for (const { service } of askedServices(old)) {
    const stream = streams.find(({ id }) => id === service.name);
    if (stream === undefined) continue;
    const own = connections.filter(({ id }) => id === service.name);
    const name = order === 'directors first' ? 'change-reversed' : 'change';
    await check(after, name, service.name, async () =>
      judgeNoticed({ service, order, stream, every: pace(service), connections: own }, after.plan),
    );
  }
  await checkAfterwards(old, after);
}

/**
 * What is there now: bindings, who answers for virtual IPs, and the services that nobody asked before. Of the others the kernel still
 * counts connections, by which some schedulers choose.
 */
async function checkAfterwards(before: Rehearsal, after: Rehearsal): Promise<void> {
  const known = new Set(
    askedServices(before).map(({ service }) => successorOf(after.plan.inventory, service)?.service.name),
  );
  await checkBound(after);
  await checkNeighbours(after);
  await checkAnswers(after, ({ name }) => !known.has(name));
}

async function hasTable(rehearsal: Rehearsal, name: string): Promise<boolean> {
  const host = activeDirector(rehearsal);
  const which = name === 'table-before' ? 'before' : 'after';
  return check(rehearsal, name, host.hostname, async () => {
    const wrong = await tableDifferences(rehearsal, START_SECONDS);
    if (wrong.length > 0)
      return failed(`The table of IPVS is not that of the inventory ${which} the change`, wrong);
    return passed(`IPVS on ${host.hostname} has the table of the inventory ${which} the change`);
  });
}

function connectionsTo(rehearsal: Rehearsal): (service: VirtualService) => number {
  const members = new Map(
    askedServices(rehearsal).map(({ role, service }) => [
      service.name,
      expectedSpread(service, role.servers).members.length,
    ]),
  );
  return ({ name }) => Math.min(CONNECTIONS.most, CONNECTIONS.each * (members.get(name) ?? 0));
}

/** Seconds between two requests to a service, for the sake of thresholds that it has before the change or after it. */
function paceOf(before: Rehearsal, after: Rehearsal): (service: VirtualService) => number {
  const seconds = new Map(
    askedServices(before).map(({ role, service }) => {
      const next = successorOf(after.plan.inventory, service);
      const afterwards = next === undefined ? 0 : requestsEvery(next.service, next.role.servers);
      return [service.name, Math.max(requestsEvery(service, role.servers), afterwards)];
    }),
  );
  return ({ name }) => seconds.get(name) ?? REQUEST_EVERY;
}

function startTraffic(
  rehearsal: Rehearsal,
  pace: (service: VirtualService) => number,
): Promise<{ stop(): Promise<Stream[]> }> {
  const streams = answeredServices(rehearsal).map((service) => ({
    id: service.name,
    protocol: service.protocol.value,
    address: service.virtualIp.address.text,
    port: service.ports[0].value,
    from: rehearsal.takeClients(service.virtualIp.address.family, 4),
    every: pace(service),
  }));
  return startClient<Stream>(rehearsal, 'traffic', { streams });
}
