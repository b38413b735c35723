import { wrongBindings } from '../checks/bound.ts';
import { evidenceOf } from '../checks/managed.ts';
import { startStandIn } from '../checks/stand-ins.ts';
import { START_SECONDS, tableDifferences } from '../checks/table.ts';
import { whoHas } from '../checks/neighbours.ts';
import { activeDirector, check, failed, passed, pause, tellSkipped, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';
import { hostOf, poolsFor } from './pool.ts';

/** A real server that starts has its ARP settings before its virtual IPs: it does not answer for them meanwhile. */
export async function drillRealServerRestarts(rehearsal: Rehearsal): Promise<void> {
  const { pools } = poolsFor(rehearsal, { servers: 1, loses: 'one' });
  const pool = pools.find(({ services }) => services.some(({ forwarding }) => forwarding.value === 'gate'));
  const server = pool?.sparable[0];
  const service = pool?.services.find(({ forwarding }) => forwarding.value === 'gate');
  if (server === undefined || service === undefined) {
    const why = 'none can be spared that has a virtual IP by direct routing';
    return tellSkipped(rehearsal, 'restart', `No real server restarts: ${why}`);
  }
  const host = hostOf(rehearsal, server);
  rehearsal.step(`drill: ${server.hostname} restarts`);
  await check(rehearsal, 'restart', server.hostname, async () => {
    await rehearsal.lab.powerOff(host);
    const strangers = new Set<string>();
    let looks = 0;
    const look = async (): Promise<void> => {
      const { others } = await whoHas(rehearsal, service.virtualIp.address);
      others.forEach((other) => strangers.add(other));
      looks += 1;
    };
    const up = new AbortController();
    const watch = (async (): Promise<void> => {
      while (!up.signal.aborted) await look();
    })();
    await Promise.all([rehearsal.lab.powerOn(host).finally(() => up.abort()), watch]);
    await startStandIn(rehearsal, host);
    const { address } = service.virtualIp;
    const wrong = await wrongBindings(rehearsal, host);
    // Only now it is sure that the address was bound when somebody asked.
    await look();
    if (strangers.size > 0)
      return failed(
        `${[...strangers].join(', ')} answered for ${address.text} while ${server.hostname} started`,
      );
    if (wrong.length > 0)
      return failed(`${server.hostname} restarted, and is not ready for what directors send to it`, wrong);
    const run = await rehearsal.lab.runPuppet(host);
    if (run.exitCode !== 0)
      return failed(`${server.hostname} restarted, and Puppet has something to repair`, evidenceOf(run));
    return passed(
      `${server.hostname} restarts with its virtual IPs, did not answer for ${address.text} meanwhile, and Puppet finds nothing to change`,
      `asked ${counted(looks, 'time')}`,
    );
  });
}

/** A director that starts is a director again, without a run of Puppet. */
export async function drillDirectorRestarts(rehearsal: Rehearsal): Promise<void> {
  const { lab, plan } = rehearsal;
  const host = activeDirector(rehearsal);
  if (plan.inventory.directors.ha === 'external') {
    const why = 'whoever moves the virtual IPs (ha: external) handles that';
    return tellSkipped(rehearsal, 'restart', `${host.hostname} does not restart: ${why}`, host.hostname);
  }
  rehearsal.step(`drill: ${host.hostname} restarts`);
  await check(rehearsal, 'restart', host.hostname, async () => {
    await lab.powerOff(host);
    await pause(0.5);
    await lab.powerOn(host);
    await startStandIn(rehearsal, host);
    const wrong = await tableDifferences(rehearsal, START_SECONDS);
    if (wrong.length > 0)
      return failed(`${host.hostname} restarted, and its table is not what the inventory says`, wrong);
    const run = await lab.runPuppet(host);
    if (run.exitCode !== 0)
      return failed(`${host.hostname} restarted, and Puppet has something to repair`, evidenceOf(run));
    return passed(
      `${host.hostname} restarts as a director: the table is back, and Puppet finds nothing to change`,
    );
  });
}
