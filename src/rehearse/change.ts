import type { VirtualService } from '../inventory/model.ts';
import { wayOf } from './ask.ts';
import { applyOn, bindByOthers } from './checks/managed.ts';
import { holdConnections, type Held } from './checks/held-open.ts';
import { startStandIns } from './checks/stand-ins.ts';
import { tableOf } from './checks/table.ts';
import { compareTables, expectedTable } from './ipvs-table.ts';
import type { Lab, Running } from './lab.ts';
import type { LabHost, LabPlan } from './model.ts';
import {
  activeDirector,
  askedServices,
  check,
  client,
  failed,
  hostsOfKind,
  noticeSeconds,
  passed,
  pause,
  until,
  type Rehearsal,
  type Verdict,
} from './rehearsal.ts';
import { startRehearsal, type RehearsalOptions } from './rehearse.ts';
import { expectedSpread } from './spread.ts';

/** In which order the hosts run Puppet: as kicks would have it, or the wrong way round. */
export type Order = 'real servers first' | 'directors first';

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
const START_SECONDS = 30;

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
  if (!(await applyAll(old, 'old', 'real servers first'))) return;
  await bindByOthers(old, activeDirector(old));
  if (!(await hasTable(old, 'table-before'))) return;

  const held = await holdConnections(old);
  const traffic = await startTraffic(old);
  await pause(QUIET_SECONDS);
  const fine = await applyAll(after, 'new', order);
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

async function applyAll(rehearsal: Rehearsal, environment: string, order: Order): Promise<boolean> {
  const realServers = hostsOfKind(rehearsal.plan, 'real server');
  const directors = hostsOfKind(rehearsal.plan, 'director');
  const hosts: LabHost[] =
    order === 'real servers first' ? [...realServers, ...directors] : [...directors, ...realServers];
  let fine = true;
  for (const host of hosts) fine = (await applyOn(rehearsal, host, environment)) && fine;
  return fine;
}

async function hasTable(rehearsal: Rehearsal, name: string): Promise<boolean> {
  const host = activeDirector(rehearsal);
  const open = new Set(rehearsal.plan.notRehearsed.map(({ service }) => service));
  const which = name === 'table-before' ? 'before' : 'after';
  return check(rehearsal, name, host.hostname, async () => {
    const expected = expectedTable(rehearsal.plan.inventory);
    const wrong = await until(START_SECONDS + noticeSeconds(rehearsal), async () =>
      compareTables(expected, await tableOf(rehearsal), open),
    );
    if (wrong.length > 0)
      return failed(`The table of IPVS is not that of the inventory ${which} the change`, wrong);
    return passed(`IPVS on ${host.hostname} has the table of the inventory ${which} the change`);
  });
}

async function startTraffic(rehearsal: Rehearsal): Promise<{ stop(): Promise<Stream[]> }> {
  const streams = askedServices(rehearsal)
    .filter(({ role, service }) => expectedSpread(service, role.servers).members.length > 0)
    .map(({ service }) => ({
      id: service.name,
      protocol: service.protocol.value,
      address: service.virtualIp.address.text,
      port: service.ports[0].value,
      way: wayOf(service),
      from: rehearsal.takeClients(service.virtualIp.address.family, 4),
    }));
  const program = rehearsal.lab.start(client(rehearsal), [
    'perl',
    '/run/stage/programs/client.pl',
    'traffic',
  ]);
  program.write(`${JSON.stringify({ streams, every: 0.5 })}\n`);
  await program.heard(/"going"/, 30);
  return { stop: () => streamsOf(program) };
}

async function streamsOf(program: Running): Promise<Stream[]> {
  program.close();
  const { stdout, stderr } = await program.ended;
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.includes('"streams"')) throw new Error(`the client's traffic ended: ${stderr}`);
  return (JSON.parse(last) as { streams: Stream[] }).streams;
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
