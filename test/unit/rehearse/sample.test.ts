import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { hieraOf, onlyRoles, sampleChange, sampleRoles } from '../../../src/rehearse/sample.ts';
import { inventoryOf } from '../graph/inventories.ts';

function role(name: string, servers: Readonly<Record<string, string>>, more = ''): string {
  const lines = Object.entries(servers).map(([host, rest], index) => {
    const address = `10.0.${name.length}.${index + 1}`;
    return `      ${host}: { address: ${ADDRESSES[host] ?? address}${rest} }\n`;
  });
  const service = `    services: { s${name}: { virtual_ip: messaging, port: ${8000 + name.length} } }\n`;
  return `  ${name}:\n    servers:\n${lines.join('')}${service}${more}`;
}

/** Hosts that have several roles have one address. */
const ADDRESSES: Readonly<Record<string, string>> = { both: '10.0.9.9' };

function names(inventory: Inventory, index = 0): string[] | undefined {
  return inventory.roles[index]?.servers.map(({ hostname }) => hostname);
}

function fixture(name: string): Inventory {
  const url = new URL(`../../../fixtures/${name}/lvs.yaml`, import.meta.url);
  const { value } = parseInventory({ path: 'lvs.yaml', text: readFileSync(url, 'utf8') });
  if (value === undefined) throw new Error(name);
  return value;
}

describe('the sample of a role', () => {
  it('leaves three live servers alone, however many are retired', () => {
    const inventory = inventoryOf(
      role('gui', { a: '', b: '', c: '', d: ', state: retired', e: ', state: retired' }),
    );
    expect(sampleRoles(inventory)).toEqual({ inventory, reduced: [], reducedRoles: new Set() });
  });

  it('has the first three where all are alike', () => {
    const { inventory, reduced } = sampleRoles(
      inventoryOf(role('gui', { a: '', b: '', c: '', d: '', e: '' })),
    );
    expect(names(inventory)).toEqual(['a', 'b', 'c']);
    expect(reduced).toEqual(['3 of 5 servers of role "gui" (a, b, c)']);
  });

  it('has one in production, one of another weight, one in another state, and keeps the order and the records', () => {
    const servers = {
      setting: ', state: setup',
      drains: ', state: draining, weight: 9',
      plain: ', weight: 2',
      same: ', weight: 2',
      old: ', state: retired',
      heavy: ', weight: 5',
      more: '',
    };
    expect(names(sampleRoles(inventoryOf(role('gui', servers))).inventory)).toEqual([
      'setting',
      'plain',
      'old',
      'heavy',
    ]);
  });

  it('begins with the first one where none is in production', () => {
    const servers = { a: ', state: setup', b: ', state: setup', c: ', state: draining', d: ', state: setup' };
    expect(names(sampleRoles(inventoryOf(role('gui', servers))).inventory)).toEqual(['a', 'b', 'c']);
  });

  it('prefers hosts that are in the lab already, from whatever role', () => {
    const large = { a: '', b: '', c: '', both: '', e: '' };
    const [first, other] = [role('gui', large), role('socket', { x: '', both: '' })];
    expect(names(sampleRoles(inventoryOf(first + other)).inventory)).toEqual(['a', 'b', 'both']);
    expect(names(sampleRoles(inventoryOf(first)).inventory)).toEqual(['a', 'b', 'c']);
  });

  it('is as large as the module wants the role to be', () => {
    const servers = { a: '', b: '', c: '', d: '', e: '', f: '' };
    const [gui] = inventoryOf(role('gui', servers)).roles;
    const inventory = inventoryOf(role('gui', servers));
    const wanted = { ...inventory, roles: gui ? [{ ...gui, minServers: 5 }] : [] };
    expect(names(sampleRoles(wanted).inventory)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('the samples of a change', () => {
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_none, index) => [`s${index + 1}`, '']));
  const samples = (old: Record<string, string>, next: Record<string, string>): string[][] => {
    // An address belongs to a host, not to its place in the list.
    const of = (servers: Record<string, string>): Inventory =>
      inventoryOf(
        `  gui:\n    servers:\n${Object.entries(servers)
          .map(([host, rest]) => `      ${host}: { address: 10.0.0.${host.slice(1)}${rest} }\n`)
          .join('')}    services: { http: { virtual_ip: messaging, port: 80 } }\n`,
      );
    const { before, after } = sampleChange(of(old), of(next));
    return [before, after].map(({ inventory }) => names(inventory) ?? []);
  };

  it('have a server that comes or goes, in a role of whatever size, and three that stay', () => {
    expect(samples(many(40), many(41))).toEqual([
      ['s1', 's2', 's3'],
      ['s1', 's2', 's3', 's41'],
    ]);
    expect(samples(many(4), many(3))).toEqual([
      ['s1', 's2', 's3', 's4'],
      ['s1', 's2', 's3'],
    ]);
    expect(samples(many(3), many(9))).toEqual([
      ['s1', 's2', 's3'],
      ['s1', 's2', 's3', 's4', 's5'],
    ]);
  });

  it('have two of each kind that a change touches, and one that it does not', () => {
    const changed = {
      ...many(20),
      s11: ', weight: 5',
      s12: ', weight: 5',
      s13: ', weight: 5',
      s14: ', state: draining',
      s15: ', state: retired',
      s16: ', request: "/own", receive: mine',
    };
    expect(samples(many(20), changed)).toEqual([
      ['s1', 's11', 's12', 's14', 's15', 's16'],
      ['s1', 's11', 's12', 's14', 's15', 's16'],
    ]);
  });

  it('have three where the change touches all', () => {
    const [old, next] = samples(many(9), { s21: '', s22: '', s23: '', s24: '', s25: '' });
    expect([old, next]).toEqual([
      ['s1', 's2', 's3'],
      ['s21', 's22', 's23'],
    ]);
  });

  it('have the servers of a large role that only one state has, and say what of which state is missing', () => {
    const [gui, cache] = [role('gui', many(5)), role('cache', { x: '' })];
    const { before, after } = sampleChange(inventoryOf(cache), inventoryOf(gui + cache));
    expect(names(after.inventory)).toEqual(['s1', 's2', 's3']);
    expect(after.reduced).toEqual(['3 of 5 servers of role "gui" (s1, s2, s3)']);
    expect(before).toMatchObject({ reduced: [], reducedRoles: new Set() });
  });

  it('are those of one state where nothing changes', () => {
    const inventory = inventoryOf(role('gui', many(8)));
    const { before, after } = sampleChange(inventory, inventory);
    expect(before).toEqual(after);
    expect(after).toEqual(sampleRoles(inventory));
  });
});

describe('the data of Hiera', () => {
  it('is empty where nothing was reduced', () => {
    expect(hieraOf(sampleRoles(fixture('oe-stack')))).toEqual({});
  });

  it('has the lists of reduced roles only, as the type of the module has servers', () => {
    const every = fixture('every-directive');
    expect(hieraOf(sampleRoles(every))).toEqual({
      'lvs::config::guiservers': [
        {
          hostname: 'gui1.oe.example',
          address: '172.31.8.21',
          weight: 4,
          lower_threshold: 900,
          upper_threshold: 1000,
        },
        {
          hostname: 'gui2.oe.example',
          address: '172.31.8.22',
          weight: 2,
          lower_threshold: 400,
          upper_threshold: 500,
          request: '/health?node=2',
          receive: '(OK|ready)',
        },
        { hostname: 'gui3.oe.example', address: '172.31.8.23', upper_threshold: 100, state: 'draining' },
      ],
      'oe::lvs_check_password': 'rehearsal',
      oe: { radius: { secret: 'rehearsal' } },
    });
  });

  it('has the known servers of discovered roles, also where none is known', () => {
    const inventory = fixture('discover');
    const [first, ...others] = inventory.roles;
    const known = {
      ...inventory,
      roles: others.map((found) => ({ ...found, servers: first?.servers ?? [] })),
    };
    const list = [
      { hostname: 'rabbitmq1.oe.example', address: '172.31.8.11' },
      { hostname: 'rabbitmq2.oe.example', address: '172.31.8.12', weight: 2 },
    ];
    expect(hieraOf(sampleRoles(known))).toEqual({
      'lvs::config::guiservers': list,
      'lvs::config::websocketservers': list,
    });
    expect(hieraOf(sampleRoles(inventory))).toMatchObject({ 'lvs::config::guiservers': [] });
  });

  it('has all lists and no overrides of servers where data that follow may name some that were left out', () => {
    const servers = { a: ', weight: 2', b: '', c: '', d: '' };
    const reduced = sampleRoles(inventoryOf(role('gui', servers) + role('cache', { e: '' })));
    expect(hieraOf(reduced, false)).toEqual({
      'lvs::config::guiservers': [
        { hostname: 'a', address: '10.0.3.1', weight: 2 },
        { hostname: 'b', address: '10.0.3.2' },
        { hostname: 'c', address: '10.0.3.3' },
      ],
      'lvs::config::cacheservers': [{ hostname: 'e', address: '10.0.5.1' }],
      'lvs::server_overrides': {},
      lookup_options: { 'lvs::server_overrides': { merge: 'first' } },
    });
    expect(hieraOf(sampleRoles(inventoryOf(role('cache', { e: '' }))), false)).toEqual({});
  });

  it('has no minimum of a role that nobody is in the lab for, and all else that is known of roles', () => {
    const inventory = inventoryOf(
      '  gui:\n    description: web\n    servers: { discover: true, min_servers: 2 }\n    services: { http: { virtual_ip: messaging, port: 80 } }\n' +
        '  db:\n    servers: { db1: { address: 10.0.0.1, weight: 3 } }\n    services: { sql: { virtual_ip: messaging, port: 3306 } }\n    kicks: [gui]\n',
    );
    expect(hieraOf(sampleRoles(inventory))).toEqual({
      'lvs::config::guiservers': [],
      'lvs::inventory::roles': {
        gui: { description: 'web' },
        db: { kicks: ['gui'], weights: { db1: 3 } },
      },
    });
    expect(hieraOf(onlyRoles(sampleRoles(inventory), new Set(['db'])))).toHaveProperty([
      'lvs::inventory::roles',
    ]);
  });

  it('has stand-ins for secrets of one hash beside each other', () => {
    expect(hieraOf(sampleRoles(fixture('secrets')))).toEqual({
      'oe::lvs_check_password': 'rehearsal',
      'oe::radius_check_password': 'rehearsal',
      oe: { radius: { secret: 'rehearsal' } },
    });
  });
});
