import type { VirtualService } from '../../inventory/model.ts';
import { startClient } from '../client-program.ts';
import {
  activeDirector,
  answeredServices,
  check,
  failed,
  passed,
  pause,
  type Rehearsal,
} from '../rehearsal.ts';
import { counted } from '../words.ts';

/** What became of a connection that was held open: see `lab/client.pl`. */
export interface Held {
  readonly id: string;
  readonly host: string | null;
  readonly exchanges: number;
  readonly broken: { readonly after: number; readonly error: string } | null;
  readonly longestSilence: number;
}

/** How many connections to a service are held, and how many seconds are between two questions on each. */
interface Holding {
  readonly count: (service: VirtualService) => number;
  readonly every: number;
}

/** Opens connections to each TCP service that has a server, each from another address, and keeps talking on them. */
export async function holdConnections(
  rehearsal: Rehearsal,
  { count, every }: Holding = { count: () => 1, every: 0.2 },
): Promise<{ stop(): Promise<Held[]> } | undefined> {
  const services = answeredServices(rehearsal).filter(({ protocol }) => protocol.value === 'tcp');
  if (services.length === 0) return undefined;
  const connections = services.flatMap((service) =>
    rehearsal.takeClients(service.virtualIp.address.family, count(service)).map((from) => ({
      id: service.name,
      address: service.virtualIp.address.text,
      port: service.ports[0].value,
      from,
    })),
  );
  return startClient<Held>(rehearsal, 'hold', { connections, every });
}

/** A long connection, such as a websocket, survives a reload of ldirectord. */
export async function checkReload(rehearsal: Rehearsal): Promise<void> {
  const host = activeDirector(rehearsal);
  rehearsal.step('reloading ldirectord under open connections');
  const held = await holdConnections(rehearsal);
  if (held === undefined) return;
  await check(rehearsal, 'reload', host.hostname, async () => {
    await pause(0.5);
    const reload = await rehearsal.lab.run(host, ['systemctl', 'reload', 'ldirectord']);
    await pause(2);
    const connections = await held.stop();
    const broken = connections
      .filter((one) => one.broken !== null || one.exchanges < 2)
      .map(
        ({ id, broken: how, exchanges }) =>
          `${id}: ${how === null ? counted(exchanges, 'exchange') : how.error}`,
      );
    if (reload.exitCode !== 0) return failed('ldirectord cannot be reloaded', [reload.stderr]);
    if (broken.length > 0) return failed('Open connections do not survive a reload of ldirectord', broken);
    const longest = Math.max(...connections.map(({ longestSilence }) => longestSilence));
    return passed(
      `${counted(connections.length, 'open connection')} ${connections.length === 1 ? 'survives' : 'survive'} a reload of ldirectord (longest silence ${longest.toFixed(1)} s)`,
    );
  });
}
