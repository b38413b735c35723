import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { movedHosts, replacesDirectors, unionOf } from '../../../src/rehearse/union.ts';
import { inventoryOf } from '../graph/inventories.ts';

const role = (servers: string, services: string): string =>
  `  gui:\n    servers: { ${servers} }\n    services: { ${services} }\n`;
const http = 'http: { virtual_ip: messaging, port: 80, checktype: connect }';

describe('hosts that have moved', () => {
  const before = inventoryOf(role('gui1: 10.0.0.1, gui2: 10.0.0.2', http));

  it.each([
    ['nobody', 'gui1: 10.0.0.1, gui2: 10.0.0.2', []],
    ['who has another address', 'gui1: 10.0.0.9, gui2: 10.0.0.2', ['gui1']],
    ['not who is retired or new', 'gui1: { address: 10.0.0.9, state: retired }, gui3: 10.0.0.3', []],
  ])('are %s', (_what, servers, moved) => {
    expect(movedHosts(before, inventoryOf(role(servers, http)))).toEqual(moved);
  });

  it('are not those with an address of each family', () => {
    const six =
      '  gui6:\n    servers: { gui1: "2001:db8::1" }\n    services: { http6: { virtual_ip: web, port: 80 } }\n';
    const dual = inventoryOf(role('gui1: 10.0.0.1', http) + six);
    expect(dual.roles).toHaveLength(2);
    expect(movedHosts(dual, dual)).toEqual([]);
  });
});

describe('directors of a change', () => {
  const directedBy = (...hostnames: string[]): Inventory => {
    const { directors, ...rest } = inventoryOf(role('gui1: 10.0.0.1', http));
    const [first] = directors.hosts;
    if (first === undefined) throw new Error('no director');
    return {
      ...rest,
      directors: { ...directors, hosts: hostnames.map((hostname) => ({ ...first, hostname })) },
    };
  };

  it.each([
    ['one that stays comes first', ['lvs1'], ['lvs0', 'lvs1'], ['lvs1', 'lvs0']],
    ['one that goes comes last', ['lvs1', 'lvs2'], ['lvs2'], ['lvs2', 'lvs1']],
    ['where one state names none', [], ['lvs1'], ['lvs1']],
  ])('are those of both: %s', (_what, before, after, expected) => {
    const states = [directedBy(...before), directedBy(...after)] as const;
    expect(unionOf(...states).directors.hosts.map(({ hostname }) => hostname)).toEqual(expected);
    expect(replacesDirectors(...states)).toBe(false);
  });

  it('are replaced where none stays', () => {
    expect(replacesDirectors(directedBy('lvs1'), directedBy('lvs2', 'lvs3'))).toBe(true);
  });
});

describe('the union of two states', () => {
  const names = (text: string, other: string): string[] =>
    unionOf(inventoryOf(text), inventoryOf(other)).roles.flatMap(({ services }) =>
      services.map(({ name }) => name),
    );

  it('has a service once that is the same, and twice where it means something else', () => {
    const same = role('gui1: 10.0.0.1', http);
    expect(names(same, same)).toEqual(['http']);
    expect(names(same, same.replace('port: 80', 'port: 81'))).toEqual(['http', 'http (before)']);
    expect(names(same, same.replace('http:', 'web:'))).toEqual(['web', 'http']);
  });

  it('has the hosts of both', () => {
    const union = unionOf(
      inventoryOf(role('gui1: 10.0.0.1', http)),
      inventoryOf(role('gui2: 10.0.0.2', http)),
    );
    expect(union.roles[0]?.servers.map(({ hostname }) => hostname)).toEqual(['gui2', 'gui1']);
  });
});
