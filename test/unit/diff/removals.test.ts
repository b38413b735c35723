import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/diff/model.ts';
import { edited, fixtureText, reviewOf } from './inventories.ts';

const oeStack = fixtureText('oe-stack');
const withoutCouchbase = edited(oeStack, [/ {2}couchbase:\n[^]*$/, '']);
const withoutWeb = edited(oeStack, [/ {2}web:\n(.*\n){2}/, ''], [/ {2}gui:\n[^]*(?= {2}couchbase:)/, '']);

describe('the number of removals', () => {
  it('counts the servers and services of a role that goes, and not the role or its records', () => {
    expect(reviewOf(oeStack, withoutCouchbase).removals).toBe(4);
  });

  it('counts virtual IPs', () => {
    // One virtual IP, four services, and three, two and two servers.
    expect(reviewOf(oeStack, withoutWeb).removals).toBe(12);
  });

  it('counts what is retired like what is removed', () => {
    const retired = edited(
      oeStack,
      [
        'couchbase1.oe.example: 172.31.8.61',
        'couchbase1.oe.example: { address: 172.31.8.61, state: retired }',
      ],
      ['port: 11210', 'port: 11210, state: retired'],
    );
    expect(reviewOf(oeStack, retired).removals).toBe(2);
  });

  it('counts what goes to setup: no client reaches it any longer', () => {
    const back = edited(
      oeStack,
      ['couchbase1.oe.example: 172.31.8.61', 'couchbase1.oe.example: { address: 172.31.8.61, state: setup }'],
      ['port: 11210', 'port: 11210, state: setup'],
    );
    const { removals, gone } = reviewOf(oeStack, back);
    expect({ removals, gone }).toEqual({ removals: 2, gone: { servers: 1, services: 1 } });
    expect(reviewOf(oeStack, back, ['couchbase']).removals).toBe(0);
    expect(reviewOf(back, oeStack).removals).toBe(0);
  });

  it('does not count records, moves and what only drains', () => {
    const quiet = edited(
      oeStack,
      [/ {6}couchbase3.*\n/, ''],
      ['      ssl1.oe.example: 172.31.8.51\n', ''],
      ['websocket1.oe', 'ssl1.oe.example: { address: 172.31.8.51, state: setup }\n      websocket1.oe'],
      ['port: 443', 'port: 443, state: draining'],
    );
    expect(reviewOf(oeStack, quiet).removals).toBe(0);
  });

  it('does not count a list that discovery takes the place of', () => {
    const discovered = edited(oeStack, [/servers:\n( {6}ssl.*\n){2}/, 'servers: discover\n']);
    expect(reviewOf(oeStack, discovered).removals).toBe(0);
  });

  it('of an inventory that was cut off is large', () => {
    const cut = edited(oeStack, [/ {2}gui:\n[^]*$/, '']);
    expect(reviewOf(oeStack, cut).removals).toBeGreaterThan(10);
  });
});

describe('a confirmed removal', () => {
  const confirmedOf = (changes: readonly Change[]): string[] =>
    changes.filter(({ confirmed }) => confirmed).map(({ reason }) => reason);

  it('is every one of the role, and no longer counts', () => {
    const { changes, removals } = reviewOf(oeStack, withoutCouchbase, ['couchbase']);
    expect(confirmedOf(changes)).toEqual(['service-removed', 'service-removed', 'role-removed']);
    expect(removals).toBe(0);
  });

  it('is a virtual IP where all roles that used it are named', () => {
    const roles = ['gui', 'websocket'];
    expect(confirmedOf(reviewOf(oeStack, withoutWeb, roles).changes)).not.toContain('virtual-ip-removed');
    const all = reviewOf(oeStack, withoutWeb, [...roles, 'ssl-offloader']);
    expect(confirmedOf(all.changes)).toContain('virtual-ip-removed');
    expect(all.removals).toBe(0);
  });

  it('is the last server of the role, too', () => {
    const without = edited(oeStack, ['      gui1.oe.example: 172.31.8.21\n', '']);
    expect(confirmedOf(reviewOf(oeStack, without, ['gui']).changes)).toEqual(['last-server-removed']);
  });

  it('may name the role by its old or its new name', () => {
    const without = edited(
      oeStack,
      ['  rabbitmq:\n', '  broker:\n'],
      ['kicks: [rabbitmq]', 'kicks: [broker]'],
      ['      rabbitmq1.oe.example: 172.31.8.11\n', ''],
    );
    for (const name of ['rabbitmq', 'broker']) expect(reviewOf(oeStack, without, [name]).removals).toBe(0);
    expect(reviewOf(oeStack, without, ['gui']).removals).toBe(1);
  });

  it('does not reach other changes of the role', () => {
    const changed = edited(
      oeStack,
      ['port: 11210', 'port: 11211'],
      ['172.31.8.61', '172.31.8.69'],
      ['description: document store', 'description: store'],
    );
    expect(confirmedOf(reviewOf(oeStack, changed, ['couchbase']).changes)).toEqual([]);
  });

  it('does not hide what a move does to the clients of another role', () => {
    const move = (state: string): string =>
      edited(
        oeStack,
        ['      ssl2.oe.example: 172.31.8.52\n', ''],
        ['      rabbitmq1.oe', `      ssl2.oe.example: { address: 172.31.8.52${state} }\n      rabbitmq1.oe`],
      );
    const confirmed = (state: string) => {
      const { changes } = reviewOf(oeStack, move(state), ['ssl-offloader']);
      return changes.map(({ reason, confirmed: is }) => [reason, is]);
    };
    expect(confirmed('')).toEqual([['server-added-without-setup', false]]);
    expect(confirmed(', state: setup')).toContainEqual(['server-moved', true]);
  });

  it('does not hide that either where the move is the end of the other role', () => {
    const moved = edited(
      oeStack,
      [/ {6}ssl1.*\n {6}ssl2.*\n/, '      ssl3.oe.example: 172.31.8.53\n'],
      [
        '      rabbitmq1.oe',
        '      ssl1.oe.example: 172.31.8.51\n      ssl2.oe.example: 172.31.8.52\n      rabbitmq1.oe',
      ],
    );
    const { changes } = reviewOf(oeStack, moved, ['ssl-offloader']);
    expect(
      changes.filter(({ action }) => action === 'moved').map(({ reason, confirmed }) => [reason, confirmed]),
    ).toEqual([
      ['role-majority-removed', false],
      ['role-majority-removed', false],
    ]);
  });
});
