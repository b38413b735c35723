import type { Forwarding, Inventory, VirtualIp } from '../inventory/model.ts';
import { familyOf, networkAddressOf, single } from './addresses.ts';
import { fallbackHost, isFallback } from './fallback-host.ts';
import { fallbackOf } from './fallbacks.ts';
import {
  clientNetworks,
  inhabitants,
  liveServices,
  servicesInFile,
  unique,
  withAddresses,
  type Inhabitant,
} from './lab-hosts.ts';
import { extraVirtualIps, networksOf, placeOnLinks, type Link, type Links } from './lab-segments.ts';
import type { BoundByOthers, LabHost, LabInterface, LabPlan, NotRehearsed, Route, Segment } from './model.ts';
import { mergeWanted, plainly, wantedOn, type Wanted } from './stand-ins.ts';

/** The router's addresses on every bridge: link-local ones, so that they meet no address of the inventory. */
const ROUTER: Readonly<Record<4 | 6, string>> = { 4: '169.254.0.1', 6: 'fe80::1' };
const ROUTER_ADDRESSES = [`${ROUTER[4]}/32`, `${ROUTER[6]}/64`];

const FIRST_INTERFACE = 'eth0';
const CLIENT = 'client';

/**
 * The lab of an inventory. A link is a network of the inventory, the client has one of its own, and a router stands between all.
 * - Every address is one with all its bits, and what is on the link is a route of its own: the other hosts there, and the
 *   networks that the inventory declares there. So a lab has no neighbours that the inventory does not tell of.
 * - Everybody's default route leads to the router, as direct routing wants it: answers do not pass the director. A real
 *   server that has `masq` in a family answers through the first director: with all that it sends where it has nothing else,
 *   otherwise with what comes from its own address.
 * - The router knows for each address on which link it is; a virtual IP is where the director's interface for it is.
 * @param inventory with its large roles reduced already
 * @param reduced what was left out for that
 * @param states of a change, where the inventory has what either of them has: stand-ins answer the checks of both
 */
export function planLab(
  inventory: Inventory,
  reduced: readonly string[] = [],
  states: StatesOfChange = { after: inventory },
): LabPlan {
  const hosts = withAddresses(inventory, inhabitants(inventory));
  const links = placeOnLinks(inventory, hosts);
  const segments = segmentsOf(links);
  const bridgeOf = (link: Link): string => segments[links.links.indexOf(link)]?.bridge ?? '';
  const placed = hosts.map((host) => placeHost(inventory, host, links));
  const furnished = placed.map((place) => furnish(states, place.host));
  const client = planClient(inventory, segments, placed.length);
  const labHosts = [
    ...placed.map((place, index): LabHost => {
      const { hostname, kind, roles } = place.host;
      const interfaces = place.interfaces.map(({ name, link, addresses }): LabInterface => {
        return { name, bridge: bridgeOf(link), addresses: addresses.map(single) };
      });
      const routes = hostRoutes(place, placed);
      const standIns = furnished[index]?.standIns ?? [];
      return { id: `h${index}`, hostname, kind, roles, interfaces, routes, standIns };
    }),
    client.host,
  ];
  return {
    inventory,
    reduced,
    segments,
    hosts: labHosts,
    router: {
      addresses: ROUTER_ADDRESSES,
      routes: [
        ...routesToHosts(placed, bridgeOf),
        ...routesToVirtualIps(inventory, placed, bridgeOf),
        ...client.routes,
      ],
    },
    boundByOthers: boundByOthers(inventory, labHosts),
    notRehearsed: notRehearsed(
      states,
      furnished.flatMap((found) => found.notRehearsed),
    ),
  };
}

function segmentsOf({ links }: Links): Segment[] {
  return [...links.map(({ name }) => name), 'clients'].map((name, index) => ({
    bridge: `seg${index}`,
    name,
  }));
}

interface StatesOfChange {
  readonly before?: Inventory;
  readonly after: Inventory;
}

/** A host with its interfaces on links. */
interface Placed {
  readonly host: Inhabitant;
  readonly interfaces: readonly {
    readonly name: string;
    readonly link: Link;
    readonly addresses: readonly string[];
  }[];
}

/** The first interface has the addresses; further ones of a director wait for their virtual IPs. */
function placeHost(inventory: Inventory, host: Inhabitant, links: Links): Placed {
  const name = host.kind === 'director' ? inventory.directors.interface : FIRST_INTERFACE;
  const further = new Map<string, Link>();
  for (const virtualIp of extraVirtualIps(inventory, host))
    if (!further.has(virtualIp.interface))
      further.set(virtualIp.interface, links.ofVirtualIp(virtualIp, host));
  return {
    host,
    interfaces: [
      { name, link: links.ofHost(host), addresses: host.addresses },
      ...[...further].map(([device, link]) => ({ name: device, link, addresses: [] })),
    ],
  };
}

/** One route to each target: the kernel refuses a second one. */
function hostRoutes(place: Placed, placed: readonly Placed[]): Route[] {
  const families = place.host.addresses.map(familyOf);
  const routes = families.flatMap((family) => [
    ...firstOnEachLink(place).flatMap(({ name, link }) => onLinkRoutes(place, placed, link, name, family)),
    ...defaultRoutes(place, placed, family),
  ]);
  return [...new Map(routes.map((route) => [`${route.family} ${route.to} ${route.from}`, route])).values()];
}

/** Of several interfaces on one link the first one is used. */
function firstOnEachLink({ interfaces }: Placed): Placed['interfaces'] {
  return interfaces.filter(
    ({ link }, index) => interfaces.findIndex((other) => other.link === link) === index,
  );
}

function onLinkRoutes(
  place: Placed,
  placed: readonly Placed[],
  link: Link,
  device: string,
  family: 4 | 6,
): Route[] {
  const neighbours = placed
    .filter((other) => other !== place)
    .flatMap(({ interfaces }) => interfaces.filter((other) => other.link === link))
    .flatMap(({ addresses }) => addresses.filter((address) => familyOf(address) === family));
  const targets = unique([...neighbours.map(single), ...networksOf(link, family).map(networkAddressOf)]);
  const own = new Set(place.host.addresses.map(single));
  return targets.filter((to) => !own.has(to)).map((to) => ({ to, family, device }));
}

/**
 * Answers of `gate` and `ipip` come from a virtual IP, those of `masq` from the address of the real server: so the source tells
 * which way is right where a host has both. A director drops what comes from its own virtual IP.
 */
function defaultRoutes(place: Placed, placed: readonly Placed[], family: 4 | 6): Route[] {
  const { host, interfaces } = place;
  const [first] = interfaces;
  if (first === undefined) return [];
  const straight = viaGateway(ROUTER[family], first.name);
  const director = returnsThrough(place, placed, family);
  if (director === undefined) return straight;
  const back = viaGateway(director, first.name);
  const own = host.addresses.find((address) => familyOf(address) === family);
  if (own === undefined || methodsOf(host, family).every((method) => method === 'masq')) return back;
  const from = single(own);
  return [...straight, ...back.map((route) => (route.to === 'default' ? { ...route, from } : route))];
}

/** A gateway may be in no network of the host, so it is told that it is on the link; link-local ones of IPv6 always are. */
function viaGateway(via: string, device: string): Route[] {
  const family = familyOf(via);
  const onLink: Route[] = via === ROUTER[6] ? [] : [{ to: single(via), family, device }];
  return [...onLink, { to: 'default', family, via, device }];
}

/** By which methods directors reach a real server in a family. */
function methodsOf({ serves }: Inhabitant, family: 4 | 6): Forwarding[] {
  return serves
    .filter(({ address }) => familyOf(address) === family)
    .map(({ service }) => service.forwarding.value);
}

/**
 * The address of the first director, through which a real server answers where directors translate its address in a family.
 * It needs one of the director's interfaces on its link, whichever.
 */
function returnsThrough(
  { host, interfaces }: Placed,
  placed: readonly Placed[],
  family: 4 | 6,
): string | undefined {
  const director = placed.find((other) => other.host.kind === 'director');
  const translated = methodsOf(host, family).includes('masq');
  if (host.kind === 'director' || !translated || director === undefined) return undefined;
  const [first] = interfaces;
  if (!director.interfaces.some(({ link }) => link === first?.link)) return undefined;
  return director.host.addresses.find((address) => familyOf(address) === family);
}

function routesToHosts(placed: readonly Placed[], bridgeOf: (link: Link) => string): Route[] {
  return placed.flatMap(({ interfaces }) =>
    interfaces.flatMap(({ link, addresses }) =>
      addresses.map((address) => ({
        to: single(address),
        family: familyOf(address),
        device: bridgeOf(link),
      })),
    ),
  );
}

/** Also of those that no service uses: what was removed must not answer, and that can only be seen where it is looked for. */
function routesToVirtualIps(
  { virtualIps }: Inventory,
  placed: readonly Placed[],
  bridgeOf: (link: Link) => string,
): Route[] {
  const director = placed.find(({ host }) => host.kind === 'director');
  const [first] = director?.interfaces ?? [];
  if (director === undefined || first === undefined) return [];
  return virtualIps.map(({ address, interface: device }): Route => {
    const { link } = director.interfaces.find(({ name }) => name === device) ?? first;
    return { to: single(address.text), family: address.family, device: bridgeOf(link) };
  });
}

function planClient(
  inventory: Inventory,
  segments: readonly Segment[],
  index: number,
): { readonly host: LabHost; readonly routes: readonly Route[] } {
  const bridge = segments.at(-1)?.bridge ?? '';
  const networks = clientNetworks(inventory);
  const addresses = networks.flatMap((network) => network.addresses);
  return {
    host: {
      id: `h${index}`,
      hostname: CLIENT,
      kind: 'client',
      roles: [],
      interfaces: [{ name: FIRST_INTERFACE, bridge, addresses: addresses.map(single) }],
      routes: networks.flatMap(({ cidr }) => viaGateway(ROUTER[familyOf(cidr)], FIRST_INTERFACE)),
      standIns: [],
    },
    routes: networks.map(({ cidr }) => ({ to: cidr, family: familyOf(cidr), device: bridge })),
  };
}

/** The stand-ins of a host: for what it serves, and for the services of which it is the fallback. */
function furnish({ before, after }: StatesOfChange, host: Inhabitant): ReturnType<typeof mergeWanted> {
  const newer = wantedOn(host.hostname, after);
  const older = before && wantedOn(host.hostname, before);
  const fallbacks = [after, ...(before ? [before] : [])].flatMap((inventory) =>
    wantedOfFallback(inventory, host),
  );
  const wanted = [
    ...newer.wanted,
    ...(older?.wanted ?? []).map((one): Wanted => ({ ...one, before: true })),
    ...fallbacks,
  ];
  const merged = mergeWanted(wanted, host.hostname);
  return {
    standIns: merged.standIns,
    notRehearsed: [
      ...newer.notRehearsed,
      ...(older?.notRehearsed ?? []).map(({ service, why }) => ({
        service,
        why: `${why}, before the change`,
      })),
      ...merged.notRehearsed,
    ],
  };
}

function wantedOfFallback(inventory: Inventory, host: Inhabitant): Wanted[] {
  return servicesInFile(inventory).flatMap((service) => {
    const fallback = fallbackOf(inventory, service);
    if (fallback === undefined || !isFallback(host, fallback)) return [];
    const ports = fallback.port === undefined ? service.ports.map(({ value }) => value) : [fallback.port];
    return ports.map((port) => plainly(service, port));
  });
}

/**
 * What others than the module bind: see `LabPlan`.
 * @param hosts of the lab; with those of both states of a change it can be asked of each state
 */
export function boundByOthers(inventory: Inventory, hosts: readonly LabHost[]): BoundByOthers[] {
  const director = hosts.find(({ kind }) => kind === 'director');
  const services = servicesInFile(inventory);
  const bound = (host: LabHost, device: string, { address }: VirtualIp, prefix: number): BoundByOthers => ({
    host: host.id,
    interface: device,
    address: `${address.text}/${prefix}`,
  });
  const onDirector =
    director === undefined || inventory.directors.ha !== 'external'
      ? []
      : services.map(({ virtualIp }) => bound(director, virtualIp.interface, virtualIp, virtualIp.prefix));
  const onFallbacks = services.flatMap((service) => {
    const fallback = fallbackOf(inventory, service);
    const host = fallback?.forwarding === 'gate' ? fallbackHost(hosts, fallback) : undefined;
    const { virtualIp } = service;
    if (host?.kind !== 'fallback') return [];
    return [bound(host, 'lo', virtualIp, virtualIp.address.family === 6 ? 128 : 32)];
  });
  const all = [...onDirector, ...onFallbacks];
  return [...new Map(all.map((one) => [`${one.host} ${one.interface} ${one.address}`, one])).values()];
}

/** One reason for each service. A role that discovers its servers may have none that is known. */
function notRehearsed({ before, after }: StatesOfChange, found: readonly NotRehearsed[]): NotRehearsed[] {
  const states = before ? [after, before] : [after];
  const unknown = states
    .flatMap(({ roles }) => roles)
    .filter(({ discover, servers }) => discover && servers.length === 0)
    .flatMap(({ services }) => services)
    .map(({ name }) => ({ service: name, why: 'has servers that only a master knows' }));
  const reasons = new Map<string, NotRehearsed>();
  for (const one of [...unknown, ...found]) if (!reasons.has(one.service)) reasons.set(one.service, one);
  return unique(states.flatMap(liveServices).map(({ name }) => name)).flatMap(
    (name) => reasons.get(name) ?? [],
  );
}
