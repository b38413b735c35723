import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A map of an inventory that is edited in place. */
export type Draft = { [key: string]: unknown };

const fixtures = join(import.meta.dirname, '../../../fixtures');

/** The inventories of the fixtures as data, by name. */
export const bases: ReadonlyMap<string, Draft> = new Map(
  readdirSync(fixtures)
    .filter((name) => !['findings', 'import', 'validate'].includes(name))
    .map((name) => [
      name,
      parse(readFileSync(join(fixtures, name, 'lvs.yaml'), 'utf8'), { merge: true }) as Draft,
    ]),
);

/** One edit: what is done, and numbers that choose where and with what. */
export interface RandomEdit {
  readonly how: keyof typeof edits;
  readonly at: number;
  readonly key: number;
  readonly value: number;
}

/** Some edits of an inventory; those that make no sense there do nothing. */
export function randomEdits(constraints: fc.ArrayConstraints): fc.Arbitrary<RandomEdit[]> {
  return fc.array(
    fc.record({
      how: fc.constantFrom(...(Object.keys(edits) as (keyof typeof edits)[])),
      at: fc.nat(10_000),
      key: fc.nat(10_000),
      value: fc.nat(10_000),
    }),
    constraints,
  );
}

/** The inventory after some edits. */
export function withEdits(base: Draft, list: readonly RandomEdit[]): Draft {
  const draft = structuredClone(base);
  for (const edit of list) edits[edit.how](draft, edit);
  return draft;
}

const edits = {
  rename(draft: Draft, { at, key, value }: RandomEdit): void {
    const map = pick(maps(draft), at);
    const from = pick(Object.keys(map), key);
    const to = pick([...new Set([...NAMES, ...maps(draft).flatMap(Object.keys)])], value);
    if (from === undefined || to in map) return;
    refill(
      map,
      Object.entries(map).map(([name, item]) => [name === from ? to : name, item]),
    );
    if (map === draft['virtual_ips']) forServices(draft, (service) => point(service, from, to));
    if (map === draft['roles'])
      for (const role of rolesOf(draft)) kicksOf(role, (kick) => (kick === from ? to : kick));
  },
  remove(draft: Draft, { at, key, value }: RandomEdit): void {
    const map = pick(maps(draft), at);
    const gone = pick(Object.keys(map), key);
    if (gone === undefined) return;
    delete map[gone];
    const other = pick(Object.keys(map), value);
    if (map === draft['virtual_ips']) forServices(draft, (service) => point(service, gone, other));
  },
  turn(draft: Draft, { at, key }: RandomEdit): void {
    const map = pick(maps(draft), at);
    const entries = Object.entries(map);
    refill(map, [...entries.slice(key % 3), ...entries.slice(0, key % 3)]);
  },
  move(draft: Draft, { at, key, value }: RandomEdit): void {
    const kind = at % 2 === 0 ? 'servers' : 'services';
    const lists = rolesOf(draft).map((role) => (role[kind] ??= {}) as Draft);
    const from = pick(lists, at >> 1);
    const to = pick(lists, value);
    const name = typeof from === 'object' ? pick(Object.keys(from), key) : undefined;
    if (name === undefined || typeof to !== 'object' || name in to) return;
    const item = (from as Draft)[name];
    delete (from as Draft)[name];
    to[name] = item;
  },
  copy(draft: Draft, { at, key, value }: RandomEdit): void {
    const map = pick(maps(draft), at);
    const name = pick(Object.keys(map), key);
    const to = pick(NAMES, value);
    if (name === undefined || to in map) return;
    const copy = structuredClone(map[name]);
    const entries = Object.entries(map);
    entries.splice(value % (entries.length + 1), 0, [to, isMap(copy) ? without(copy, 'services') : copy]);
    refill(map, entries);
  },
  set(draft: Draft, { at, key, value }: RandomEdit): void {
    const [path, choices] = pick(VALUES, key);
    const items = itemsOf(draft, path);
    const item = pick(items, at);
    const name = path[path.length - 1] as string;
    const chosen = pick(choices, value);
    if (item === undefined) return;
    if (chosen === undefined) delete item[name];
    else item[name] = chosen;
  },
};

const NAMES = ['one', 'two', 'three', 'node1.oe.example', 'node2.oe.example'];

/** Values by the kind of thing that has them; undefined takes the key away. */
const VALUES: readonly (readonly [readonly string[], readonly unknown[]])[] = [
  [
    ['server', 'state'],
    ['setup', 'production', 'draining', 'retired', undefined],
  ],
  [
    ['server', 'state'],
    ['setup', 'production', 'draining', 'retired', undefined],
  ],
  [
    ['server', 'weight'],
    [0, 1, 2, undefined],
  ],
  [
    ['server', 'port'],
    [8080, undefined],
  ],
  [
    ['server', 'upper_threshold'],
    [100, undefined],
  ],
  [
    ['server', 'lower_threshold'],
    [50, undefined],
  ],
  [
    ['server', 'address'],
    ['172.31.8.21', '172.31.8.211', '10.20.0.11'],
  ],
  [
    ['service', 'state'],
    ['setup', 'production', 'draining', 'retired', undefined],
  ],
  [
    ['service', 'state'],
    ['setup', 'production', 'draining', 'retired', undefined],
  ],
  [
    ['service', 'port'],
    [80, 8000],
  ],
  [
    ['service', 'protocol'],
    ['tcp', 'udp', undefined],
  ],
  [
    ['service', 'forwarding'],
    ['gate', 'masq', 'ipip', undefined],
  ],
  [
    ['service', 'scheduler'],
    ['rr', 'wlc', 'sh', undefined],
  ],
  [
    ['service', 'checktype'],
    ['connect', 'ping', 'negotiate', undefined],
  ],
  [
    ['service', 'persistent'],
    [60, undefined],
  ],
  [
    ['service', 'fallback'],
    ['192.0.2.9:80', undefined],
  ],
  [
    ['service', 'quiescent'],
    [true, false, undefined],
  ],
  [
    ['service', 'emailalert'],
    ['ops@oe.example', undefined],
  ],
  [
    ['service', 'passwd'],
    [{ hiera: 'oe::one' }, { hiera: 'oe::two' }, undefined],
  ],
  [
    ['service', 'fwmark'],
    [7, 8],
  ],
  [
    ['virtual_ip', 'address'],
    ['172.31.8.200', '172.31.8.201'],
  ],
  [
    ['virtual_ip', 'interface'],
    ['eth2', undefined],
  ],
  [
    ['virtual_ip', 'prefix'],
    [24, undefined],
  ],
  [
    ['role', 'description'],
    ['another', undefined],
  ],
  [
    ['role', 'kicks'],
    [['rabbitmq'], ['gui', 'rabbitmq'], ['rabbitmq', 'rabbitmq'], undefined],
  ],
  [
    ['role', 'servers'],
    ['discover', { discover: true, min_servers: 2 }, {}],
  ],
  [
    ['directors', 'role'],
    ['lvs', 'balancer'],
  ],
  [
    ['directors', 'interface'],
    ['eth0', 'eth5'],
  ],
  [
    ['directors', 'ha'],
    ['none', 'external', undefined],
  ],
  [
    ['ldirectord', 'checktimeout'],
    [4, undefined],
  ],
  [
    ['ldirectord', 'quiescent'],
    [true, false, undefined],
  ],
  [
    ['ldirectord', 'fallback'],
    ['192.0.2.8:80', undefined],
  ],
  [
    ['ldirectord', 'logfile'],
    ['local0', undefined],
  ],
  [
    ['defaults', 'scheduler'],
    ['wlc', 'rr', undefined],
  ],
  [
    ['defaults', 'checktimeout'],
    [6, undefined],
  ],
  [
    ['kicker', 'module'],
    ['emit', 'external', 'none', undefined],
  ],
  [
    ['module', 'name'],
    ['lvs', 'balancing'],
  ],
  [
    ['module', 'version'],
    ['0.1.0', '0.2.0'],
  ],
];

function itemsOf(draft: Draft, [kind]: readonly string[]): Draft[] {
  if (kind === 'role') return rolesOf(draft);
  if (kind === 'server') return rolesOf(draft).flatMap(({ servers }) => longForms(servers));
  if (kind === 'service') return rolesOf(draft).flatMap(({ services }) => longForms(services));
  if (kind === 'virtual_ip') return longForms(draft['virtual_ips']);
  return [(draft[kind as string] ??= {}) as Draft];
}

/** The things of a map, none of them a bare address. */
function longForms(map: unknown): Draft[] {
  if (!isMap(map) || 'discover' in map) return [];
  for (const [name, item] of Object.entries(map)) if (typeof item === 'string') map[name] = { address: item };
  return Object.values(map).filter(isMap);
}

function maps(draft: Draft): Draft[] {
  const lists = rolesOf(draft).flatMap(({ servers, services }) => [servers, services]);
  const hosts = (draft['directors'] as Draft)['hosts'];
  const roles = draft['roles'];
  return [draft['networks'], hosts, draft['virtual_ips'], roles, roles, roles, ...lists, ...lists].filter(
    (map): map is Draft => isMap(map) && !('discover' in map),
  );
}

function rolesOf(draft: Draft): Draft[] {
  return Object.values(draft['roles'] as Draft).filter(isMap);
}

function forServices(draft: Draft, change: (service: Draft) => void): void {
  for (const role of rolesOf(draft)) for (const service of longForms(role['services'])) change(service);
}

function point(service: Draft, from: string, to: string | undefined): void {
  if (service['virtual_ip'] === from) service['virtual_ip'] = to;
}

function kicksOf(role: Draft, change: (kick: string) => string): void {
  if (Array.isArray(role['kicks'])) role['kicks'] = role['kicks'].map((kick) => change(String(kick)));
}

function refill(map: Draft, entries: readonly (readonly [string, unknown])[]): void {
  for (const key of Object.keys(map)) delete map[key];
  Object.assign(map, Object.fromEntries(entries));
}

function without(map: Draft, key: string): Draft {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

function isMap(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T>(items: readonly T[], index: number): T {
  return items[index % Math.max(1, items.length)] as T;
}
