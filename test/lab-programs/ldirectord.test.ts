import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { runOrThrow } from '../setup/command.ts';
import { obstacle, openNamespace } from './namespace.ts';
import { endAll, standIn, startCommand, type Going } from './programs.ts';

/*
 * The real ldirectord judges the stand-ins: it checks each of them in its own way and says whether it takes the server.
 * In a network namespace, because some of its checks insist on their well-known port. With -d it stays in the foreground
 * and runs ./ipvsadm, so no IPVS is needed.
 */

const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
const ldirectord = '/usr/sbin/ldirectord';
const cannot =
  spawnSync('test', ['-x', ldirectord]).status === 0 ? obstacle() : 'ldirectord is not installed';
const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-lab-programs-'));

beforeEach((context) => {
  if (cannot !== undefined && !mustRun) context.skip(cannot);
});
afterEach(endAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Service {
  /** Name of the service in the configuration, or what else the check is. */
  readonly name: string;
  readonly port: number;
  readonly speaks: string;
  readonly protocol?: 'udp';
  readonly pair?: { readonly request: string; readonly answer: string };
  readonly lines: readonly string[];
  /** What stands behind the weight of the real server. */
  readonly own?: string;
}

const login = ['login="somebody"', 'passwd="secret"'];
const services: readonly Service[] = [
  {
    name: 'http',
    port: 80,
    speaks: 'http',
    pair: { request: 'health?x=1', answer: 'all fine' },
    lines: ['service=http', 'request="health?x=1"', 'receive="fine"'],
  },
  {
    name: 'http with HEAD',
    port: 81,
    speaks: 'http',
    lines: ['service=http', 'httpmethod=HEAD', 'request="/"'],
  },
  {
    name: 'https',
    port: 443,
    speaks: 'https',
    pair: { request: '/health', answer: 'all fine' },
    lines: ['service=https', 'request="/health"', 'receive="^all fine"'],
  },
  {
    name: 'http_proxy',
    port: 3128,
    speaks: 'http',
    pair: { request: 'http://www.oe.example/p', answer: 'through' },
    lines: ['service=http_proxy', 'request="http://www.oe.example/p"', 'receive="through"'],
  },
  {
    name: 'simpletcp',
    port: 6379,
    speaks: 'simpletcp',
    pair: { request: 'PING\\n', answer: '+PONG' },
    lines: ['service=simpletcp', 'request="PING\\n"', 'receive="PONG"'],
  },
  {
    name: 'dns',
    port: 53,
    speaks: 'dns',
    protocol: 'udp',
    pair: { request: 'www.oe.example', answer: '192.0.2.7' },
    lines: ['service=dns', 'request="www.oe.example"', 'receive="192.0.2.7"'],
  },
  {
    name: 'dns over TCP, a pointer',
    port: 54,
    speaks: 'dns',
    pair: { request: '192.0.2.7', answer: 'www.oe.example' },
    lines: ['service=dns', 'protocol=tcp', 'request="192.0.2.7"', 'receive="www.oe"'],
  },
  { name: 'smtp', port: 25, speaks: 'smtp', lines: ['service=smtp'] },
  { name: 'submission', port: 587, speaks: 'smtp', lines: ['service=submission'] },
  { name: 'pop', port: 110, speaks: 'pop', lines: ['service=pop', ...login] },
  { name: 'imap', port: 143, speaks: 'imap', lines: ['service=imap', ...login] },
  {
    name: 'ftp',
    port: 21,
    speaks: 'ftp',
    pair: { request: '/welcome.txt', answer: 'the file' },
    lines: ['service=ftp', 'request="welcome.txt"', 'receive="the file"'],
  },
  { name: 'nntp', port: 119, speaks: 'nntp', lines: ['service=nntp'] },
  { name: 'connect', port: 5672, speaks: 'line', lines: ['checktype=connect'] },
  { name: 'udp', port: 514, speaks: 'datagram', protocol: 'udp', lines: ['checktype=connect'] },
];

/** How the addresses of a family are written: the virtual IP, and a real server on loopback. */
interface Family {
  readonly suffix: '' | '6';
  readonly virtual: string;
  readonly real: string;
}
const four: Family = { suffix: '', virtual: '10.99.0.1', real: '127.0.0.11' };
const six: Family = { suffix: '6', virtual: '[2001:db8:99::1]', real: '[::1]' };

function section({ port, protocol, lines, own = '' }: Service, { suffix, virtual, real }: Family): string {
  const udp = protocol === undefined ? [] : [`protocol=${protocol}`];
  const first = [`virtual${suffix}=${virtual}:${port}`, `real${suffix}=${real}:${port} gate 1${own}`];
  return [...first, ...udp, ...lines].join('\n\t');
}

/** Nobody listens there: ldirectord has to say no, and comes to it last. */
const deaf: Service = { name: 'deaf', port: 9, speaks: '', lines: ['checktype=connect'] };

/** Stand-ins for all services, each giving its answer, or always this one. */
async function openStandIns(enter: readonly string[], answer?: string): Promise<Going> {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const subject = ['-subj', '/CN=lab', '-days', '2'];
  await runOrThrow(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject],
    { timeoutSeconds: 30 },
  );
  const listen = services.map(({ port, speaks, protocol = 'tcp', pair }) => ({
    protocol,
    port,
    speaks,
    answers: pair === undefined ? [] : [{ ...pair, answer: answer ?? pair.answer }],
  }));
  return standIn({ host: 'gui1.oe.example', listen, certificate, key }, enter);
}

/** Runs ldirectord until it has checked everything twice, and gives the last it said of every service. */
async function judge(
  enter: readonly string[],
  family: Family,
  judged: readonly Service[],
): Promise<Record<string, string>> {
  const all = [...judged, deaf];
  const sections = all.map((service) => section(service, family));
  const head = 'checktimeout=3\nnegotiatetimeout=3\ncheckinterval=1\nquiescent=no\n';
  writeFileSync(join(folder, 'ld.cf'), `${[head, ...sections].join('\n\n')}\n`);
  writeFileSync(join(folder, 'ipvsadm'), '#!/bin/sh\n', { mode: 0o755 });
  // LWP does not compare names, but wants to know who signed.
  const script = 'cd "$1" && SSL_CERT_FILE=certificate.pem exec "$2" -d "$1/ld.cf" start 2>&1';
  const going = startCommand([...enter, 'sh', '-c', script, 'sh', folder, ldirectord]);
  const rounds = () => going.output().match(/Checking connect: .*:9\)/g)?.length ?? 0;
  await expect.poll(rounds, { timeout: 45_000, interval: 100 }).toBeGreaterThan(2);
  const { stdout } = await going.stop();
  const states = new Map(
    [...stdout.matchAll(/(Enabled|Disabled) +real server=.* \(virtual=(\S+)\)/g)].map(
      ([, state = '', virtual = '']) => [virtual, state],
    ),
  );
  return Object.fromEntries(
    all.map(({ name, port, protocol = 'tcp' }) => [
      name,
      states.get(`${protocol}:${family.virtual}:${port}`) ?? 'not mentioned',
    ]),
  );
}

test('every check of ldirectord takes its stand-in', async () => {
  const { enter } = await openNamespace();
  const going = await openStandIns(enter);
  const names = services.map(({ name }) => [name, 'Enabled']);
  expect(await judge(enter, four, services)).toEqual({ ...Object.fromEntries(names), deaf: 'Disabled' });
  expect(await going.stop()).toMatchObject({ exitCode: 0, stderr: '' });
});

test('every check that looks at an answer refuses another one', async () => {
  const { enter } = await openNamespace();
  await openStandIns(enter, 'something else');
  const names = services.map(({ name, pair }) => [name, pair === undefined ? 'Enabled' : 'Disabled']);
  expect(await judge(enter, four, services)).toEqual({ ...Object.fromEntries(names), deaf: 'Disabled' });
});

test('a server with a request of its own is asked for that, in the way it is printed', async () => {
  const { enter } = await openNamespace();
  await openStandIns(enter);
  // The service asks for something else, and wants it.
  const others = ['request="other"', 'receive="other"'];
  const asked = services.flatMap((service) => (service.pair ? [{ ...service, pair: service.pair }] : []));
  const own = asked.map(({ lines, pair, ...service }) => ({
    ...service,
    lines: [...lines.filter((line) => !/^re(?:quest|ceive)=/.test(line)), ...others],
    own: ` "${pair.request.replace(/^\//, '')}", "${pair.answer.slice(1)}" l:1 u:2`,
  }));
  const names = own.map(({ name }) => [name, 'Enabled']);
  expect(await judge(enter, four, own)).toEqual({ ...Object.fromEntries(names), deaf: 'Disabled' });
  // Of one with its slash ldirectord forgets what stands behind it.
  const slash = own.map((service) => ({ ...service, own: service.own.replace('"', '"/') }));
  const lost = own.map(({ name }) => [name, 'Disabled']);
  expect(await judge(enter, four, slash)).toEqual({ ...Object.fromEntries(lost), deaf: 'Disabled' });
});

test('over IPv6, too, but for what cannot', async () => {
  // LWP needs a package more for it; a udp service is only pinged. The others are the finding check-without-ipv6.
  const without = ['pop', 'imap'];
  const judged = services.filter(({ speaks }) => !['http', 'https', 'datagram'].includes(speaks));
  const ping: Service = { name: 'ping', port: 8080, speaks: '', lines: ['checktype=ping'] };
  const { enter } = await openNamespace();
  await openStandIns(enter);
  const names = judged.map(({ name, speaks }) => [name, without.includes(speaks) ? 'Disabled' : 'Enabled']);
  const expected = { ...Object.fromEntries(names), ping: 'Disabled', deaf: 'Disabled' };
  expect(await judge(enter, six, [...judged, ping])).toEqual(expected);
});

test('some checks take a port for alive on which nobody listens', async () => {
  // The findings imap-check-port and pop-check-without-login.
  const imap: Service = { name: 'imap', port: 1143, speaks: '', lines: ['service=imap', ...login] };
  const pop: Service = { name: 'pop', port: 1110, speaks: '', lines: ['service=pop'] };
  const secured: Service = { name: 'pops', port: 1995, speaks: '', lines: ['service=pops'] };
  const { enter } = await openNamespace();
  await openStandIns(enter);
  const expected = { imap: 'Enabled', pop: 'Enabled', pops: 'Enabled', deaf: 'Disabled' };
  expect(await judge(enter, four, [imap, pop, secured])).toEqual(expected);
});
