import { compareTables, expectedTable, parseTable, type IpvsService } from '../ipvs-table.ts';
import { activeDirector, check, failed, noticeSeconds, passed, until, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';

/** The kernel's table has exactly the services and servers that the inventory says. */
export async function checkTable(rehearsal: Rehearsal): Promise<void> {
  rehearsal.step('waiting for the first health checks');
  const host = activeDirector(rehearsal);
  await check(rehearsal, 'table', host.hostname, async () => {
    const wrong = await tableDifferences(rehearsal);
    if (wrong.length > 0)
      return failed(`The table of IPVS on ${host.hostname} is not what the inventory says`, wrong);
    const expected = expectedTable(rehearsal.plan.inventory);
    const servers = expected.reduce((sum, service) => sum + service.servers.length, 0);
    return passed(
      `IPVS on ${host.hostname} has the ${counted(expected.length, 'virtual service')} and ${counted(servers, 'real server')} of the inventory, with forwarding, weights, scheduler and persistence`,
    );
  });
}

/** How long a daemon may take from its start to its first checks, in a lab on a busy machine. */
export const START_SECONDS = 30;

/**
 * Waits until the kernel's table is what the inventory says, as long as health checks may take.
 * @param more seconds besides, for what comes before the first checks
 * @returns what still differs at the end, a sentence each
 */
export function tableDifferences(rehearsal: Rehearsal, more = 0): Promise<readonly string[]> {
  const { inventory, notRehearsed } = rehearsal.plan;
  const expected = expectedTable(inventory);
  const open = new Set(notRehearsed.map(({ service }) => service));
  return until(more + noticeSeconds(rehearsal), async () =>
    compareTables(expected, await tableOf(rehearsal), open),
  );
}

/** What the kernel of the active director has. */
export async function tableOf(rehearsal: Rehearsal): Promise<IpvsService[]> {
  const host = activeDirector(rehearsal);
  const saved = await rehearsal.lab.run(host, ['ipvsadm', '-Sn']);
  const thresholds = await rehearsal.lab.run(host, ['ipvsadm', '-Ln', '--thresholds']);
  return parseTable(saved.stdout, thresholds.stdout);
}
