import { askedServices, activeDirector, check, failed, passed, type Rehearsal } from '../rehearsal.ts';
import { macOf } from '../mac.ts';

/** Whoever asks on the segment for a virtual IP is answered by the director alone. */
export async function checkNeighbours(rehearsal: Rehearsal): Promise<void> {
  const { lab, plan } = rehearsal;
  const director = activeDirector(rehearsal);
  const own = director.interfaces.map((_one, index) => macOf(plan.hosts.indexOf(director), index));
  const used = new Set(askedServices(rehearsal).map(({ service }) => service.virtualIp.name));
  rehearsal.step('asking who has the virtual IPs');
  for (const { name, address } of plan.inventory.virtualIps.filter((ip) => used.has(ip.name))) {
    await check(rehearsal, 'neighbours', name, async () => {
      const route = plan.router.routes.find(({ to }) => to.replace(/\/.*$/, '') === address.text);
      const input = JSON.stringify({ interface: route?.device, address: address.text, seconds: 0.8 });
      const action = address.family === 4 ? 'arp' : 'neighbour';
      const asked = await lab.runOutside(['perl', '/run/stage/programs/client.pl', action], {
        input: `${input}\n`,
      });
      if (asked.exitCode !== 0) throw new Error(`nobody can be asked: ${asked.stderr}`);
      const { answers } = JSON.parse(asked.stdout) as { answers: string[] };
      const strangers = answers.filter((mac) => !own.includes(mac)).map((mac) => nameOf(rehearsal, mac));
      const asking = address.family === 4 ? 'ARP' : 'neighbour discovery';
      if (strangers.length > 0)
        return failed(`${strangers.join(', ')} answers ${asking} for ${name} (${address.text}), too`);
      if (answers.length === 0) return failed(`Nobody answers ${asking} for ${name} (${address.text})`);
      return passed(`${director.hostname} alone answers ${asking} for ${name} (${address.text})`);
    });
  }
}

function nameOf({ plan }: Rehearsal, mac: string): string {
  const found = plan.hosts.find((host, number) =>
    host.interfaces.some((_one, index) => macOf(number, index) === mac),
  );
  return found?.hostname ?? mac;
}
