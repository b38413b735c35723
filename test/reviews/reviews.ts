import type { Review } from '../../src/diff/model.ts';
import { edited, fixtureText, reviewOf, type Edit } from './edited.ts';

/** Every kind of thing that can happen to the oe-stack at once. */
const OE_STACK: readonly Edit[] = [
  ['weight: 2', 'weight: 5'],
  ['      rabbitmq1.oe.example: 172.31.8.11\n', ''],
  [
    '      websocket2.oe.example: 172.31.8.32\n',
    '      websocket2.oe.example: 172.31.8.32\n      websocket3.oe.example: 172.31.8.33\n',
  ],
  ['request: /health', 'request: /healthz'],
  ['https: { virtual_ip: web, port: 443 }', 'https: { virtual_ip: web, port: 443, forwarding: masq }'],
  ['  ssl-offloader:\n', '  tls:\n'],
  ['couchbase-data: { virtual_ip: messaging', 'couchbase-data: { virtual_ip: web'],
  ['    kicks: [rabbitmq]', '    kicks: [rabbitmq, websocket]'],
  [
    '      management:\n        virtual_ip: messaging\n        port: 15672\n        checktype: negotiate\n' +
      '        service: http\n        request: /\n        receive: RabbitMQ Management\n',
    '',
  ],
  ['checkinterval: 10', 'checkinterval: 20'],
];

const FILES = [
  { path: 'manifests/config.pp', before: '$a = 1\n$b = 2\n', after: '$a = 1\n$b = 3\n' },
  { path: 'types/new.pp', before: undefined, after: 'type Lvs::New = String\n' },
  { path: 'types/old.pp', before: 'type Lvs::Old = String\n', after: undefined },
];

/** The oe-stack, edited in many ways. */
export function oeStackReview(): Review {
  const before = fixtureText('oe-stack');
  return reviewOf(before, edited(before, OE_STACK), FILES);
}

export function ipv6Review(): Review {
  const before = fixtureText('ipv6');
  return reviewOf(
    before,
    edited(before, [
      ['  messaging: 2001:db8:8::100', '  messaging: 2001:db8:8::ff:100'],
      ['2001:db8:8::21\n', '2001:db8:8::29\n'],
      [', state: draining', ''],
      ['persistent: 600', 'persistent: 60'],
    ]),
  );
}

export function fwmarkReview(): Review {
  const before = fixtureText('fwmark');
  return reviewOf(
    before,
    edited(before, [
      ['ports: [http, 443]', 'ports: [80, 443, 8080]'],
      ['fwmark: 2', 'fwmark: 3'],
      ['      log2.oe.example: 172.31.8.62\n', ''],
      ['fwmark: 4, ', 'fwmark: 5, '],
    ]),
  );
}

export function emptyReview(): Review {
  const text = fixtureText('oe-stack');
  return reviewOf(text, `# a comment\n${text}`);
}

/** Pools with five services each, on four virtual IPs; the first kicks the second. */
function pools(count: number, servicesOfEach = 5): string {
  const items = Array.from({ length: count }, (_, pool) => pool);
  return [
    'version: 1',
    'directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2, lvs2.oe.example: 10.0.0.3 } }',
    'virtual_ips:',
    ...[0, 1, 2, 3].map((vip) => `  vip${vip}: 10.1.0.${vip + 1}`),
    'roles:',
    ...items.flatMap((pool) => [
      `  pool${pool}:`,
      `    description: pool number ${pool}`,
      '    servers:',
      ...[1, 2, 3].map((server) => `      s${pool}-${server}.oe.example: 10.2.${pool}.${server}`),
      '    services:',
      ...Array.from(
        { length: servicesOfEach },
        (_, service) =>
          `      p${pool}s${service}: { virtual_ip: vip${pool % 4}, port: ${1000 + pool * servicesOfEach + service}, checktype: connect }`,
      ),
      ...(pool === 0 ? ['    kicks: [pool1]'] : []),
    ]),
    '',
  ].join('\n');
}

/** Forty services of which few change. */
export function fortyServicesReview(): Review {
  const before = pools(8);
  return reviewOf(
    before,
    edited(before, [
      ['s3-2.oe.example: 10.2.3.2', 's3-2.oe.example: { address: 10.2.3.2, weight: 3 }'],
      ['port: 1022, checktype: connect', 'port: 1022, checktype: connect, scheduler: wlc'],
      ['      s6-3.oe.example: 10.2.6.3\n', ''],
      ['    kicks: [pool1]\n', '    kicks: [pool2]\n'],
    ]),
  );
}

/** Five hundred services, and something happens to every one: about the largest page that there can be. */
export function fiveHundredServicesReview(): Review {
  const before = pools(50, 10);
  return reviewOf(
    before,
    before
      .replaceAll('checktype: connect', 'checktype: ping')
      .replaceAll(/(s\d+-1\.oe\.example): (10\.2\.\d+\.1)$/gm, '$1: { address: $2, weight: 2 }'),
  );
}
