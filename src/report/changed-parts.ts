import type { Review, Subject } from '../diff/model.ts';
import type { Inventory, RealServer, Role, VirtualIp, VirtualService } from '../inventory/model.ts';

/** What became of a part; undefined for one that stays as it is. */
export type Mark = 'added' | 'removed' | 'changed' | undefined;

/** A part of an inventory, as it is after the change, or as it was where it is gone. */
export interface Part<T> {
  readonly item: T;
  readonly mark: Mark;
}

/** Parts by their names after the change. Parts of the new inventory come first, then what is gone. */
export type Parts<T> = ReadonlyMap<string, Part<T>>;

/** Something of a role. Roles and virtual IPs are named as after the change. */
export interface OfRole<T> {
  readonly role: string;
  readonly item: T;
}

/** The parts of both sides of a review, each once. */
export interface ChangedParts {
  readonly virtualIps: Parts<VirtualIp>;
  readonly roles: Parts<Role>;
  readonly services: Parts<OfRole<{ readonly service: VirtualService; readonly virtualIp: string }>>;
  readonly servers: Parts<OfRole<RealServer>>;
  /** The item is the role that is kicked. */
  readonly kicks: Parts<OfRole<string>>;
}

type Kind = Subject['kind'];

/** What a part is called after the change. */
type Rename = (kind: Kind, name: string) => string;

type Entry<T> = readonly [key: string, item: T];

/** What became of each part: it has come, it has gone, it has changes of its own, or it stays. */
export function changedParts(review: Review): ChangedParts {
  const renamed = renames(review);
  const compare = <T>(
    kind: Kind,
    entries: (side: Inventory, rename: Rename) => readonly Entry<T>[],
  ): Parts<T> =>
    marked(
      new Map(entries(review.before, renamed)),
      new Map(entries(review.after, (_, name) => name)),
      new Set(review.changes.flatMap(({ subject }) => (subject.kind === kind ? [subjectKey(subject)] : []))),
    );
  return {
    virtualIps: compare('virtual-ip', virtualIpEntries),
    roles: compare('role', roleEntries),
    services: compare('service', serviceEntries),
    servers: compare('server', serverEntries),
    kicks: compare('kick', kickEntries),
  };
}

function renames({ changes }: Review): Rename {
  const names = new Map(
    changes.flatMap(({ action, from, subject }) =>
      action === 'renamed' && from !== undefined
        ? [[`${from.kind} ${from.name}`, subject.name] as const]
        : [],
    ),
  );
  return (kind, name) => names.get(`${kind} ${name}`) ?? name;
}

function marked<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  changed: ReadonlySet<string>,
): Parts<T> {
  const markOf = (key: string): Mark => {
    if (!before.has(key)) return 'added';
    return changed.has(key) ? 'changed' : undefined;
  };
  const gone = [...before].filter(([key]) => !after.has(key));
  return new Map([
    ...[...after].map(([key, item]): [string, Part<T>] => [key, { item, mark: markOf(key) }]),
    ...gone.map(([key, item]): [string, Part<T>] => [key, { item, mark: 'removed' }]),
  ]);
}

/** Servers and kicks are known within their role only. */
function subjectKey({ kind, name, role = '' }: Subject): string {
  return kind === 'server' || kind === 'kick' ? `${role} ${name}` : name;
}

function virtualIpEntries({ virtualIps }: Inventory, rename: Rename): Entry<VirtualIp>[] {
  return virtualIps.map((item) => [rename('virtual-ip', item.name), item]);
}

function roleEntries({ roles }: Inventory, rename: Rename): Entry<Role>[] {
  return roles.map((item) => [rename('role', item.name), item]);
}

function serviceEntries(
  { roles }: Inventory,
  rename: Rename,
): Entry<OfRole<{ service: VirtualService; virtualIp: string }>>[] {
  return roles.flatMap(({ name, services }) =>
    services.map((service) => [
      rename('service', service.name),
      {
        role: rename('role', name),
        item: { service, virtualIp: rename('virtual-ip', service.virtualIp.name) },
      },
    ]),
  );
}

function serverEntries({ roles }: Inventory, rename: Rename): Entry<OfRole<RealServer>>[] {
  return roles.flatMap(({ name, servers }) => {
    const role = rename('role', name);
    return servers.map((item): Entry<OfRole<RealServer>> => [
      `${role} ${rename('server', item.hostname)}`,
      { role, item },
    ]);
  });
}

function kickEntries({ roles }: Inventory, rename: Rename): Entry<OfRole<string>>[] {
  return roles.flatMap(({ name, kicks }) => {
    const role = rename('role', name);
    return kicks.map(({ value }): Entry<OfRole<string>> => {
      const item = rename('role', value);
      return [`${role} ${item}`, { role, item }];
    });
  });
}
