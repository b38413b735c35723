import { afterEach, beforeEach, expect, test } from 'vitest';
import { runOrThrow } from '../setup/command.ts';
import { obstacle, openNamespace, type Namespace } from './namespace.ts';
import { client, endAll } from './programs.ts';

/* Who says that an address is his: on a bridge, as the router of the lab has one for each segment. */

const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
const cannot = obstacle();
const macs = ['02:00:00:00:00:11', '02:00:00:00:00:22'];

beforeEach((context) => {
  if (cannot !== undefined && !mustRun) context.skip(cannot);
});
afterEach(endAll);

async function runIn({ enter }: Namespace, ...command: readonly string[]): Promise<void> {
  const [program = '', ...args] = [...enter, ...command];
  await runOrThrow(program, args, { timeoutSeconds: 20 });
}

const ip = (namespace: Namespace, line: string) => runIn(namespace, 'ip', ...line.split(' '));

/** A bridge with two hosts: both have .100, as with the ARP problem of direct routing, and the second has .101. */
async function segment(): Promise<Namespace> {
  const router = await openNamespace();
  await ip(router, 'link add seg0 type bridge');
  // Without waiting until nobody objects to a link-local address.
  await runIn(router, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/seg0/accept_dad');
  await ip(router, 'address add 172.31.8.1/24 dev seg0');
  await ip(router, 'link set seg0 up');
  for (const [index, mac] of macs.entries()) {
    const host = await openNamespace();
    await ip(router, `link add p${index} type veth peer name eth0 netns ${host.keeper.pid}`);
    await ip(router, `link set p${index} master seg0 up`);
    await ip(host, `link set eth0 address ${mac}`);
    for (const last of ['100', '101'].slice(0, index + 1)) {
      await ip(host, `address add 172.31.8.${last}/24 dev eth0`);
      await ip(host, `address add 2001:db8::${last}/64 dev eth0 nodad`);
    }
    await ip(host, 'link set eth0 up');
  }
  return router;
}

test('all holders of an address answer, nobody else', async () => {
  const { enter } = await segment();
  const ask = async (action: string, address: string, more = {}) => {
    const { answers } = await client(action, { interface: 'seg0', address, seconds: 0.4, ...more }, enter);
    return (answers as string[]).toSorted();
  };
  expect(await ask('arp', '172.31.8.100')).toEqual(macs);
  expect(await ask('arp', '172.31.8.101')).toEqual(macs.slice(1));
  expect(await ask('arp', '172.31.8.102')).toEqual([]);
  await expect.poll(() => ask('neighbour', '2001:db8::100'), { timeout: 10_000 }).toEqual(macs);
  expect(await ask('neighbour', '2001:db8::101')).toEqual(macs.slice(1));
  expect(await ask('neighbour', '2001:db8::102')).toEqual([]);
  await expect(ask('arp', '172.31.8.100', { interface: 'seg9' })).rejects.toThrow(
    'client: no interface seg9: No such device\n',
  );
});
