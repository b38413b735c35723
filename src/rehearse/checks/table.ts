import { compareTables, expectedTable, parseTable, type IpvsService } from '../ipvs-table.ts';
import { must } from '../lab.ts';
import type { LabHost } from '../model.ts';
import {
  activeDirector,
  check,
  failed,
  hostsOfKind,
  noticeSeconds,
  passed,
  until,
  type Rehearsal,
} from '../rehearsal.ts';
import { counted } from '../words.ts';

/** The kernel's table of every director has exactly the services and servers that the inventory says. */
export async function checkTable(rehearsal: Rehearsal): Promise<void> {
  rehearsal.step('waiting for the first health checks');
  const expected = expectedTable(rehearsal.plan.inventory);
  const open = openServices(rehearsal);
  for (const host of hostsOfKind(rehearsal.plan, 'director')) {
    await check(rehearsal, 'table', host.hostname, async () => {
      const wrong = await tableDifferences(rehearsal, 0, host);
      if (wrong.length > 0)
        return failed(`The table of IPVS on ${host.hostname} is not what the inventory says`, wrong);
      return passed(`IPVS on ${host.hostname} has the ${extent(expected, open)}`);
    });
  }
}

/** What was compared, and what was not: of services whose checks nobody answers, the servers. */
function extent(expected: readonly IpvsService[], open: ReadonlySet<string>): string {
  const isOpen = ({ name }: IpvsService): boolean => name !== undefined && open.has(name);
  const servers = expected.filter((service) => !isOpen(service)).flatMap((service) => service.servers);
  const left = expected.filter(isOpen).map(({ name }) => name);
  const but = left.length === 0 ? '' : `; the servers of ${left.join(', ')} are not compared`;
  return `${counted(expected.length, 'virtual service')} and ${counted(servers.length, 'server')} of the inventory, with forwarding, weights, scheduler and persistence${but}`;
}

/** How long a daemon may take from its start to its first checks, in a lab on a busy machine. */
export const START_SECONDS = 30;

/**
 * Waits until the kernel's table is what the inventory says, as long as health checks may take.
 * @param more seconds besides, for what comes before the first checks
 * @param host the director that is meant
 * @returns what still differs at the end, a sentence each
 */
export function tableDifferences(
  rehearsal: Rehearsal,
  more = 0,
  host = activeDirector(rehearsal),
): Promise<readonly string[]> {
  const expected = expectedTable(rehearsal.plan.inventory);
  const open = openServices(rehearsal);
  return until(more + noticeSeconds(rehearsal), async () =>
    compareTables(expected, await tableOf(rehearsal, host), open),
  );
}

function openServices({ plan }: Rehearsal): Set<string> {
  return new Set(plan.notRehearsed.map(({ service }) => service));
}

/** What the kernel of a director has. */
export async function tableOf(
  rehearsal: Rehearsal,
  host: LabHost = activeDirector(rehearsal),
): Promise<IpvsService[]> {
  const saved = await must(rehearsal.lab.run(host, ['ipvsadm', '-Sn']));
  const thresholds = await must(rehearsal.lab.run(host, ['ipvsadm', '-Ln', '--thresholds']));
  return parseTable(saved.stdout, thresholds.stdout);
}
