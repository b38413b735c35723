import { describe, expect, test } from 'vitest';
import { discoverWithoutKicker } from '../../../src/rules/discover-without-kicker.ts';
import { kickCycle } from '../../../src/rules/kick-cycle.ts';
import { kickToUnknownRole } from '../../../src/rules/kick-to-unknown-role.ts';
import { check, inventoryText, marked, messages } from './check-rule.ts';

/** Roles from lines such as `gui: [rabbitmq]`. */
function kicking(
  graph: Readonly<Record<string, readonly string[]>>,
  keys: Record<string, string> = {},
): string {
  const roles = Object.entries(graph).map(
    ([name, kicks]) => `  ${name}:\n    kicks: [${kicks.join(', ')}]\n`,
  );
  return inventoryText(roles.join(''), keys);
}

function circles(text: string): string[] {
  return messages(kickCycle, text).map((message) => message.replace('the kicks go round in a circle: ', ''));
}

describe('kick-cycle', () => {
  test.each<[string, Record<string, string[]>, string[]]>([
    ['none', { a: ['b', 'c'], b: ['c'], c: [] }, []],
    ['itself', { a: ['a'] }, ['a -> a']],
    ['two', { a: ['b'], b: ['a'] }, ['a -> b -> a']],
    ['three, from the first in the file', { c: ['a'], a: ['b'], b: ['c'] }, ['c -> a -> b -> c']],
    ['found through a later role', { x: ['c'], b: ['c'], c: ['b'] }, ['b -> c -> b']],
    ['two circles through one role', { a: ['b', 'c'], b: ['a'], c: ['a'] }, ['a -> b -> a', 'a -> c -> a']],
    ['two circles apart', { a: ['b'], b: ['a'], c: ['d'], d: ['c'] }, ['a -> b -> a', 'c -> d -> c']],
    ['one inside the other', { a: ['b'], b: ['c', 'a'], c: ['a'] }, ['a -> b -> a', 'a -> b -> c -> a']],
    ['a kick written twice', { a: ['b', 'b'], b: ['a', 'a'] }, ['a -> b -> a']],
    ['the directors’ role is not among the roles', { a: ['lvs'] }, []],
    ['to a role that does not exist', { a: ['nosuch'] }, []],
  ])('%s', (_, graph, expected) => {
    expect(circles(kicking(graph)).toSorted()).toEqual(expected);
  });

  test('stands at the kick with which the circle begins', () => {
    expect(marked(kickCycle, kicking({ b: ['a'], a: ['c'], c: ['a'] }))).toEqual(['c']);
  });

  test('every role kicks the directors’ role, also where it has servers of its own', () => {
    const text = kicking({ lvs: ['gui'], gui: [] });
    expect(circles(text).toSorted()).toEqual(['lvs -> gui -> lvs', 'lvs -> lvs']);
    expect(marked(kickCycle, text)).toEqual(['lvs', 'gui']);
    expect(check(kickCycle, text)[0]?.hint).toContain('every role kicks lvs');
  });

  test('without hooks the directors’ role is not kicked by itself', () => {
    expect(circles(kicking({ lvs: ['gui'], gui: [] }, { kicker: '{ module: none }' }))).toEqual([]);
    expect(circles(kicking({ a: ['a'] }, { kicker: '{ module: none }' }))).toEqual(['a -> a']);
  });

  test('a dense graph and a long circle end soon', () => {
    const names = Array.from({ length: 300 }, (_, index) => `r${index}`);
    const dense = Object.fromEntries(names.map((name) => [name, names]));
    expect(circles(kicking(dense))).toHaveLength(20);
    const many = Array.from({ length: 5000 }, (_, index) => `r${index}`);
    const ring = Object.fromEntries(
      many.map((name, index) => [name, [many[(index + 1) % many.length] ?? '']]),
    );
    expect(circles(kicking(ring))).toEqual([[...many, 'r0'].join(' -> ')]);
  });
});

describe('kick-to-unknown-role', () => {
  test.each<[Record<string, string[]>, string[]]>([
    [{ gui: ['rabbitmq'], rabbitmq: [] }, []],
    [{ gui: ['rabbitmk'], rabbitmq: [] }, ['rabbitmk']],
    [{ gui: ['a', 'rabbitmq', 'b'], rabbitmq: ['c'] }, ['a', 'b', 'c']],
    [{ gui: ['lvs'] }, ['lvs']],
    [{ gui: ['lvs'], lvs: [] }, ['lvs']],
  ])('%j', (graph, expected) => {
    expect(marked(kickToUnknownRole, kicking(graph))).toEqual(expected);
  });

  test('proposes the role that was meant', () => {
    const [found] = check(kickToUnknownRole, kicking({ gui: ['rabbitmk'], rabbitmq: [] }));
    expect(found).toMatchObject({
      message: 'role "gui" kicks "rabbitmk", which is no role of the inventory',
      hint: 'did you mean rabbitmq?',
    });
  });

  test('says that the directors’ role is kicked anyway', () => {
    const [message] = messages(
      kickToUnknownRole,
      kicking({ gui: ['director'] }, { directors: '{ role: director, interface: eth0 }' }),
    );
    expect(message).toBe('role "gui" kicks the directors’ role "director", which every role kicks anyway');
  });
});

describe('discover-without-kicker', () => {
  const roles =
    '  a: { servers: discover }\n  b: { servers: { discover: true } }\n  c: { servers: { c1: 172.31.8.1 } }\n';

  test.each<[Record<string, string>, string[]]>([
    [{}, []],
    [{ kicker: '{ module: external }' }, []],
    [{ kicker: '{ module: none }' }, ['a', 'b']],
  ])('%j', (keys, expected) => {
    expect(marked(discoverWithoutKicker, inventoryText(roles, keys))).toEqual(expected);
  });
});
