import type { VirtualIp, VirtualService } from '../../inventory/model.ts';
import { CLIENT } from '../client-program.ts';
import { must } from '../lab.ts';
import { liveServices, servicesInFile } from '../lab-hosts.ts';
import { macOf } from '../mac.ts';
import type { LabHost } from '../model.ts';
import {
  activeDirector,
  answeredServices,
  bridgeOf,
  check,
  failed,
  passed,
  type Rehearsal,
} from '../rehearsal.ts';

/**
 * Whoever asks on the segment for a virtual IP is answered by the director alone, and by nobody while all that uses it is being
 * set up: another balancer may still have it. That needs no service that can be asked.
 */
export async function checkNeighbours(rehearsal: Rehearsal): Promise<void> {
  const { inventory } = rehearsal.plan;
  const director = activeDirector(rehearsal);
  const onDirectors = names(servicesInFile(inventory));
  const used = names(liveServices(inventory));
  rehearsal.step('asking who has the virtual IPs');
  const asked = inventory.virtualIps
    .filter(({ name }) => used.has(name))
    .map((ip) => ({ ip, heard: whoHas(rehearsal, ip.address) }));
  // All are asked at once. Of one that cannot be asked is told when it has its turn.
  for (const { heard } of asked) heard.catch(() => undefined);
  for (const { ip, heard } of asked) {
    const { name, address } = ip;
    await check(rehearsal, 'neighbours', name, async () => {
      const { holders, others } = await heard;
      const asking = address.family === 4 ? 'ARP' : 'neighbour discovery';
      const what = `${asking} for ${name} (${address.text})`;
      if (others.length > 0) return failed(`${others.join(', ')} answers ${what}, too`);
      if (onDirectors.has(name))
        return holders.length === 0
          ? failed(`Nobody answers ${what}`)
          : passed(`${director.hostname} alone answers ${what}`);
      return passed(
        holders.length === 0
          ? `Nobody answers ${what}: its services are not on the directors yet`
          : `${director.hostname} alone answers ${what}, although none of its services is on the directors`,
      );
    });
  }
}

/**
 * After clients have been answered the router still sends packets for a virtual IP to the director: a real server that asks with
 * it as its own address (`arp_announce`) would have drawn them to itself.
 */
export async function checkRouter(rehearsal: Rehearsal): Promise<void> {
  const { lab, plan } = rehearsal;
  const answered = names(answeredServices(rehearsal));
  const own = macsOf(rehearsal, activeDirector(rehearsal));
  for (const { name, address } of plan.inventory.virtualIps.filter((ip) => answered.has(ip.name))) {
    await check(rehearsal, 'router', name, async () => {
      const command = ['ip', `-${address.family}`, 'neighbour', 'show', 'to', address.text];
      const { stdout } = await must(lab.runOutside(command));
      const macs = [...stdout.matchAll(/ lladdr (\S+)/g)].map(([, mac = '']) => mac);
      const others = macs.filter((mac) => !own.includes(mac)).map((mac) => nameOf(rehearsal, mac));
      if (others.length > 0)
        return failed(`The router has learned that ${name} (${address.text}) is at ${others.join(', ')}`);
      if (macs.length === 0) return failed(`The router does not know where ${name} (${address.text}) is`);
      return passed(`The router still finds ${name} (${address.text}) at the director`);
    });
  }
}

function names(services: readonly VirtualService[]): Set<string> {
  return new Set(services.map(({ virtualIp }) => virtualIp.name));
}

/** Asks on the segment of a virtual IP who has it: the hosts that answer, and those of them besides the director. */
export async function whoHas(
  rehearsal: Rehearsal,
  address: VirtualIp['address'],
): Promise<{ readonly holders: readonly string[]; readonly others: readonly string[] }> {
  const { lab, plan } = rehearsal;
  const director = activeDirector(rehearsal);
  const own = macsOf(rehearsal, director);
  const input = `${JSON.stringify({ interface: bridgeOf(plan, address.text), address: address.text, seconds: 0.8 })}\n`;
  const action = address.family === 4 ? 'arp' : 'neighbour';
  const asked = await must(lab.runOutside(['perl', CLIENT, action], { input }));
  const { answers } = JSON.parse(asked.stdout) as { answers: string[] };
  const others = answers.filter((mac) => !own.includes(mac)).map((mac) => nameOf(rehearsal, mac));
  return { holders: answers.map((mac) => nameOf(rehearsal, mac)), others };
}

function macsOf({ plan }: Rehearsal, host: LabHost): string[] {
  return host.interfaces.map((_one, index) => macOf(plan.hosts.indexOf(host), index));
}

function nameOf({ plan }: Rehearsal, mac: string): string {
  const found = plan.hosts.find((host, number) =>
    host.interfaces.some((_one, index) => macOf(number, index) === mac),
  );
  return found?.hostname ?? mac;
}
