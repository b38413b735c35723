import type { VirtualService } from '../inventory/model.ts';
import { startClient } from './client-program.ts';
import { applyEverywhere, type Order } from './checks/managed.ts';
import { holdConnections, type Held } from './checks/held-open.ts';
import { startStandIns } from './checks/stand-ins.ts';
import { START_SECONDS, tableDifferences } from './checks/table.ts';
import type { Lab } from './lab.ts';
import type { LabPlan } from './model.ts';
import {
  activeDirector,
  answeredServices,
  askedServices,
  check,
  failed,
  passed,
  pause,
  type Rehearsal,
  type Verdict,
} from './rehearsal.ts';
import { startRehearsal, type RehearsalOptions } from './rehearse.ts';
import { expectedSpread } from './spread.ts';

/** What clients saw of a service while it changed: see `lab/client.pl`. */
interface Stream {
  readonly id: string;
  readonly asked: number;
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly longestGap: number;
}

/** How long there is traffic before the first run of Puppet, and after the last. */
const QUIET_SECONDS = 2;

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
  const after = startRehearsal(lab, options);
  const old: Rehearsal = { ...after, plan: before };
  await startStandIns(after);
  if (!(await applyEverywhere(old, 'old'))) return;
  if (!(await hasTable(old, 'table-before'))) return;

  const held = await holdConnections(old);
  const traffic = await startTraffic(old);
  await pause(QUIET_SECONDS);
  const fine = await applyEverywhere(after, 'new', order);
  const settled = fine && (await hasTable(after, 'table-after'));
  await pause(QUIET_SECONDS);
  const connections = (await held?.stop()) ?? [];
  const streams = await traffic.stop();
  if (!settled) return;
  for (const { service } of askedServices(old)) {
    const stream = streams.find(({ id }) => id === service.name);
    if (stream === undefined) continue;
    const name = order === 'directors first' ? 'change-reversed' : 'change';
    await check(after, name, service.name, async () =>
      judge(
        service,
        order,
        stream,
        connections.find(({ id }) => id === service.name),
        stays(after, service),
      ),
    );
  }
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

function startTraffic(rehearsal: Rehearsal): Promise<{ stop(): Promise<Stream[]> }> {
  const streams = answeredServices(rehearsal).map((service) => ({
    id: service.name,
    protocol: service.protocol.value,
    address: service.virtualIp.address.text,
    port: service.ports[0].value,
    from: rehearsal.takeClients(service.virtualIp.address.family, 4),
  }));
  return startClient<Stream>(rehearsal, 'traffic', { streams, every: 0.5 });
}

/** Whether clients should find a service after the change where they found it before. */
function stays({ plan }: Rehearsal, service: VirtualService): boolean {
  return plan.inventory.roles.some(({ servers, services }) =>
    services.some(
      (one) =>
        one.name === service.name &&
        one.virtualIp.address.text === service.virtualIp.address.text &&
        one.ports[0].value === service.ports[0].value &&
        one.protocol.value === service.protocol.value &&
        expectedSpread(one, servers).members.length > 0,
    ),
  );
}

/** In the right order clients should notice nothing. In the other order it is told what they would notice. */
function judge(
  { name }: VirtualService,
  order: Order,
  { asked, failed: failures, errors, longestGap }: Stream,
  held: Held | undefined,
  stayed: boolean,
): Verdict {
  const kept =
    held === undefined
      ? ''
      : held.broken === null
        ? 'the open connection is kept, '
        : 'the open connection broke, ';
  const silence = failures === 0 ? '' : ` (${longestGap.toFixed(1)} s without an answer)`;
  const text = `${name}: ${kept}${failures} of ${asked} requests failed${silence}`;
  const evidence = [
    ...Object.entries(errors).map(([error, count]) => `${count} requests: ${error}`),
    ...(held?.broken
      ? [`open connection, after ${held.broken.after.toFixed(1)} s: ${held.broken.error}`]
      : []),
  ];
  if (!stayed) return { outcome: 'noted', text: `${text}; the change takes the service away`, evidence: [] };
  if (failures === 0 && (held === undefined || held.broken === null)) return passed(text);
  return { outcome: order === 'directors first' ? 'noted' : 'failed', text, evidence };
}
