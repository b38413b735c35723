import { expect, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { allRules } from '../../../src/rules/index.ts';
import { counted } from './counted.ts';

/** Roles with five services and twenty servers each, in as many networks; each kicks the one before it. */
function inventory(roles: number): Inventory {
  const byRole = (index: number): string => `${index >> 8}.${index & 255}`;
  const servers = (role: number): string =>
    Array.from(
      { length: 20 },
      (_, n) =>
        `      s${role}-${n}: { address: 10.${byRole(role)}.${n + 1}, weight: 2, lower_threshold: 9 }\n`,
    ).join('');
  const role = (index: number): string =>
    `  r${index}:\n    servers:\n${servers(index)}    services:\n` +
    `      a${index}: { virtual_ip: v${index}, port: 80, receive: '(a|b)+', scheduler: rr }\n` +
    `      b${index}: { virtual_ip: v${index}, port: 81, netmask: 255.255.255.0, scheduler: sh }\n` +
    `      c${index}: { virtual_ip: v${index}, port: 3306, protocol: udp, passwd: { hiera: key }, schedflags: sh-port }\n` +
    `      d${index}: { virtual_ip: v${index}, port: 80, protocol: udp, httpmethod: HEAD, receive: a, scheduler: ovf }\n` +
    `      e${index}: { virtual_ip: v${index}, port: 53, service: dns, smtp: mail, checkinterval: 5 }\n` +
    (index === 0 ? '' : `    kicks: [r${index - 1}, nosuch]\n`);
  const each = (line: (index: number) => string): string =>
    Array.from({ length: roles }, (_, index) => line(index)).join('');
  const text =
    `version: 1\nnetworks:\n${each((index) => `  n${index}: 10.${byRole(index)}.0/24\n`)}` +
    'directors: { interface: eth0, hosts: { lvs1: 10.0.0.200 } }\n' +
    `virtual_ips:\n${each((index) => `  v${index}: 172.16.${byRole(index)}\n`)}defaults: { checktype: 3, ops: true, checkcommand: /bin/check }\nroles:\n${each(role)}`;
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings[0]?.message);
  return value;
}

const FEW = 10;
const MANY = 100;
const few = inventory(FEW);
const many = inventory(MANY);

function readsOf(check: (inventory: Inventory) => unknown, roles: typeof FEW | typeof MANY): number {
  const { value, reads } = counted(roles === FEW ? few : many);
  check(value);
  return reads();
}

test.each(allRules.map(({ code, check }) => ({ code, check })))(
  '$code: ten times the inventory is at most fourteen times the steps',
  ({ check }) => {
    const before = readsOf(check, FEW);
    expect(before).toBeGreaterThan(0);
    expect(readsOf(check, MANY) / before).toBeLessThan(14);
  },
);

test('a rule that compares every server with every other is seen', () => {
  const quadratic = ({ roles }: Inventory): unknown =>
    roles.flatMap((one) => roles.filter((other) => one.name === other.name));
  expect(readsOf(quadratic, MANY) / readsOf(quadratic, FEW)).toBeGreaterThan(50);
});
