import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run, runOrThrow } from '../setup/command.ts';
import { obstacle, openNamespace, type Namespace } from './namespace.ts';
import { endAll, startCommand } from './programs.ts';

/* What docs/migrating.md says of virtual IPs that a node has bound before the module came. */

const repository = join(import.meta.dirname, '../..');
const page = readFileSync(join(repository, 'docs/migrating.md'), 'utf8');
const define = readFileSync(join(repository, 'module-skeleton/manifests/virtual_ip.pp.hbs'), 'utf8');
const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
const cannot = obstacle();

beforeEach((context) => {
  if (cannot !== undefined && !mustRun) context.skip(cannot);
});
afterEach(endAll);

async function ip(namespace: Namespace, ...lines: readonly string[]): Promise<void> {
  const [command = '', ...args] = [...namespace.enter, 'ip', '-batch', '-'];
  await runOrThrow(command, args, { timeoutSeconds: 20, input: lines.join('\n') });
}

/** The addresses of a virtual IP, with their prefixes. */
async function bound(namespace: Namespace): Promise<string[]> {
  const [command = '', ...args] = [...namespace.enter, ...show];
  const { stdout } = await run(command, args, { timeoutSeconds: 20 });
  return [...stdout.matchAll(/ inet (\S+) /g)].map(([, address = '']) => address).toSorted();
}

/** A connection to the virtual IP that is used once more when the input ends. */
const CONNECTION = `
use v5.36; use IO::Socket::INET; $| = 1;
my $server = IO::Socket::INET->new(LocalAddr => '172.31.8.100', LocalPort => 80, Listen => 1) or die $@;
my $client = IO::Socket::INET->new(PeerAddr => '172.31.8.100', PeerPort => 80, LocalAddr => '172.31.8.2') or die $@;
my $held = $server->accept; $_->autoflush for $client, $held;
say '{"up":true}';
1 while <STDIN>;
print {$client} "1\\n";
print '{"heard":', scalar(readline $held), "}\\n";
`;

/** The commands that the page shows for this. */
const [show = [], remove = []] = [
  ...page.matchAll(/^(ip (?:-oneline address show|address del) [^#\n]*)/gm),
].map(([, line = '']) => line.trim().split(/\s+/));

test('the page and the module speak of the same commands', () => {
  expect(show.join(' ')).toBe('ip -oneline address show to 172.31.8.100');
  expect(remove.join(' ')).toBe('ip address del 172.31.8.100/24 dev eth0');
  expect(define).toContain('$replace = "address replace ${cidr} dev ${interface}"');
});

test('an address that an alias has is taken over, and a connection to it goes on', async () => {
  const namespace = await openNamespace();
  await ip(
    namespace,
    'link add eth0 type veth peer name peer0',
    'link set eth0 up',
    'link set peer0 up',
    'address add 172.31.8.2/24 dev eth0',
    'address add 172.31.8.100/24 dev eth0 label eth0:0',
  );
  const connection = startCommand([...namespace.enter, 'perl', '-e', CONNECTION]);
  await connection.lines(1);
  await ip(namespace, 'address replace 172.31.8.100/32 dev eth0');
  expect(await bound(namespace)).toEqual(['172.31.8.100/24', '172.31.8.100/32']);
  const [command = '', ...args] = [...namespace.enter, ...remove];
  await runOrThrow(command, args, { timeoutSeconds: 20 });
  expect(await bound(namespace)).toEqual(['172.31.8.100/32']);
  connection.endInput();
  expect((await connection.ended).stdout).toBe('{"up":true}\n{"heard":1\n}\n');
});

test('where it is the first address of its network, the one with 32 bits stays all the same', async () => {
  const namespace = await openNamespace();
  await ip(
    namespace,
    'link add eth0 type veth peer name peer0',
    'link set eth0 up',
    'address add 172.31.8.100/24 dev eth0 label eth0:0',
    'address add 172.31.8.101/24 dev eth0 label eth0:1',
    'address replace 172.31.8.100/32 dev eth0',
    'address del 172.31.8.100/24 dev eth0',
  );
  expect(await bound(namespace)).toEqual(['172.31.8.100/32']);
  const [command = '', ...args] = [...namespace.enter, 'ip', '-oneline', 'address', 'show', 'dev', 'eth0'];
  const { stdout } = await runOrThrow(command, args, { timeoutSeconds: 20 });
  expect(stdout).not.toContain('172.31.8.101');
});
