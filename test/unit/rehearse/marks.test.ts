import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Inventory } from '../../../src/inventory/model.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { leaveOutMarks, onlyMarks, withoutMarking } from '../../../src/rehearse/marks.ts';
import { needsOf } from '../../../src/rehearse/needs.ts';
import { planLab } from '../../../src/rehearse/plan-lab.ts';

function inventoryFrom(text: string): Inventory {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  if (value === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  return value;
}

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/${name}/lvs.yaml`, import.meta.url), 'utf8');
}

const marked = fixture('fwmark');
/** Its only service without a mark is not in the file any more. */
const allMarked = marked.replace(
  'port: 8443, checktype: connect',
  'port: 8443, checktype: connect, state: setup',
);

test('services with a mark are left out with a reason, those in setup were never asked', () => {
  const { notRehearsed } = leaveOutMarks(planLab(inventoryFrom(marked)));
  expect(notRehearsed.map(({ service }) => service)).toEqual(['shop', 'shop6', 'logs']);
  expect(notRehearsed[0]?.why).toContain('user-mode Linux cannot');
  expect(notRehearsed[0]?.why).toContain('--engine qemu (apt install qemu-system-x86 linux-image-amd64)');
});

test('an inventory without marks stays as it is', () => {
  const plan = planLab(inventoryFrom(fixture('minimal')));
  expect(leaveOutMarks(plan)).toEqual(plan);
  expect(withoutMarking(plan.inventory)).toEqual({});
  expect(onlyMarks(plan.inventory)).toBe(false);
});

test('marking is switched off by the name of the module', () => {
  const inventory = inventoryFrom(marked.replace('name: lvs\n', 'name: balance\n'));
  expect(withoutMarking(inventory)).toEqual({ 'balance::mark_packets': false });
});

test('nothing is left where every service in the file has a mark', () => {
  expect(onlyMarks(inventoryFrom(marked))).toBe(false);
  expect(onlyMarks(inventoryFrom(allMarked))).toBe(true);
});

test('a lab needs the packages of the module and the schedulers of the kernel, each once', () => {
  expect(needsOf(inventoryFrom(marked))).toEqual({
    packages: ['libnet-inet6glue-perl', 'nftables'],
    schedulers: ['sh', 'wlc', 'wrr'],
    marks: true,
  });
  expect(needsOf(inventoryFrom(fixture('minimal'))).marks).toBe(false);
});
