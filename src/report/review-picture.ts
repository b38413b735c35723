import { hostText } from '../inventory/address.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { VirtualService } from '../inventory/model.ts';
import type { Review } from '../diff/model.ts';
import { changedParts, type ChangedParts, type Mark, type Parts } from './changed-parts.ts';

/** The part of two inventories that changes, and what it belongs to. Nodes are named by their keys. */
export interface Picture {
  readonly virtualIps: ReadonlyMap<string, { readonly address: string; readonly mark: Mark }>;
  readonly services: ReadonlyMap<string, PictureService>;
  readonly roles: ReadonlyMap<string, PictureRole>;
  readonly kicks: readonly { readonly from: string; readonly to: string; readonly mark: Mark }[];
  /** How many further services and roles there are that change and are not shown. */
  readonly more: number;
}

export interface PictureService {
  readonly endpoint: string;
  readonly mark: Mark;
  readonly virtualIp: string;
  readonly role: string;
}

export interface PictureRole {
  readonly mark: Mark;
  /** The servers that change, and how many there are besides. */
  readonly servers: readonly { readonly hostname: string; readonly address: string; readonly mark: Mark }[];
  readonly moreServers: number;
}

/** More than this nobody reads in a comment. */
const MAX_SERVICES = 30;
const MAX_ROLES = 20;
const MAX_SERVERS = 8;

/** What changes, as a picture. Undefined where nothing of it can be drawn, as with a global directive. */
export function pictureOf(review: Review): Picture | undefined {
  const parts = changedParts(review);
  const touched = touchedRoles(parts);
  const roles = new Set([...parts.roles.keys()].filter((name) => touched.has(name)).slice(0, MAX_ROLES));
  const changed = [...parts.services].filter(([, { mark }]) => mark !== undefined);
  const services = new Map(changed.filter(([, { item }]) => roles.has(item.role)).slice(0, MAX_SERVICES));
  const virtualIps = shownVirtualIps(parts, services);
  if (virtualIps.size + roles.size === 0) return undefined;
  return {
    virtualIps,
    services: new Map([...services].map(([name, { item, mark }]) => [name, serviceNode(item, mark)])),
    roles: new Map([...roles].map((name) => [name, roleNode(name, parts)])),
    kicks: changedKicks(parts).filter(({ from, to }) => roles.has(from) && roles.has(to)),
    more: changed.length - services.size + touched.size - roles.size,
  };
}

/** Roles that change, or of which something changes. */
function touchedRoles(parts: ChangedParts): Set<string> {
  const { roles, services, servers } = parts;
  const known = [
    ...[...roles].flatMap(([name, { mark }]) => (mark === undefined ? [] : [name])),
    ...[...services.values(), ...servers.values()].flatMap(({ item, mark }) =>
      mark === undefined ? [] : [item.role],
    ),
    ...changedKicks(parts).flatMap(({ from, to }) => [from, to]),
  ];
  return new Set(known.filter((name) => roles.has(name)));
}

function changedKicks({ kicks }: ChangedParts): { from: string; to: string; mark: Mark }[] {
  return [...kicks.values()].flatMap(({ item: { role, item }, mark }) =>
    mark === undefined ? [] : [{ from: role, to: item, mark }],
  );
}

function shownVirtualIps(
  { virtualIps }: ChangedParts,
  services: ChangedParts['services'],
): Map<string, { address: string; mark: Mark }> {
  const used = new Set([...services.values()].map(({ item }) => item.item.virtualIp));
  return new Map(
    [...virtualIps]
      .filter(([name, { mark }]) => mark !== undefined || used.has(name))
      .slice(0, MAX_SERVICES)
      .map(([name, { item, mark }]) => [name, { address: item.address.text, mark }]),
  );
}

type ServiceItem = ChangedParts['services'] extends Parts<infer T> ? T : never;

function serviceNode({ role, item: { service, virtualIp } }: ServiceItem, mark: Mark): PictureService {
  return { endpoint: endpointOf(service), mark, virtualIp, role };
}

function endpointOf({ virtualIp, ports, protocol }: VirtualService): string {
  return `${hostText(virtualIp.address)}:${ports.map(({ value }) => value).join(',')}/${protocol.value}`;
}

function roleNode(name: string, { roles, servers }: ChangedParts): PictureRole {
  const own = [...servers.values()].filter(({ item }) => item.role === name);
  const changed = own.filter(({ mark }) => mark !== undefined).slice(0, MAX_SERVERS);
  // What is retired is no server any more, unless it has just become so.
  const known = own.filter(({ item: { item }, mark }) => mark !== undefined || isLive(item));
  return {
    mark: roles.get(name)?.mark,
    servers: changed.map(({ item: { item }, mark }) => ({
      hostname: item.hostname,
      address: item.address.text,
      mark,
    })),
    moreServers: known.length - changed.length,
  };
}
