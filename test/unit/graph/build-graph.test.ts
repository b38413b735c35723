import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Graph } from '../../../src/graph/model.ts';
import { inventoryOf, roleText } from './inventories.ts';

/** Kicks by name. */
function kicksOf({ roles, kicks }: Graph): string[] {
  const nameOf = (index: number): string => roles[index]?.name ?? 'nobody';
  return kicks.map(({ from, to }) => `${nameOf(from)} -> ${nameOf(to)}`);
}

const names = (items: readonly { readonly name: string }[]): string[] => items.map(({ name }) => name);

describe('nodes', () => {
  test('a service has its endpoint, its virtual IP and its role', () => {
    const roles = `  gui:\n    servers: { gui1: 10.0.0.1 }\n    services:\n      http: { virtual_ip: web, port: 80, state: draining }\n`;
    const graph = buildGraph(inventoryOf(roles));
    expect(graph.services).toEqual([
      { name: 'http', endpoint: '[2001:db8::101]:80/tcp', state: 'draining', virtualIp: 1, role: 0 },
    ]);
    expect(graph.virtualIps).toEqual([
      { name: 'messaging', address: '172.31.8.100' },
      { name: 'web', address: '2001:db8::101' },
    ]);
  });

  test('a server says what is unusual about it', () => {
    const servers =
      'a: 10.0.0.1, b: { address: 10.0.0.2, weight: 1 }, c: { address: 10.0.0.3, weight: 0 }, d: { address: 10.0.0.4, weight: 3, state: draining }';
    const [gui] = buildGraph(inventoryOf(`  gui: { servers: { ${servers} } }\n`)).roles;
    expect(gui?.hosts.map(({ hostname, notes }) => [hostname, ...notes])).toEqual([
      ['a'],
      ['b'],
      ['c', 'weight 0'],
      ['d', 'weight 3', 'draining'],
    ]);
  });

  test('what is retired is left out', () => {
    const graph = buildGraph(
      inventoryOf(
        '  gui:\n    servers: { a: { address: 10.0.0.1, state: retired }, b: 10.0.0.2 }\n' +
          '    services:\n      http: { virtual_ip: web, port: 80, state: retired }\n      https: { virtual_ip: web, port: 443 }\n',
      ),
    );
    expect(names(graph.services)).toEqual(['https']);
    expect(graph.roles[0]?.hosts.map(({ hostname }) => hostname)).toEqual(['b']);
  });

  test('roles behind one virtual IP stand together, roles without services last', () => {
    const behind = (name: string, vip: string): string =>
      `  ${name}: { servers: { ${name}1: 10.0.0.1 }, services: { s${name}: { virtual_ip: ${vip}, port: 1 } } }\n`;
    const roles = '  none: {}\n' + behind('a', 'web') + behind('b', 'messaging') + behind('c', 'web');
    expect(names(buildGraph(inventoryOf(roles)).roles)).toEqual(['b', 'a', 'c', 'none', 'lvs']);
  });
});

describe('kicks', () => {
  test('those that are written, each once, and one of every role to the directors', () => {
    const roles = roleText('a', 1) + roleText('b', 2, '    kicks: [a, a]\n');
    const graph = buildGraph(inventoryOf(roles));
    expect(kicksOf(graph)).toEqual(['a -> lvs', 'b -> a', 'b -> lvs']);
    expect(graph.roles.at(-1)).toMatchObject({
      name: 'lvs',
      directors: true,
      hosts: [{ hostname: 'lvs1.oe.example', address: '172.31.8.2', notes: ['director'] }],
    });
  });

  test('without a kicker nobody kicks the directors, who are then not in the picture', () => {
    const roles = roleText('a', 1) + roleText('b', 2, '    kicks: [a]\n');
    const graph = buildGraph(inventoryOf(roles, 'kicker: { module: none }\n'));
    expect(kicksOf(graph)).toEqual(['b -> a']);
    expect(names(graph.roles)).toEqual(['a', 'b']);
    const listed = roleText('lvs', 1) + roleText('a', 2);
    expect(kicksOf(buildGraph(inventoryOf(listed, 'kicker: { module: none }\n')))).toEqual([]);
  });

  test('a directors’ role with servers of its own is one box with both', () => {
    const graph = buildGraph(inventoryOf(roleText('lvs', 1) + roleText('a', 2)));
    expect(names(graph.roles)).toEqual(['lvs', 'a']);
    expect(graph.roles[0]?.hosts.map(({ hostname }) => hostname)).toEqual([
      'lvs1.oe.example',
      'lvs1.oe.example',
    ]);
    expect(kicksOf(graph)).toEqual(['lvs -> lvs', 'a -> lvs']);
  });

  test('one to a role that does not exist is no edge', () => {
    expect(kicksOf(buildGraph(inventoryOf(roleText('a', 1, '    kicks: [nosuch]\n'))))).toEqual(['a -> lvs']);
  });
});
