import { expect, test } from 'vitest';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { Review } from '../../../src/diff/model.ts';
import { pairUp } from '../../../src/diff/pair.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { counted } from '../rules/counted.ts';
import { inventoryOf } from './inventories.ts';

/**
 * Roles with ten servers and two services each; every role has another name on the new side, and so have its services, its
 * virtual IP and one of its servers, another server goes to the next role, and all else has changed a little.
 */
function inventory(roles: number, side: 'old' | 'new'): Inventory {
  const old = side === 'old';
  const server = (role: number, n: number): string => {
    const owner = old || n > 0 ? role : (role + 1) % roles;
    const name = !old && n === 1 ? `renamed${role}` : `s${owner}-${n}`;
    return `      ${name}: { address: 10.${owner >> 8}.${owner & 255}.${n + 1}, weight: ${old ? 2 : 3} }\n`;
  };
  const role = (index: number): string =>
    `  ${side}${index}:\n    servers:\n${Array.from({ length: 10 }, (_, n) => server(index, n)).join('')}` +
    `    services:\n      a-${side}-${index}: { virtual_ip: v-${side}-${index}, port: 80 }\n` +
    `      b-${side}-${index}: { virtual_ip: v-${side}-${index}, port: 81, persistent: ${old ? 60 : 90} }\n` +
    (index === 0 ? '' : `    kicks: [${side}${index - 1}]\n`);
  const each = (line: (index: number) => string): string =>
    Array.from({ length: roles }, (_, index) => line(index)).join('');
  return inventoryOf(
    'version: 1\ndirectors: { interface: eth0, hosts: { lvs1: 192.0.2.1 } }\nvirtual_ips:\n' +
      each((index) => `  v-${side}-${index}: 172.16.${index >> 8}.${index & 255}\n`) +
      `roles:\n${each(role)}`,
  );
}

function compare(before: Inventory, after: Inventory): Review {
  return compareInventories(before, after, { names: { before: 'old', after: 'new' } });
}

test('ten times the inventory, renamed as a whole, is at most thirteen times the steps', () => {
  const stepsOf = (roles: number): number => {
    const before = counted(inventory(roles, 'old'));
    const after = counted(inventory(roles, 'new'));
    const { changes } = compare(before.value, after.value);
    // Of each role: itself, its virtual IP, two services, one value of them, a server renamed, one moved, ten weights.
    expect(changes.length).toBe(roles * 17);
    return before.reads() + after.reads();
  };
  expect(stepsOf(200) / stepsOf(20)).toBeLessThan(13);
});

test('what many have in common does not make pairs of all of them', () => {
  const named = (side: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${side}${index}`);
  const pairsOf = (count: number): number => {
    let asked = 0;
    pairUp(named('old', count), named('new', count), (name) => name, {
      marks: () => ['common'],
      enough: () => {
        asked += 1;
        return false;
      },
    });
    return asked;
  };
  expect(pairsOf(5)).toBe(25);
  expect(pairsOf(1000)).toBe(0);
});
