import { must } from '../lab.ts';
import { activeDirector, answeredServices, check, failed, passed, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';
import { askPool } from './pool.ts';

/**
 * Somebody loads a firewall by hand, which throws away all rules of nftables, the marks of packets included: the next run of Puppet
 * marks them again.
 */
export async function drillFirewall(rehearsal: Rehearsal): Promise<void> {
  const { lab, plan } = rehearsal;
  const marked = answeredServices(rehearsal).filter(({ fwmark }) => fwmark !== undefined);
  if (marked.length === 0) return;
  const servers = plan.inventory.roles
    .filter(({ services }) => services.some((service) => marked.includes(service)))
    .flatMap(({ servers: own }) => own);
  const host = activeDirector(rehearsal);
  rehearsal.step('drill: the rules of nftables are thrown away');
  await check(rehearsal, 'firewall', host.hostname, async () => {
    await must(lab.run(host, ['nft', 'flush', 'ruleset']));
    const run = await lab.runPuppet(host);
    const { wrong } = await askPool(rehearsal, servers, marked);
    if (wrong.length > 0)
      return failed('When the rules of nftables were thrown away, the next run does not mark packets again', [
        ...run.problems,
        ...wrong.slice(0, 8),
      ]);
    return passed(
      `The rules of nftables on ${host.hostname} are thrown away: the next run marks the packets of ${counted(marked.length, 'service')} again`,
    );
  });
}
