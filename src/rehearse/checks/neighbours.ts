import type { VirtualIp } from '../../inventory/model.ts';
import { CLIENT } from '../client-program.ts';
import {
  askedServices,
  activeDirector,
  bridgeOf,
  check,
  failed,
  passed,
  type Rehearsal,
} from '../rehearsal.ts';
import { macOf } from '../mac.ts';

/** Whoever asks on the segment for a virtual IP is answered by the director alone. */
export async function checkNeighbours(rehearsal: Rehearsal): Promise<void> {
  const { plan } = rehearsal;
  const director = activeDirector(rehearsal);
  const used = new Set(askedServices(rehearsal).map(({ service }) => service.virtualIp.name));
  rehearsal.step('asking who has the virtual IPs');
  const asked = plan.inventory.virtualIps
    .filter(({ name }) => used.has(name))
    .map((ip) => ({ ip, heard: whoHas(rehearsal, ip) }));
  // All are asked at once. Of one that cannot be asked is told when it has its turn.
  for (const { heard } of asked) heard.catch(() => undefined);
  for (const { ip, heard } of asked) {
    const { name, address } = ip;
    await check(rehearsal, 'neighbours', name, async () => {
      const { answers, others } = await heard;
      const asking = address.family === 4 ? 'ARP' : 'neighbour discovery';
      if (others.length > 0)
        return failed(`${others.join(', ')} answers ${asking} for ${name} (${address.text}), too`);
      if (answers.length === 0) return failed(`Nobody answers ${asking} for ${name} (${address.text})`);
      return passed(`${director.hostname} alone answers ${asking} for ${name} (${address.text})`);
    });
  }
}

/** Asks on the segment of a virtual IP who has it: all answers, and the hosts besides the director that gave one. */
export async function whoHas(
  rehearsal: Rehearsal,
  { address }: VirtualIp,
): Promise<{ readonly answers: readonly string[]; readonly others: readonly string[] }> {
  const { lab, plan } = rehearsal;
  const director = activeDirector(rehearsal);
  const own = director.interfaces.map((_one, index) => macOf(plan.hosts.indexOf(director), index));
  const input = `${JSON.stringify({ interface: bridgeOf(plan, address.text), address: address.text, seconds: 0.8 })}\n`;
  const action = address.family === 4 ? 'arp' : 'neighbour';
  const asked = await lab.runOutside(['perl', CLIENT, action], { input });
  if (asked.exitCode !== 0) throw new Error(`nobody can be asked: ${asked.stderr}`);
  const { answers } = JSON.parse(asked.stdout) as { answers: string[] };
  const others = answers.filter((mac) => !own.includes(mac)).map((mac) => nameOf(rehearsal, mac));
  return { answers, others };
}

function nameOf({ plan }: Rehearsal, mac: string): string {
  const found = plan.hosts.find((host, number) =>
    host.interfaces.some((_one, index) => macOf(number, index) === mac),
  );
  return found?.hostname ?? mac;
}
