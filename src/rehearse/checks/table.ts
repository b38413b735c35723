import { compareTables, expectedTable, parseTable, type IpvsService } from '../ipvs-table.ts';
import { activeDirector, check, failed, noticeSeconds, passed, until, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';

/** The kernel's table has exactly the services and servers that the inventory says. */
export async function checkTable(rehearsal: Rehearsal): Promise<void> {
  rehearsal.step('waiting for the first health checks');
  const host = activeDirector(rehearsal);
  const open = new Set(rehearsal.plan.notRehearsed.map(({ service }) => service));
  await check(rehearsal, 'table', host.hostname, async () => {
    const expected = expectedTable(rehearsal.plan.inventory);
    const wrong = await until(noticeSeconds(rehearsal), async () =>
      compareTables(expected, await tableOf(rehearsal), open),
    );
    if (wrong.length > 0)
      return failed(`The table of IPVS on ${host.hostname} is not what the inventory says`, wrong);
    const servers = expected.reduce((sum, service) => sum + service.servers.length, 0);
    return passed(
      `IPVS on ${host.hostname} has the ${counted(expected.length, 'virtual service')} and ${counted(servers, 'real server')} of the inventory, with forwarding, weights, scheduler and persistence`,
    );
  });
}

/** What the kernel of the active director has. */
export async function tableOf(rehearsal: Rehearsal): Promise<IpvsService[]> {
  const host = activeDirector(rehearsal);
  const saved = await rehearsal.lab.run(host, ['ipvsadm', '-Sn']);
  const thresholds = await rehearsal.lab.run(host, ['ipvsadm', '-Ln', '--thresholds']);
  return parseTable(saved.stdout, thresholds.stdout);
}
