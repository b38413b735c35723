import { expect, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { allRules } from '../../../src/rules/index.ts';

/** Roles with two services and twenty servers each, in as many networks; each kicks the one before it. */
function inventory(roles: number): Inventory {
  const byRole = (index: number): string => `${index >> 8}.${index & 255}`;
  const servers = (role: number): string =>
    Array.from(
      { length: 20 },
      (_, n) => `      s${role}-${n}: { address: 10.${byRole(role)}.${n + 1}, weight: 2 }\n`,
    ).join('');
  const role = (index: number): string =>
    `  r${index}:\n    servers:\n${servers(index)}    services:\n` +
    `      a${index}: { virtual_ip: v${index}, port: 80, receive: '(a|b)+', scheduler: rr }\n` +
    `      b${index}: { virtual_ip: v${index}, port: 81, netmask: 255.255.255.0, scheduler: sh }\n` +
    (index === 0 ? '' : `    kicks: [r${index - 1}, nosuch]\n`);
  const each = (line: (index: number) => string): string =>
    Array.from({ length: roles }, (_, index) => line(index)).join('');
  const text =
    `version: 1\nnetworks:\n${each((index) => `  n${index}: 10.${byRole(index)}.0/24\n`)}` +
    'directors: { interface: eth0, hosts: { lvs1: 10.0.0.200 } }\n' +
    `virtual_ips:\n${each((index) => `  v${index}: 172.16.${byRole(index)}\n`)}roles:\n${each(role)}`;
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings[0]?.message);
  return value;
}

/** Processor time of the cheapest of several runs, in milliseconds: a busy machine must not fail this test. */
function cheapest(run: () => void): number {
  const times = Array.from({ length: 7 }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test('1,000 services on 10,000 servers: no rule is quadratic', () => {
  const small = inventory(50);
  const large = inventory(500);
  for (const { code, check } of allRules) {
    const before = cheapest(() => check(small));
    const after = cheapest(() => check(large));
    // Linear rules stay below 20 ms here; a quadratic one would be a hundred times slower and above both.
    expect(after, `${code}: ${before} ms, then ${after} ms`).toBeLessThan(Math.max(60, before * 30));
  }
});
