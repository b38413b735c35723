import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { holds } from '../../../src/rehearse/addresses.ts';
import type { LabHost, LabPlan } from '../../../src/rehearse/model.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { inventoryText } from '../rules/check-rule.ts';

function inventoryFrom(text: string): Inventory {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  return value;
}

function fixture(name: string): Inventory {
  return inventoryFrom(readFileSync(new URL(`../../../fixtures/${name}/lvs.yaml`, import.meta.url), 'utf8'));
}

function planOf(roles: string, keys: Readonly<Record<string, string>> = {}): LabPlan {
  return planLab(inventoryFrom(inventoryText(roles, keys)));
}

function hostOf({ hosts }: LabPlan, hostname: string): LabHost {
  const host = hosts.find((one) => one.hostname === hostname);
  if (host === undefined)
    throw new Error(`no ${hostname} among ${hosts.map((one) => one.hostname).join(', ')}`);
  return host;
}

function segmentOf(plan: LabPlan, hostname: string, index = 0): string | undefined {
  const bridge = hostOf(plan, hostname).interfaces[index]?.bridge;
  return plan.segments.find((segment) => segment.bridge === bridge)?.name;
}

function routesOf(plan: LabPlan, hostname: string, family: 4 | 6 = 4): string[] {
  return hostOf(plan, hostname)
    .routes.filter((route) => route.family === family)
    .map(({ to, via, device, from }) =>
      [to, ...(via ? ['via', via] : []), 'dev', device, ...(from ? ['from', from] : [])].join(' '),
    );
}

const fixtures = [
  'discover',
  'every-directive',
  'fwmark',
  'ipv6',
  'masq-and-ipip',
  'minimal',
  'oe-stack',
  'overrides',
  'removal',
  'secrets',
  'udp-dns',
];

describe.each(fixtures)('the lab of %s', (name) => {
  const inventory = fixture(name);
  const plan = planLab(inventory);

  it('has every director and every live real server once, and the client at the end', () => {
    const servers = inventory.roles.flatMap((role) =>
      role.servers.filter(({ state }) => state !== 'retired'),
    );
    const directors = inventory.directors.hosts.map(({ hostname }) => hostname);
    const names = plan.hosts.filter(({ kind }) => kind !== 'fallback').map(({ hostname }) => hostname);
    expect(names).toEqual([...new Set([...directors, ...servers.map(({ hostname }) => hostname), 'client'])]);
    expect(plan.hosts.map(({ id }) => id)).toEqual(plan.hosts.map((_, index) => `h${index}`));
    expect(plan.segments.at(-1)?.name).toBe('clients');
  });

  it('has every interface on a segment, and no segment without one', () => {
    const used = new Set(plan.hosts.flatMap(({ interfaces }) => interfaces.map(({ bridge }) => bridge)));
    expect(new Set(plan.segments.map(({ bridge }) => bridge))).toEqual(used);
    for (const { interfaces } of plan.hosts)
      expect(new Set(interfaces.map((one) => one.name)).size).toBe(interfaces.length);
  });

  it('gives each address to one host, with all its bits, and no virtual IP to any', () => {
    const addresses = plan.hosts.flatMap(({ interfaces }) => interfaces.flatMap((one) => one.addresses));
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const address of addresses) expect(address).toMatch(/^(?:[\d.]+\/32|[0-9a-f:]+\/128)$/);
    const virtual = inventory.virtualIps.map(({ address }) => address.text);
    expect(addresses.filter((address) => virtual.includes(address.split('/')[0] ?? ''))).toEqual([]);
  });

  it('has every gateway on the link, and one route to a target', () => {
    for (const { routes } of plan.hosts) {
      const targets = routes.map(({ to, family, from }) => `${family} ${to} ${from}`);
      expect(new Set(targets).size).toBe(targets.length);
      for (const [index, { via, device, family }] of routes.entries()) {
        if (via === undefined || via.startsWith('fe80:')) continue;
        const before = routes
          .slice(0, index)
          .filter((route) => route.family === family && route.device === device);
        expect(
          before.some(
            ({ to, via: other }) => other === undefined && to === `${via}/${family === 4 ? 32 : 128}`,
          ),
        ).toBe(true);
      }
    }
  });

  it('lets every host answer clients of each of its families', () => {
    for (const { interfaces, routes } of plan.hosts) {
      const families = new Set(
        interfaces.flatMap((one) => one.addresses).map((one) => (one.includes(':') ? 6 : 4)),
      );
      for (const family of families)
        expect(
          routes.filter(
            (route) => route.to === 'default' && route.family === family && route.from === undefined,
          ),
        ).toHaveLength(1);
    }
  });

  it('tells the router where each address and each virtual IP is, once', () => {
    const targets = plan.router.routes.map(({ to }) => to);
    expect(new Set(targets).size).toBe(targets.length);
    for (const { kind, interfaces } of plan.hosts)
      for (const { bridge, addresses } of interfaces)
        for (const address of addresses)
          expect(
            plan.router.routes.filter(
              ({ to, device }) =>
                device === bridge &&
                (kind === 'client' ? holds(to, address.split('/')[0] ?? '') : to === address),
            ),
          ).toHaveLength(1);
    for (const { address } of inventory.virtualIps)
      expect(targets).toContain(`${address.text}/${address.family === 4 ? 32 : 128}`);
  });

  it('has an address of each family of its services on each director', () => {
    const live = inventory.roles.flatMap(({ services }) =>
      services.filter(({ state }) => state !== 'retired'),
    );
    const families = new Set(live.map(({ virtualIp }) => virtualIp.address.family));
    for (const { kind, interfaces } of plan.hosts) {
      if (kind !== 'director') continue;
      const own = interfaces[0]?.addresses.map((one) => (one.includes(':') ? 6 : 4));
      expect(own).toEqual(expect.arrayContaining([...families]));
    }
  });

  it('answers on every port that a client reaches on a real server', () => {
    for (const role of inventory.roles)
      for (const server of role.servers.filter(({ state }) => state !== 'retired'))
        for (const service of role.services.filter(({ state }) => state !== 'retired')) {
          const mapped = service.forwarding.value === 'masq' ? server.port?.value : undefined;
          const ports = mapped === undefined ? service.ports.map(({ value }) => value) : [mapped];
          const keys = hostOf(plan, server.hostname).standIns.map(
            ({ protocol, port }) => `${protocol} ${port}`,
          );
          expect(keys).toEqual(
            expect.arrayContaining(ports.map((port) => `${service.protocol.value} ${port}`)),
          );
          expect(new Set(keys).size).toBe(keys.length);
        }
  });
});

describe('segments', () => {
  it('are one where the inventory declares no network', () => {
    expect(planLab(fixture('minimal')).segments).toEqual([
      { bridge: 'seg0', name: 'the only segment' },
      { bridge: 'seg1', name: 'clients' },
    ]);
  });

  it('are the networks, with a router between them', () => {
    const plan = planLab(fixture('masq-and-ipip'));
    expect(plan.segments.map(({ name }) => name)).toEqual([
      'inside',
      'remote',
      'addresses in no network',
      'clients',
    ]);
    expect(segmentOf(plan, 'files1.oe.example')).toBe('remote');
    // By tunnel it may be anywhere, but address translation wants its director on the link.
    expect(segmentOf(plan, 'files61.oe.example')).toBe('addresses in no network');
    expect(segmentOf(plan, 'app61.oe.example')).toBe('inside');
  });

  it('are one for two families where a host has both on its interface', () => {
    const plan = planLab(fixture('ipv6'));
    expect(plan.segments.map(({ name }) => name)).toEqual(['production and production-v4', 'clients']);
    expect(routesOf(plan, 'gui2.oe.example', 6)).toContain('2001:db8:8::/64 dev eth0');
    expect(routesOf(plan, 'gui1.oe.example')).toContain('172.31.8.0/24 dev eth0');
  });

  it('hold the interface of a virtual IP where its network is', () => {
    const keys = {
      networks: '{ inside: 10.0.0.0/24, outside: 172.31.8.0/24 }',
      directors: '{ role: lvs, interface: eth0, hosts: { lvs1: 10.0.0.2 } }',
      virtual_ips:
        '{ web: { address: 172.31.8.101, interface: eth1 }, other: { address: 192.0.2.1, interface: eth2 }, messaging: 172.31.8.100 }',
    };
    const plan = planOf(
      '  a:\n    servers: { a1: 10.0.0.3 }\n    services: { w: { virtual_ip: web, port: 80 }, o: { virtual_ip: other, port: 80 }, m: { virtual_ip: messaging, port: 81 } }\n',
      keys,
    );
    expect(hostOf(plan, 'lvs1').interfaces.map(({ name, addresses }) => [name, addresses])).toEqual([
      ['eth0', ['10.0.0.2/32']],
      ['eth1', []],
      ['eth2', []],
    ]);
    expect([0, 1, 2].map((index) => segmentOf(plan, 'lvs1', index))).toEqual(['inside', 'outside', 'inside']);
    expect(plan.router.routes.filter(({ to }) => to.startsWith('172.31.8.'))).toEqual([
      { to: '172.31.8.101/32', family: 4, device: 'seg1' },
      { to: '172.31.8.100/32', family: 4, device: 'seg0' },
    ]);
    expect(routesOf(plan, 'lvs1')).toContain('172.31.8.0/24 dev eth1');
  });
});

describe('routes', () => {
  it('lead everybody to the router, and to the neighbours on the link', () => {
    expect(routesOf(planLab(fixture('oe-stack')), 'lvs1.oe.example')).toEqual([
      ...[11, 12, 21, 22, 23, 31, 32, 51, 52, 61, 62].map((last) => `172.31.8.${last}/32 dev eth0`),
      '172.31.8.0/24 dev eth0',
      '169.254.0.1/32 dev eth0',
      'default via 169.254.0.1 dev eth0',
    ]);
  });

  it('lead a real server that has nothing but masq back through the director', () => {
    const plan = planLab(fixture('masq-and-ipip'));
    expect(routesOf(plan, 'app1.oe.example').at(-1)).toBe('default via 10.20.0.1 dev eth0');
    expect(routesOf(plan, 'app61.oe.example', 6).at(-1)).toBe('default via 2001:db8:20::12 dev eth0');
    expect(routesOf(plan, 'lvs1.oe.example').at(-1)).toBe('default via 169.254.0.1 dev eth0');
    expect(routesOf(plan, 'lvs1.oe.example', 6)).not.toContain('fe80::1/128 dev eth0');
    expect(routesOf(plan, 'lvs1.oe.example', 6).at(-1)).toBe('default via fe80::1 dev eth0');
  });

  it('lead what comes from the address of a real server with both ways through the director, and all else straight', () => {
    const plan = planLab(fixture('masq-and-ipip'));
    expect(routesOf(plan, 'report1.oe.example').slice(-3)).toEqual([
      '169.254.0.1/32 dev eth0',
      'default via 169.254.0.1 dev eth0',
      'default via 10.20.0.1 dev eth0 from 10.20.0.31/32',
    ]);
    const both = plan.hosts.filter(({ routes }) => routes.some(({ from }) => from !== undefined));
    expect(both.map(({ hostname }) => hostname)).toEqual(['report1.oe.example']);
  });

  it('go by the methods of each family', () => {
    const plan = planOf(
      [
        '  four:\n    servers: { a1: 172.31.8.21 }\n    services: { w: { virtual_ip: web, port: 80, forwarding: masq } }\n',
        '  six:\n    servers: { a1: "2001:db8:8::21" }\n    services:\n',
        '      d: { virtual_ip: web6, port: 80 }\n      t: { virtual_ip: web6, port: 81, forwarding: masq }\n',
      ].join(''),
    );
    const defaults = (family: 4 | 6) =>
      routesOf(plan, 'a1', family).filter((route) => route.startsWith('default'));
    expect(defaults(4)).toEqual(['default via 172.31.8.2 dev eth0']);
    expect(defaults(6)).toEqual([
      'default via fe80::1 dev eth0',
      'default via 2001:db8:8::22 dev eth0 from 2001:db8:8::21/128',
    ]);
  });

  it('are to networks as the kernel writes them', () => {
    const plan = planOf(
      '  a:\n    servers: { a1: 10.0.0.3 }\n    services: { m: { virtual_ip: messaging, port: 81 } }\n',
      {
        networks: '{ all: 10.9.0.7/8 }',
      },
    );
    expect(routesOf(plan, 'a1')).toContain('10.0.0.0/8 dev eth0');
  });
});

describe('a director', () => {
  it('gets a free address of a family that it lacks in the network of its real servers', () => {
    const plan = planLab(fixture('ipv6'));
    expect(hostOf(plan, 'lvs1.oe.example').interfaces[0]?.addresses).toEqual([
      '172.31.8.1/32',
      '2001:db8:8::2/128',
    ]);
  });

  it('gets even the last one: nothing is a broadcast where every address has all its bits', () => {
    const roles =
      '  a:\n    servers: { a1: 10.0.0.1, a2: 10.0.0.2 }\n    services: { m: { virtual_ip: messaging, port: 81 } }\n';
    const plan = planOf(roles, {
      networks: '{ small: 10.0.0.0/30 }',
      directors: '{ role: lvs, interface: eth0, hosts: { lvs1: "2001:db8::2" } }',
    });
    expect(hostOf(plan, 'lvs1').interfaces[0]?.addresses).toEqual(['10.0.0.3/32', '2001:db8::2/128']);
  });

  it('is there where the inventory names none', () => {
    const plan = planOf(
      '  a:\n    servers: { a1: 10.0.0.3 }\n    services: { m: { virtual_ip: messaging, port: 81 } }\n',
      {
        directors: '{ interface: eth0 }',
      },
    );
    expect(hostOf(plan, 'director')).toMatchObject({
      kind: 'director',
      interfaces: [{ addresses: ['10.0.0.4/32'] }],
    });
  });

  it('may be a real server, too', () => {
    const plan = planOf(
      '  a:\n    servers: { lvs1: 172.31.8.2 }\n    services: { m: { virtual_ip: messaging, port: 81 } }\n',
    );
    expect(plan.hosts).toHaveLength(2);
    expect(plan.hosts[0]).toMatchObject({ kind: 'director', roles: ['lvs', 'a'], standIns: [{ port: 81 }] });
  });
});

describe('the client', () => {
  it('has 128 addresses of each family that is in use', () => {
    const addresses = hostOf(planLab(fixture('ipv6')), 'client').interfaces[0]?.addresses ?? [];
    expect(addresses).toHaveLength(256);
    expect([addresses[0], addresses[127], addresses[128], addresses[255]]).toEqual([
      '2001:2:0:1::1/128',
      '2001:2:0:1::80/128',
      '198.18.0.1/32',
      '198.18.0.128/32',
    ]);
    expect(hostOf(planLab(fixture('minimal')), 'client').interfaces[0]?.addresses).toHaveLength(128);
  });

  it('makes room where the inventory uses its range', () => {
    const roles =
      '  a:\n    servers: { a1: 198.18.0.200 }\n    services: { m: { virtual_ip: messaging, port: 81 } }\n';
    expect(hostOf(planOf(roles), 'client').interfaces[0]?.addresses[0]).toBe('198.18.1.1/32');
    expect(
      hostOf(planOf(roles, { networks: '{ lab: 198.18.0.0/16 }' }), 'client').interfaces[0]?.addresses[0],
    ).toBe('198.19.0.1/32');
  });
});

describe('what others bind', () => {
  it('is nothing where the module binds all', () => {
    expect(planLab(fixture('oe-stack')).boundByOthers).toEqual([]);
  });

  it('is every virtual IP in use on the first director where it is moved by others', () => {
    const inventory = fixture('oe-stack');
    const { hosts, ...directors } = inventory.directors;
    const two = [
      ...hosts,
      ...hosts.map((host) => ({
        ...host,
        hostname: 'lvs2',
        address: { ...host.address, text: '172.31.8.3' },
      })),
    ];
    const plan = planLab({ ...inventory, directors: { ...directors, ha: 'external', hosts: two } });
    expect(plan.boundByOthers).toEqual([
      { host: 'h0', interface: 'eth0', address: '172.31.8.100/32' },
      { host: 'h0', interface: 'eth1', address: '172.31.8.101/32' },
    ]);
  });

  it('is on the loopback interface of a fallback that the inventory does not know', () => {
    const plan = planLab(fixture('fwmark'));
    const { id, kind, standIns, interfaces } = hostOf(plan, '172.31.8.99');
    expect(kind).toBe('fallback');
    expect(interfaces).toEqual([{ name: 'eth0', bridge: 'seg0', addresses: ['172.31.8.99/32'] }]);
    expect(plan.boundByOthers).toEqual([{ host: id, interface: 'lo', address: '172.31.8.101/32' }]);
    expect(standIns.map(({ port, speaks }) => [port, speaks])).toEqual([
      [80, 'line'],
      [443, 'line'],
    ]);
  });
});

describe('stand-ins', () => {
  const standIns = (roles: string, hostname: string): unknown[] =>
    hostOf(planOf(roles), hostname).standIns.map(({ protocol, port, speaks, answers }) => [
      `${port}/${protocol} ${speaks}`,
      ...answers.map(({ request, answer }) => `${request} → ${answer}`),
    ]);
  const service = (keys: string, servers = '{ a1: 10.0.0.3 }'): string =>
    `  a:\n    servers: ${servers}\n    services: { s: { virtual_ip: messaging, ${keys} } }\n`;

  test.each([
    ['port: 81, checktype: connect', [['81/tcp line']]],
    ['port: 81, checktype: connect, checkport: 8081', [['81/tcp line'], ['8081/tcp line']]],
    ["port: 81, checktype: 'on'", [['81/tcp line']]],
    ['port: 80, request: health, receive: "^OK$"', [['80/tcp http', '/health → OK']]],
    ['port: 80, request: "/a b?x=ü[1]%20"', [['80/tcp http', '/a%20b?x=%C3%BC%5B1%5D%20 → OK']]],
    ['port: 80, request: "http://x.example/y"', [['80/tcp http', '/http://x.example/y → OK']]],
    ['port: 443', [['443/tcp https', '/ → OK']]],
    ['port: 80, checkport: 8080', [['80/tcp line'], ['8080/tcp http', '/ → OK']]],
    ['port: 3128, request: "http://x.example/y"', [['3128/tcp http', 'http://x.example/y → OK']]],
    [
      'port: 81, checktype: 3, service: simpletcp, request: "PING\\\\n", receive: "P.NG"',
      [['81/tcp simpletcp', 'PING\n → P.NG']],
    ],
    ['port: 81, service: simpletcp, request: x, receive: "^$"', [['81/tcp simpletcp', 'x → \n']]],
    ['port: 514, protocol: udp, checktype: connect, checkport: 515', [['514/udp datagram']]],
    ['port: 25', [['25/tcp smtp']]],
    ['port: 587', [['587/tcp smtp']]],
    ['port: 21, request: welcome, receive: "hello"', [['21/tcp ftp', '/welcome → hello']]],
    [
      'port: 53, protocol: udp, request: www.oe.example, receive: "172[.]31"',
      [['53/udp dns', 'www.oe.example → 172.31.1.1']],
    ],
    ['port: 53, service: dns, request: 10.1.2.3, receive: "^gui"', [['53/tcp dns', '10.1.2.3 → gui']]],
    ['port: 514, protocol: udp, checktype: ping', [['514/udp datagram']]],
    ['port: 3306, service: mysql', [['3306/tcp line']]],
    [
      'fwmark: 1, ports: [80, 443], service: http, request: /x',
      [['80/tcp http', '/x → OK'], ['443/tcp line']],
    ],
    [
      'fwmark: 1, ports: [514], protocol: udp, checktype: connect, checkport: 515',
      [['514/udp datagram'], ['515/tcp line']],
    ],
  ])('%s', (keys, expected) => {
    expect(standIns(service(keys), 'a1')).toEqual(expected);
  });

  it('are on the port that masq maps to, and answer what a server itself is asked', () => {
    const servers =
      '{ a1: { address: 10.0.0.3, port: 8080, request: "http://x.example/own", receive: mine }, a2: 10.0.0.4 }';
    const roles = service('port: 80, forwarding: masq, request: /all, receive: all', servers);
    expect(standIns(roles, 'a1')).toEqual([['8080/tcp http', '/own → mine']]);
    expect(standIns(roles, 'a2')).toEqual([['80/tcp http', '/all → all']]);
  });

  it('answer a proxy check of a server itself with the address that it completes', () => {
    const servers = '{ a1: { address: 10.0.0.3, request: own, receive: mine } }';
    expect(standIns(service('port: 3128, request: "http://x.example"', servers), 'a1')).toEqual([
      ['3128/tcp http', 'http://10.0.0.3:3128/own → mine'],
    ]);
  });

  it('put the answers of services on one port together', () => {
    const roles =
      '  a:\n    servers: { a1: 10.0.0.3 }\n    services:\n' +
      '      s: { virtual_ip: messaging, port: 80, request: /one, receive: one }\n' +
      '      t: { virtual_ip: web, port: 80, request: /two, receive: two }\n' +
      '      u: { virtual_ip: web, port: 8080, checktype: connect, checkport: 80 }\n';
    expect(standIns(roles, 'a1')).toEqual([['80/tcp http', '/one → one', '/two → two'], ['8080/tcp line']]);
  });

  it('are on the director for a fallback that is itself, and not elsewhere', () => {
    const roles = service('port: 80, fallback: 127.0.0.1');
    expect(standIns(roles, 'lvs1')).toEqual([['80/tcp line']]);
    expect(standIns(service('port: 80, fallback: a2', '{ a1: 10.0.0.3 }'), 'lvs1')).toEqual([]);
  });

  it('are on a real server for a fallback that is one', () => {
    const roles = `${service('port: 80, fallback: 10.0.0.9')}  b:\n    servers: { b1: 10.0.0.9 }\n`;
    expect(standIns(roles, 'b1')).toEqual([['80/tcp line']]);
    expect(planOf(roles).boundByOthers).toEqual([]);
  });
});

describe('what is not rehearsed', () => {
  const why = (keys: string): string[] =>
    planOf(
      `  a:\n    servers: { a1: 10.0.0.3 }\n    services: { s: { virtual_ip: messaging, ${keys} } }\n`,
    ).notRehearsed.map((one) => `${one.service} ${one.why}`);

  test.each([
    ['port: 3306', 's has a check by mysql, which no stand-in speaks over TCP'],
    ['port: 993', 's has a check by imaps, which no stand-in speaks over TCP'],
    ['port: 5060, protocol: udp', 's has a check by sip, which no stand-in speaks over UDP'],
    ['port: 81, checktype: external', 's is checked by a program of the director that the lab does not have'],
    ['port: 80, receive: "a(?=b)"', 's wants an answer that cannot be made up: "a(?=b)"'],
    [
      'port: 53, protocol: udp, request: x, receive: "2001:db8::1"',
      's has a check by dns that takes no address of an A record: "2001:db8::1"',
    ],
    ['port: 53, protocol: udp, request: x', 's has a check by dns without receive, which takes no answer'],
    ['port: 3128', 's has a request that is no URL for a proxy'],
  ])('%s', (keys, text) => {
    expect(why(keys)).toEqual([text]);
  });

  it('are services whose checks do not agree on one port of a host', () => {
    const roles =
      '  a:\n    servers: { a1: 10.0.0.3 }\n    services:\n' +
      '      s: { virtual_ip: messaging, port: 80, receive: ^one$ }\n' +
      '      t: { virtual_ip: web, port: 80, receive: ^two$ }\n' +
      '      u: { virtual_ip: web, port: 25, checkport: 80 }\n';
    expect(planOf(roles).notRehearsed).toEqual([
      { service: 't', why: 'wants another answer on port 80 of a1 than "s" does' },
      { service: 'u', why: 'has a check by smtp on port 80 of a1, which speaks http for "s"' },
    ]);
  });

  it('are services of servers that nobody knows', () => {
    expect(planLab(fixture('discover')).notRehearsed.map((one) => one.service)).toEqual([
      'http',
      'https',
      'websocket',
    ]);
  });

  it('is nothing else', () => {
    expect(planLab(fixture('oe-stack')).notRehearsed).toEqual([]);
  });
});
