import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { findGolden } from '../goldens/goldens.ts';
import { run, runOrThrow } from '../setup/command.ts';
import { obstacle, openNamespace, type Namespace } from './namespace.ts';
import { endAll } from './programs.ts';

/* The emitted program that asks the kernel whether answers of a real server lead through a director. */

const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
const cannot = obstacle();
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-return-route-'));
const program = join(folder, 'return-route');
const emitted = readFileSync(join(findGolden('masq-and-ipip').module, 'files/lvs-return-route.sh'), 'utf8');
writeFileSync(program, emitted.replaceAll('/etc/lvs/', `${folder}/`));
mkdirSync(join(folder, 'virtual-ips.d'));
for (const record of ['lo-172.31.8.112-32', 'lo-2001:db8:8::112-128'])
  writeFileSync(join(folder, `virtual-ips.d/realserver-${record}`), '');

beforeEach((context) => {
  if (cannot !== undefined && !mustRun) context.skip(cannot);
});
afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Family {
  readonly number: 4 | 6;
  readonly own: string;
  readonly other: string;
  /** Of another node. */
  readonly stranger: string;
  readonly virtual: string;
  readonly director: string;
  readonly router: string;
}

const families: readonly Family[] = [
  {
    number: 4,
    own: '10.20.0.31',
    other: '10.20.0.32',
    stranger: '10.20.0.33',
    virtual: '172.31.8.112',
    director: '10.20.0.1',
    router: '10.20.0.254',
  },
  {
    number: 6,
    own: '2001:db8:20::31',
    other: '2001:db8:20::32',
    stranger: '2001:db8:20::33',
    virtual: '2001:db8:8::112',
    director: '2001:db8:20::1',
    router: '2001:db8:20::fe',
  },
];

/** A host with two addresses and a virtual IP, and the lines of `ip` after that. */
async function host(
  { number, own, other, virtual }: Family,
  lines: readonly string[] = [],
): Promise<Namespace> {
  const namespace = await openNamespace();
  const [bits, all] = number === 4 ? [24, 32] : [64, 128];
  const batch = [
    'link add eth0 type veth peer name peer0',
    'link set eth0 up',
    'link set peer0 up',
    `address add ${virtual}/${all} dev lo`,
    ...[own, other].map(
      (address) => `address add ${address}/${bits} dev eth0${number === 6 ? ' nodad' : ''}`,
    ),
    ...lines,
  ];
  const [command = '', ...args] = [...namespace.enter, 'ip', `-${number}`, '-batch', '-'];
  await runOrThrow(command, args, { timeoutSeconds: 20, input: batch.join('\n') });
  return namespace;
}

async function ask({ enter }: Namespace, { number }: Family, ...gateways: readonly string[]) {
  const [command = '', ...args] = [...enter, 'sh', program, String(number), ...gateways];
  const { exitCode, stdout, stderr } = await run(command, args, { timeoutSeconds: 20 });
  expect(stdout).toBe('');
  return { exitCode, said: stderr.trim().split('\n') };
}

const fine = { exitCode: 0, said: [''] };

test.each(families)('a default route through a director is right, IPv$number', async (family) => {
  const { director, router } = family;
  const node = await host(family, [`route add default via ${director}`]);
  expect(await ask(node, family, director)).toEqual(fine);
  expect(await ask(node, family, router, director)).toEqual(fine);
  // An address that only begins like the one of a director is another one.
  expect(await ask(node, family, director.slice(0, -1))).toMatchObject({ exitCode: 1 });
  expect(await ask(node, family, `${director}1`)).toMatchObject({ exitCode: 1 });
});

test.each(families)('so is a rule for any address of the node, IPv$number', async (family) => {
  const { other, director, router } = family;
  const node = await host(family, [
    `route add default via ${router}`,
    `route add default via ${director} table 100`,
    `rule add from ${other} table 100`,
  ]);
  expect(await ask(node, family, director)).toEqual(fine);
  expect(await ask(node, family, router)).toEqual(fine);
});

test.each(families)('where answers go elsewhere it says so, and what to do, IPv$number', async (family) => {
  const { number, own, other, stranger, virtual, director, router } = family;
  const way = `via ${router} dev eth0`;
  const node = await host(family, [
    `route add default via ${router}`,
    // Neither a virtual IP nor the address of another node is one that directors translate.
    `route add default via ${director} table 100`,
    `rule add from ${virtual} table 100`,
    `rule add from ${stranger} table 100`,
  ]);
  const { exitCode, said } = await ask(node, family, director, `${director}1`);
  expect(exitCode).toBe(1);
  // The kernel tells the addresses of IPv6 with the last one first.
  const ways = number === 4 ? [own, other] : [other, own];
  expect(said).toEqual([
    `answers from ${ways.map((address) => `${address} (${way})`).join(', ')} do not lead through a director (${director} ${director}1): clients get none from this node`,
    'let the default route lead there, or, where the node also answers directly, one that goes by the source:',
    `ip -${number} route add default via ${director} table 100; ip -${number} rule add from ADDRESS table 100`,
  ]);
});

test.each(families)('without any route, or any address, too, IPv$number', async (family) => {
  const { own, director } = family;
  const answers = async (node: Namespace) => (await ask(node, family, director)).said[0];
  expect(await answers(await host(family))).toContain(`${own} (no route)`);
  expect(await answers(await openNamespace())).toContain('answers from no address do not lead');
});
