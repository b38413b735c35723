import { describe, expect, it, test } from 'vitest';
import { compareInventories } from '../../../src/diff/compare.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { renderConfig } from '../../../src/ldirectord/render-config.ts';
import { builtInKicker } from '../../../src/module/built-in-kicker.ts';
import { builtInSkeleton } from '../../../src/module/built-in-skeleton.ts';
import { planKicker } from '../../../src/module/plan-kicker.ts';
import { planModule } from '../../../src/module/plan.ts';
import { renderModule } from '../../../src/module/render.ts';
import { inventoryOf } from './inventories.ts';
import { bases, type Draft } from './random-edits.ts';

const skeleton = builtInSkeleton();
const kicker = builtInKicker();

function bytesOf(inventory: Inventory): [string, string][] {
  const files = renderModule(planModule(inventory, skeleton), skeleton);
  const kicking = renderModule(planKicker(inventory, kicker), kicker);
  return [...files, ...kicking, ['ldirectord.cf', renderConfig(inventory)]];
}

function changesOf(before: Inventory, after: Inventory): string[] {
  const names = { before: 'old', after: 'new' };
  return compareInventories(before, after, { names }).changes.map(({ id }) => id);
}

/** The same inventory in other words: every default of services and servers is written where it counts. */
function inOtherWords(base: Draft): Draft {
  const draft = structuredClone(base);
  const defaults = { forwarding: 'gate', protocol: 'tcp', ...(draft['defaults'] as Draft | undefined) };
  delete draft['defaults'];
  draft['kicker'] = { module: 'emit', ...(draft['kicker'] as Draft | undefined) };
  draft['virtual_ips'] = mapValues(draft['virtual_ips'], (item) => item);
  draft['roles'] = mapValues(draft['roles'], (role) => ({
    ...role,
    ...(isList(role['servers'])
      ? { servers: mapValues(role['servers'], (server) => ({ state: 'production', ...server })) }
      : {}),
    services: mapValues(role['services'] ?? {}, (service) => ({
      ...defaults,
      state: 'production',
      ...service,
    })),
  }));
  return Object.fromEntries(Object.entries(draft).toReversed());
}

function isList(servers: unknown): boolean {
  return typeof servers === 'object' && servers !== null && !('discover' in servers);
}

/** Bare addresses become maps on the way. */
function mapValues(map: unknown, change: (item: Draft) => Draft): Draft {
  return Object.fromEntries(
    Object.entries(map as Draft).map(([name, item]) => [
      name,
      change(typeof item === 'string' ? { address: item } : (item as Draft)),
    ]),
  );
}

describe('an inventory in other words', () => {
  it.each([...bases])(
    '%s: no change, and every byte of the modules and of ldirectord.cf is the same',
    (_name, base) => {
      const before = inventoryOf(JSON.stringify(base));
      const after = inventoryOf(JSON.stringify(inOtherWords(base), undefined, 2));
      expect(changesOf(before, after)).toEqual([]);
      expect(bytesOf(after)).toEqual(bytesOf(before));
    },
  );
});

/** What follows from something else, so that it cannot differ alone. */
const DERIVED = new Set([
  '.roles[].variable',
  '.roles[].services[].role',
  '.roles[].services[].virtualIp',
  ...['.directors.hosts[]', '.virtualIps[]', '.roles[].servers[]'].map((host) => `${host}.address.family`),
]);

/** Every value of an inventory as data, with another one in its place. */
function variants(inventory: Inventory): { path: string; variant: Inventory }[] {
  const found: { path: string; variant: Inventory }[] = [];
  const visit = (value: unknown, path: string, put: (other: unknown) => Inventory): void => {
    const add = (other: unknown): void => void found.push({ path, variant: put(other) });
    if (typeof value === 'string') add(`${value}x`);
    else if (typeof value === 'number') add(value + 1);
    else if (typeof value === 'boolean') add(!value);
    else if (Array.isArray(value)) {
      if (value.length > 1)
        found.push(...[value.slice(1), value.toReversed()].map((other) => ({ path, variant: put(other) })));
      value.forEach((item, index) => visit(item, `${path}[]`, (other) => put(value.with(index, other))));
    } else if (value instanceof Map) {
      for (const [key, item] of value)
        visit(item, `${path}.${key}`, (other) => put(new Map([...value, [key, other]])));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value))
        if (!DERIVED.has(`${path}.${key}`) && key !== 'at')
          visit(item, `${path}.${key}`, (other) => put({ ...value, [key]: other }));
    }
  };
  visit(inventory, '', (other) => other as Inventory);
  return found;
}

test('whatever single value of the data differs, there is a change', () => {
  const base = inventoryOf(JSON.stringify(bases.get('every-directive')));
  const all = variants(base);
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(({ variant }) => changesOf(base, variant).length === 0).map(({ path }) => path)).toEqual(
    [],
  );
});
