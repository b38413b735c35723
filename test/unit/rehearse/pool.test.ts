import { describe, expect, it } from 'vitest';
import { leftOutText, poolsFor, type Needs } from '../../../src/rehearse/drills/pool.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';
import { inventoryOf } from '../graph/inventories.ts';

const role = (name: string, servers: string, port: number, more = 'checktype: connect') =>
  `  ${name}:\n    servers: { ${servers} }\n    services: { s${name}: { virtual_ip: messaging, port: ${port}, ${more} } }\n`;

const plan = planLab(
  inventoryOf(
    role('two', 'two1: 10.0.0.1, two2: 10.0.0.2', 81) +
      role('one', 'one1: 10.0.0.3', 82) +
      role('unseen', 'unseen1: 10.0.0.4, unseen2: 10.0.0.5', 83, 'checktype: ping') +
      role('mixed', 'lvs1.oe.example: 172.31.8.2, mixed1: 10.0.0.6', 84) +
      role('drained', 'drained1: { address: 10.0.0.7, state: draining }', 85),
  ),
);

function summary(needs: Needs) {
  const { pools, leftOut } = poolsFor({ plan }, needs);
  return {
    pools: pools.map((pool) => [pool.role.name, ...pool.sparable.map(({ hostname }) => hostname)]),
    leftOut: leftOut.map((one) => `${one.role} ${one.why}`),
  };
}

describe('the roles of a drill', () => {
  it('lose one server of two, and never a director', () => {
    expect(summary({ servers: 2, loses: 'one' })).toEqual({
      pools: [
        ['two', 'two1', 'two2'],
        ['mixed', 'mixed1'],
      ],
      leftOut: [
        'one has one server alone',
        'unseen has no service whose checks notice a death',
        'drained has no server that takes connections',
      ],
    });
  });

  it('lose all servers, also where it is one, but no director', () => {
    expect(summary({ servers: 1, loses: 'all' })).toEqual({
      pools: [
        ['two', 'two1', 'two2'],
        ['one', 'one1'],
      ],
      leftOut: [
        'unseen has no service whose checks notice a death',
        'mixed has a director among its servers',
        'drained has no server that takes connections',
      ],
    });
  });
});

describe('a role whose fallback is one of its own servers', () => {
  it('does not lose all of them', () => {
    const servers = 'a1: 10.0.0.1, a2: 10.0.0.2';
    const more = 'checktype: connect, fallback: "10.0.0.2:81"';
    const own = planLab(inventoryOf(role('a', servers, 81, more)));
    const { pools, leftOut } = poolsFor({ plan: own }, { servers: 1, loses: 'all' });
    expect(pools).toEqual([]);
    expect(leftOut).toEqual([{ role: 'a', why: 'has a fallback among its servers' }]);
  });
});

describe('what a drill left out', () => {
  it('is said of each role', () => {
    expect(leftOutText('two', ['two', 'three'], [{ role: 'one', why: 'has one server alone' }])).toBe(
      'Not tried with every role: one has one server alone; two stands for three',
    );
  });

  it('is nothing where all were tried', () => {
    expect(leftOutText('two', ['two'], [])).toBeUndefined();
    expect(leftOutText(undefined, [], [])).toBeUndefined();
  });
});
