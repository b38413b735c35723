import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kickRuns, type KickRuns } from '../../../src/graph/kick-runs.ts';
import { inventoryOf, roleText } from './inventories.ts';

/** Roles from their kicks, with a server each. */
function runsOf(kicks: Readonly<Record<string, readonly string[]>>, more = ''): KickRuns[] {
  const roles = Object.entries(kicks).map(([name, targets], index) =>
    roleText(name, 80 + index, `    kicks: [${targets.join(', ')}]\n`),
  );
  return kickRuns(inventoryOf(roles.join(''), more));
}

/** What a change of a role runs in any case, and what follows with whose kicks. */
function namesOf(all: readonly KickRuns[], role: string): readonly [string[], string[]] {
  const found = all.find((one) => one.role === role);
  if (found === undefined) throw new Error(`no ${role}`);
  const following = found.following.map(({ role: name, by }) => `${name} by ${by.join('+')}`);
  return [found.runs.map(({ role: name }) => name), following];
}

describe('kickRuns', () => {
  test('every role kicks the directors, who kick nobody', () => {
    const all = runsOf({ gui: [], mq: [] });
    expect(all.map(({ role }) => role)).toEqual(['gui', 'mq', 'lvs']);
    expect(namesOf(all, 'gui')).toEqual([['lvs'], []]);
    expect(namesOf(all, 'lvs')).toEqual([[], []]);
    expect(all[0]?.runs).toEqual([{ role: 'lvs', nodes: ['lvs1.oe.example'], complete: true }]);
  });

  test('who is kicked kicks in turn where its own marker changes, and stands before whom it kicks', () => {
    const all = runsOf({ gui: ['web', 'mq'], web: ['mq'], mq: [] });
    expect(namesOf(all, 'gui')).toEqual([
      ['web', 'mq', 'lvs'],
      ['mq by web', 'lvs by web+mq'],
    ]);
    expect(namesOf(all, 'mq')).toEqual([['lvs'], []]);
  });

  test('a chain goes on as far as it leads', () => {
    const all = runsOf({ c: [], b: ['c'], a: ['b'] });
    expect(namesOf(all, 'a')).toEqual([
      ['b', 'lvs'],
      ['c by b', 'lvs by b+c'],
    ]);
  });

  test('nobody is kicked without a kicker', () => {
    expect(namesOf(runsOf({ a: ['b'], b: [] }, 'kicker: { module: none }\n'), 'a')).toEqual([[], []]);
  });

  test('nodes that only a catalog knows are not all; retired ones do not run', () => {
    const roles =
      '  a:\n    kicks: [b, c]\n    servers: { a1: 10.0.0.1 }\n    services: { sa: { virtual_ip: messaging, port: 80 } }\n' +
      '  b:\n    servers: discover\n    services: { sb: { virtual_ip: messaging, port: 81 } }\n' +
      '  c:\n    servers: { c1: { address: 10.0.0.3, state: retired }, c2: 10.0.0.4 }\n    services: { sc: { virtual_ip: messaging, port: 82 } }\n';
    expect(kickRuns(inventoryOf(roles))[0]?.runs).toEqual([
      { role: 'b', nodes: [], complete: false },
      { role: 'c', nodes: ['c2'], complete: true },
      { role: 'lvs', nodes: ['lvs1.oe.example'], complete: true },
    ]);
  });

  test('in any graph without a circle a role stands before those that it kicks, and all that can be reached follow', () => {
    const graphs = fc
      .array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
      .map((rows) =>
        Object.fromEntries(
          // A role kicks only later ones, so there is no circle.
          rows.map((row, from) => [
            `r${from}`,
            row.filter((to) => to > from && to < rows.length).map((to) => `r${to}`),
          ]),
        ),
      );
    fc.assert(
      fc.property(graphs, (kicks) => {
        const kicksOf = (role: string): string[] =>
          role === 'lvs' ? [] : [...new Set([...(kicks[role] ?? []), 'lvs'])];
        const reach = (roles: readonly string[]): Set<string> =>
          new Set(roles.flatMap((role) => [role, ...reach(kicksOf(role))]));
        for (const { role, runs, following } of runsOf(kicks)) {
          expect(runs.map((kicked) => kicked.role).toSorted()).toEqual(kicksOf(role).toSorted());
          const behind = reach(kicksOf(role).flatMap(kicksOf));
          expect(new Set(following.map((kicked) => kicked.role))).toEqual(behind);
          for (const list of [runs, following]) {
            const order = list.map((kicked) => kicked.role);
            for (const [at, name] of order.entries())
              for (const target of kicksOf(name).filter((to) => order.includes(to)))
                expect(order.indexOf(target)).toBeGreaterThan(at);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
