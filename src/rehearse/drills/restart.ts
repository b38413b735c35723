import { startStandIn } from '../checks/stand-ins.ts';
import { START_SECONDS, tableDifferences } from '../checks/table.ts';
import { whoHas } from '../checks/neighbours.ts';
import { activeDirector, check, failed, passed, pause, type Rehearsal } from '../rehearsal.ts';
import { hostOf, poolsOf } from './pool.ts';

/** A real server that starts has its ARP settings before its virtual IPs: at no moment it answers for them. */
export async function drillRealServerRestarts(rehearsal: Rehearsal): Promise<void> {
  const pool = poolsOf(rehearsal).find(({ services }) =>
    services.some(({ forwarding }) => forwarding.value === 'gate'),
  );
  const server = pool?.servers[0];
  const service = pool?.services.find(({ forwarding }) => forwarding.value === 'gate');
  if (server === undefined || service === undefined) return;
  const host = hostOf(rehearsal, server);
  rehearsal.step(`drill: ${server.hostname} restarts`);
  await check(rehearsal, 'restart', server.hostname, async () => {
    await rehearsal.lab.powerOff(host);
    const strangers = new Set<string>();
    const up = new AbortController();
    const watch = (async (): Promise<void> => {
      while (!up.signal.aborted) {
        const { others } = await whoHas(rehearsal, service.virtualIp);
        others.forEach((other) => strangers.add(other));
      }
    })();
    await Promise.all([rehearsal.lab.powerOn(host).finally(() => up.abort()), watch]);
    await startStandIn(rehearsal, host);
    const { address } = service.virtualIp;
    const bound = await rehearsal.lab.run(host, ['ip', '-oneline', 'address', 'show', 'to', address.text]);
    if (strangers.size > 0)
      return failed(
        `${[...strangers].join(', ')} answered for ${address.text} while ${server.hostname} started`,
      );
    if (!bound.stdout.includes(address.text))
      return failed(`${server.hostname} started without ${address.text}`);
    return passed(
      `${server.hostname} restarts with ${address.text}, and does not answer for it at any moment`,
    );
  });
}

/** A director that starts is a director again, without a run of Puppet. */
export async function drillDirectorRestarts(rehearsal: Rehearsal): Promise<void> {
  const { lab, plan } = rehearsal;
  // Where somebody else moves the virtual IPs, a start of the host is theirs to handle.
  if (plan.inventory.directors.ha === 'external') return;
  const host = activeDirector(rehearsal);
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
