import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import {
  compareTables,
  expectedTable,
  parseStats,
  parseTable,
  type IpvsService,
} from '../../../src/rehearse/ipvs-table.ts';
import { inventoryOf } from '../graph/inventories.ts';

/**
 * What ipvsadm 1.31 printed on a 6.1 kernel: `options.txt` with the options that ldirectord uses, the others after ldirectord
 * 4.12 had run with the ldirectord.cf of the fixture, each `checktype` but `off` replaced by `on`.
 */
function printed(name: string, command: string): string {
  const text = readFileSync(new URL(`ipvsadm/${name}.txt`, import.meta.url), 'utf8');
  return text.split(`# ipvsadm ${command}\n`)[1]?.split('# ipvsadm')[0] ?? '';
}

function tableOf(name: string): IpvsService[] {
  return parseTable(printed(name, '-Sn'), printed(name, '-Ln --thresholds'));
}

function fixture(name: string): Inventory {
  const url = new URL(`../../../fixtures/${name}/lvs.yaml`, import.meta.url);
  const { value } = parseInventory({ path: 'lvs.yaml', text: readFileSync(url, 'utf8') });
  if (value === undefined) throw new Error(name);
  return value;
}

describe('the table of the kernel', () => {
  test.each(['every-directive', 'fwmark', 'ipv6', 'masq-and-ipip'])(
    'is what the inventory %s says',
    (name) => {
      expect(tableOf(name).length).toBeGreaterThan(2);
      expect(compareTables(expectedTable(fixture(name)), tableOf(name))).toEqual([]);
    },
  );

  it('is read with all options', () => {
    const services = parseTable(printed('options', '-Sn'));
    expect(services).toHaveLength(13);
    expect(
      services.find(({ protocol, endpoint }) => protocol === 'udp' && endpoint === '172.31.8.100:54'),
    ).toEqual({
      name: undefined,
      protocol: 'udp',
      endpoint: '172.31.8.100:54',
      family: 4,
      scheduler: 'sh',
      persistent: 600,
      netmask: undefined,
      ops: true,
      schedFlags: ['sh-fallback'],
      servers: [],
    });
    expect(services.filter(({ protocol }) => protocol === 'mark')).toMatchObject([
      { endpoint: '4294967295', family: 4, servers: [{ weight: 2147483647 }] },
      {
        endpoint: '1',
        family: 4,
        persistent: 600,
        servers: [{ endpoint: '172.31.8.21:0', forwarding: 'gate' }],
      },
      {
        endpoint: '2',
        family: 6,
        netmask: '64',
        servers: [{ endpoint: '[2001:db8:8::21]:0', forwarding: 'ipip' }],
      },
    ]);
  });

  it('is read with an address that the C library writes with a dotted tail', () => {
    expect(parseTable('-A -t [::ffff:1.2.3.4]:80 -s rr\n')[0]?.endpoint).toBe('[::ffff:102:304]:80');
  });
});

/** The table of one service with what it has besides its virtual IP and port, on some servers. */
function expectedOf(
  directives: string,
  servers = '{ a1: 10.0.0.1, b1: 10.0.0.2 }',
  more = '',
): IpvsService | undefined {
  return expectedTable(
    inventoryOf(
      `  a:\n    servers: ${servers}\n    services: { s: { virtual_ip: messaging, port: 81, ${directives} } }\n`,
      more,
    ),
  )[0];
}

describe('what is expected', () => {
  it('has a fallback where no server is alive: in an empty pool, and where none is taken in', () => {
    const fallback = { name: 'fallback', endpoint: '10.9.9.9:81', forwarding: 'gate', weight: 1 };
    const setup = '{ a1: { address: 10.0.0.1, state: setup } }';
    expect(expectedOf('fallback: 10.9.9.9', setup)?.servers).toMatchObject([fallback]);
    expect(expectedOf("fallback: 10.9.9.9, checktype: 'off'")?.servers).toMatchObject([fallback]);
    expect(expectedOf('fallback: 10.9.9.9')?.servers).toHaveLength(2);
    const draining = '{ a1: { address: 10.0.0.1, state: draining } }';
    expect(expectedOf('fallback: 10.9.9.9', draining)?.servers).toMatchObject([{ name: 'a1', weight: 0 }]);
  });

  it('has the fallback of the service itself before the global one, which is reached by direct routing', () => {
    const setup = '{ a1: { address: 10.0.0.1, state: setup } }';
    const global = 'ldirectord: { fallback: 10.9.9.8 }\n';
    expect(expectedOf('forwarding: masq', setup, global)?.servers).toMatchObject([
      { endpoint: '10.9.9.8:81', forwarding: 'gate' },
    ]);
    expect(expectedOf('forwarding: masq, fallback: "10.9.9.9:8080"', setup, global)?.servers).toMatchObject([
      { endpoint: '10.9.9.9:8080', forwarding: 'masq' },
    ]);
  });

  it('is nothing of a service in setup, or of a role without live servers', () => {
    expect(expectedOf('state: setup')).toBeUndefined();
    expect(expectedOf('checktype: connect', '{ a1: { address: 10.0.0.1, state: retired } }')).toBeUndefined();
  });

  it('has weight 0 while a service drains, and forgets a mask without persistence', () => {
    expect(expectedOf('state: draining, netmask: 255.255.255.0')).toMatchObject({
      netmask: undefined,
      servers: [{ weight: 0 }, { weight: 0 }],
    });
  });

  it('has no global fallback behind a firewall mark, and no one-packet scheduling for TCP', () => {
    const setup = '{ a1: { address: 10.0.0.1, state: setup } }';
    const [marked] = expectedTable(
      inventoryOf(
        `  a:\n    servers: ${setup}\n    services: { s: { virtual_ip: messaging, fwmark: 1, ports: [81] } }\n`,
        'ldirectord: { fallback: 10.9.9.8 }\n',
      ),
    );
    expect(marked?.servers).toEqual([]);
    expect(expectedOf('ops: true')?.ops).toBe(false);
  });

  it('has a server that quiescent leaves behind without weight and thresholds', () => {
    const servers = '{ a1: { address: 10.0.0.1, weight: 3, upper_threshold: 9 } }';
    expect(expectedOf("checktype: 'off', quiescent: true", servers)?.servers).toMatchObject([
      { weight: 0, thresholds: { lower: 0, upper: 0 } },
    ]);
  });

  it('has no mask where each client counts for itself', () => {
    expect(expectedOf('persistent: 300, netmask: 255.255.255.255')).toMatchObject({
      persistent: 300,
      netmask: undefined,
    });
  });
});

describe('a difference', () => {
  const inventory = inventoryOf(
    '  a:\n    servers: { a1: 10.0.0.1, b1: { address: 10.0.0.2, weight: 2, upper_threshold: 9 } }\n' +
      '    services:\n      s: { virtual_ip: messaging, port: 81, persistent: 600 }\n      u: { virtual_ip: web, port: 53, protocol: udp, ops: true }\n',
    '',
    'messaging: 172.31.8.100, web: 172.31.8.101',
  );
  const saved = [
    '-A -t 172.31.8.100:81 -s wrr -p 600',
    '-a -t 172.31.8.100:81 -r 10.0.0.1:81 -g -w 1',
    '-a -t 172.31.8.100:81 -r 10.0.0.2:81 -g -w 2',
    '-A -u 172.31.8.101:53 -s wrr -o',
    '-a -u 172.31.8.101:53 -r 10.0.0.2:53 -g -w 2',
    '-a -u 172.31.8.101:53 -r 10.0.0.1:53 -g -w 1',
  ].join('\n');
  const differences = (from: string, to: string, open?: ReadonlySet<string>): string[] =>
    compareTables(expectedTable(inventory), parseTable(saved.replace(from, to)), open);

  it('is none where all is equal, in whatever order', () => {
    expect(differences('', '')).toEqual([]);
  });

  test.each([
    ['-s wrr -p 600', '-s wlc', ['scheduler wlc instead of wrr.', 'persistence none instead of 600 s.']],
    ['-p 600', '-p 600 -M 255.255.255.0', ['mask of clients 255.255.255.0 instead of none.']],
    ['-p 600', '-p 600 -b sh-port', ['scheduler flags sh-port instead of none.']],
    [
      '10.0.0.2:81 -g -w 2',
      '10.0.0.2:81 -m -w 0',
      ['b1 (10.0.0.2:81) is reached by masq instead of gate.', 'b1 (10.0.0.2:81) has weight 0 instead of 2.'],
    ],
    [
      '-r 10.0.0.1:81',
      '-r 10.0.0.9:81',
      ['a1 (10.0.0.1:81) is missing.', '10.0.0.9:81 should not be there.'],
    ],
  ])('%s, seen as %s', (from, to, texts) => {
    expect(differences(from, to)).toEqual(texts.map((text) => `Service "s" (172.31.8.100:81/tcp): ${text}`));
  });

  it('is a service that is missing, or that nobody wants', () => {
    expect(differences('-A -u 172.31.8.101:53 -s wrr -o', '-A -u 172.31.8.109:53 -s wrr -o')).toEqual([
      'Service "u" (172.31.8.101:53/udp) is missing from the table.',
      'The service on 172.31.8.109:53/udp is in the table, and the inventory has no such service.',
    ]);
  });

  it('is a threshold, where thresholds were asked for', () => {
    const asked =
      'TCP  172.31.8.100:81 wrr persistent 600\n  -> 10.0.0.2:81                 8          0          0          0         \n';
    expect(compareTables(expectedTable(inventory), parseTable(saved, asked))).toEqual([
      'Service "s" (172.31.8.100:81/tcp): b1 (10.0.0.2:81) has the thresholds 0 and 8 instead of 0 and 9.',
    ]);
  });

  it('is not one of servers of which nothing is expected', () => {
    const gone = '-a -t 172.31.8.100:81 -r 10.0.0.1:81 -g -w 1\n';
    expect(differences(gone, '')).toHaveLength(1);
    expect(differences(gone, '', new Set(['s']))).toEqual([]);
    expect(differences('-s wrr -p 600', '-s wlc -p 600', new Set(['s']))).toHaveLength(1);
  });
});

describe('the counters', () => {
  it('are those of services and servers', () => {
    const text = printed('options', '-Ln --stats --exact')
      .replace(/^(TCP +172\.31\.8\.100:80 ).*$/m, '$1 12 345 0 6789012345 0')
      .replace(/^( +-> 172\.31\.8\.21:80 ).*$/m, '$1 7 8 9 10 11');
    const stats = parseStats(text);
    expect(stats).toHaveLength(13);
    expect(stats.find(({ endpoint }) => endpoint === '172.31.8.100:80')).toEqual({
      protocol: 'tcp',
      endpoint: '172.31.8.100:80',
      family: 4,
      counters: { connections: 12, packetsIn: 345, packetsOut: 0, bytesIn: 6789012345, bytesOut: 0 },
      servers: [
        expect.objectContaining({ endpoint: '127.0.0.1:80' }),
        {
          endpoint: '172.31.8.21:80',
          counters: { connections: 7, packetsIn: 8, packetsOut: 9, bytesIn: 10, bytesOut: 11 },
        },
        expect.objectContaining({ endpoint: '172.31.8.22:80' }),
      ],
    });
    expect(stats.find(({ protocol, family }) => protocol === 'mark' && family === 6)).toMatchObject({
      endpoint: '2',
      servers: [{ endpoint: '[2001:db8:8::21]:0' }],
    });
  });

  it('are not taken where they are rounded', () => {
    expect(parseStats('TCP  172.31.8.100:80                    12    12345K        0 6789M 0\n')).toEqual([]);
  });
});
