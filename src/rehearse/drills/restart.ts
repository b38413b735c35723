import { startStandIn } from '../checks/stand-ins.ts';
import { START_SECONDS, tableDifferences } from '../checks/table.ts';
import { whoHas } from '../checks/neighbours.ts';
import { must } from '../lab.ts';
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
      const { others } = await whoHas(rehearsal, service.virtualIp);
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
    const { stdout } = await must(
      rehearsal.lab.run(host, ['ip', '-oneline', 'address', 'show', 'to', address.text]),
    );
    // Only now it is sure that the address was bound when somebody asked.
    await look();
    if (strangers.size > 0)
      return failed(
        `${[...strangers].join(', ')} answered for ${address.text} while ${server.hostname} started`,
      );
    if (!stdout.includes(address.text)) return failed(`${server.hostname} started without ${address.text}`);
    return passed(
      `${server.hostname} restarts with ${address.text}, and did not answer for it when asked ${counted(looks, 'time')} meanwhile and after`,
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
      return failed(`${host.hostname} restarted, and Puppet has something to repair`, run.changes);
    return passed(
      `${host.hostname} restarts as a director: the table is back, and Puppet finds nothing to change`,
    );
  });
}
