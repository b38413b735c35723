import type { Inventory, RealServer, Role, VirtualService } from '../../../src/inventory/model.ts';
import { renderConfig } from '../../../src/ldirectord/render-config.ts';
import { viewModule } from '../../../src/module/view.ts';

// What the catalogs of nodes hold by the manifests of the skeleton (config.pp, kernel.pp, marks.pp, install.pp,
// realserver.pp, kick.pp), written down a second time and without regard to changes: what the blast radius is judged by.

/** What nodes have by an inventory, as texts that are equal where the catalogs are. */
export interface Catalogs {
  /** The file of ldirectord, with the keys of secrets. */
  readonly config: string;
  /** The catalog of any director. */
  readonly director: string;
  /** The catalogs of real servers by host name. */
  readonly realServers: ReadonlyMap<string, string>;
  /** What a real server writes down for each of its roles: a change of it kicks. */
  readonly markers: ReadonlyMap<string, string>;
}

/**
 * @param before what was in force: a server has its roles from its certificate or a fact, and keeps them where the inventory
 * only does not list it any more
 */
export function catalogsOf(listed: Inventory, before?: Inventory): Catalogs {
  const config = configOf(listed);
  const inventory = before === undefined ? listed : withKept(listed, before);
  const hosts = new Set(inventory.roles.flatMap(({ servers }) => servers.filter(live).map(nameOf)));
  const realServers = [...hosts].map((host): [string, string] => [host, realServer(inventory, host)]);
  return {
    config,
    director: [config, ...directorParts(inventory)].join('\n'),
    realServers: new Map(realServers),
    markers: new Map(
      inventory.roles.flatMap((role) =>
        role.servers
          .filter(live)
          .map((server): [string, string] => [`${role.name} ${server.hostname}`, markerOf(role, server)]),
      ),
    ),
  };
}

function withKept(inventory: Inventory, before: Inventory): Inventory {
  const old = new Map(before.roles.map(({ name, servers }) => [name, servers]));
  const entered = new Set(
    inventory.roles.flatMap(({ name, servers }) => {
      const known = new Set(old.get(name)?.map(nameOf));
      return servers.map(nameOf).filter((host) => !known.has(host));
    }),
  );
  const roles = inventory.roles.map((role) => {
    const listed = new Set(role.servers.map(nameOf));
    // Whoever goes to another role gives up the one that it had. The module knows no weight of one that is not listed.
    const kept = (old.get(role.name) ?? [])
      .filter((server) => live(server) && !listed.has(nameOf(server)) && !entered.has(nameOf(server)))
      .map((server): RealServer => ({ ...server, state: 'production', weight: undefined }));
    return role.discover ? role : { ...role, servers: [...role.servers, ...kept] };
  });
  return { ...inventory, roles };
}

const live = ({ state }: { readonly state: string }): boolean => state !== 'retired';
const seen = ({ state }: { readonly state: string }): boolean => live({ state }) && state !== 'setup';
const nameOf = ({ hostname }: RealServer): string => hostname;

/** Discovery finds one server here, so that its role has a section. */
function configOf(inventory: Inventory): string {
  const at = inventory.directors.at;
  const found: RealServer = {
    hostname: 'found.oe.example',
    address: { text: '192.0.2.250', family: 4, at },
    weight: undefined,
    port: undefined,
    upperThreshold: undefined,
    lowerThreshold: undefined,
    check: undefined,
    state: 'production',
    at,
  };
  const roles = inventory.roles.map((role) => ({
    ...role,
    servers: role.discover ? [found] : role.servers,
    services: role.services.map(withOpenSecrets),
  }));
  return renderConfig({ ...inventory, roles });
}

function withOpenSecrets(service: VirtualService): VirtualService {
  const directives = [...service.directives].map(
    ([name, { value, at }]) =>
      [name, { value: typeof value === 'object' ? value.hiera : value, at }] as const,
  );
  return { ...service, directives: new Map(directives) };
}

function directorParts(inventory: Inventory): string[] {
  const services = inventory.roles.flatMap((role) => role.services).filter(live);
  const inUse = services.filter(seen);
  const bindings = inventory.directors.ha === 'none' ? inUse.map(({ virtualIp }) => virtualIp) : [];
  const masq = services.filter(({ forwarding }) => forwarding.value === 'masq');
  return [
    JSON.stringify(viewModule(inventory).packages),
    ...sorted(
      services.map(({ directives }) => `scheduler ${String(directives.get('scheduler')?.value ?? 'wrr')}`),
    ),
    ...sorted(masq.map(({ virtualIp }) => `forward ${virtualIp.address.family}`)),
    ...sorted(
      bindings.map(({ address, prefix, interface: device }) => `${device} ${address.text}/${prefix}`),
    ),
    ...sorted(
      inUse
        .filter(({ fwmark }) => fwmark !== undefined)
        .map(
          ({ virtualIp, protocol, ports, fwmark }) =>
            `${virtualIp.address.text} ${protocol.value} ${ports.map(({ value }) => value).join()} ${fwmark?.value}`,
        ),
    ),
  ];
}

function realServer(inventory: Inventory, host: string): string {
  const roles = inventory.roles.flatMap((role) =>
    role.servers
      .filter((server) => live(server) && server.hostname === host)
      .map((server) => ({ role, server })),
  );
  const services = roles.flatMap(({ role }) => role.services).filter(live);
  const masq = services.filter(({ forwarding }) => forwarding.value === 'masq');
  const families = new Set(masq.map(({ virtualIp }) => virtualIp.address.family));
  const gateways = inventory.directors.hosts
    .map(({ address }) => address)
    .filter(({ family }) => families.has(family))
    .map(({ text }) => text);
  const kicks = inventory.kicker.module !== 'none';
  return [
    inventory.module.name,
    ...sorted(services.flatMap(bindingOf)),
    ...(masq.length === 0 ? [] : [[...families].sort().join(), sorted(gateways).join()]),
    ...(kicks ? sorted(roles.map(({ role, server }) => markerOf(role, server))) : []),
    ...(kicks ? sorted(roles.flatMap(({ role }) => targetsOf(inventory, role))) : []),
  ].join('\n');
}

/** The title of the resource that binds the address. */
function bindingOf({ virtualIp: { address }, forwarding }: VirtualService): string[] {
  if (forwarding.value === 'masq') return [];
  const tunnel = address.family === 6 ? 'ip6tnl0' : 'tunl0';
  return [`${forwarding.value === 'ipip' ? tunnel : 'lo'} ${address.text}`];
}

function targetsOf({ directors }: Inventory, { name, kicks }: Role): string[] {
  return [`${name} kicks ${sorted([directors.role, ...kicks.map(({ value }) => value)]).join()}`];
}

function markerOf({ name, services }: Role, { state, weight }: RealServer): string {
  const lines = services
    .filter(live)
    .map(
      ({ name: service, virtualIp, ports, fwmark, protocol, state: of }) =>
        `${service} ${virtualIp.address.text} ${ports.map(({ value }) => value).join()} ${fwmark?.value} ${protocol.value} ${of}`,
    );
  return [`role ${name}`, `weight ${state === 'production' ? (weight?.value ?? 1) : 0}`, ...lines].join('\n');
}

/** Each once. Resources have no order, and a list that names something twice has it once. */
function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}
