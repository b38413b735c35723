import { virtualText } from '../inventory/endpoints.ts';
import { isLive } from '../inventory/life-cycle.ts';
import { secretVariable } from '../inventory/names.ts';
import type {
  DirectiveValue,
  Inventory,
  RealServer,
  Role,
  VirtualIp,
  VirtualService,
} from '../inventory/model.ts';
import { roleSettings } from '../inventory/role-settings.ts';
import { globalDirectives } from '../inventory/directives.ts';
import { list, mapping, structure, undef, type PuppetHash, type PuppetValue } from '../lang/puppet.ts';
import { directorBinding, realserverBindings } from './bindings.ts';
import { morePackages } from './packages.ts';
import { viewExample, type ExampleView } from './view-example.ts';

/** What the templates of the module read: plain objects and arrays, every property always there. */
export interface ModuleView {
  /** Name of the module, of its main class and of everything that it puts on a node. */
  readonly module: string;
  /** First part of the names of its types. */
  readonly type: string;
  readonly metadata: MetadataView;
  readonly directorRole: string;
  /** Whether directors bind the VIPs themselves. */
  readonly bindVirtualIps: boolean;
  /** Packages of a director. */
  readonly packages: PuppetValue;
  /** Defaults of the global directives by name. */
  readonly globals: Readonly<Record<string, PuppetValue>>;
  readonly directors: PuppetHash;
  readonly virtualIps: PuppetHash;
  readonly services: PuppetHash;
  readonly settings: PuppetHash;
  readonly roles: readonly RoleView[];
  readonly virtualIpNames: readonly string[];
  readonly serviceList: readonly ServiceView[];
  /** Values that only Hiera knows, each a parameter of its own. */
  readonly secrets: readonly SecretView[];
  /** The services that have some of them. */
  readonly secretServices: readonly SecretServiceView[];
  /** Whether changes of a real server kick anybody. */
  readonly kicks: boolean;
  readonly expected: ExpectedView;
  readonly example: ExampleView;
}

export interface MetadataView {
  readonly slug: string;
  readonly version: string;
  readonly author: string;
  readonly summary: string;
  readonly license: string;
  readonly apache: boolean;
  readonly source: string;
}

export interface RoleView {
  readonly name: string;
  readonly variable: string;
  /** Name and description on one line. */
  readonly title: string;
  readonly discover: boolean;
  /** Address family that is asked for when the servers are discovered. */
  readonly ipv6: boolean;
  readonly servers: readonly PuppetHash[];
  readonly services: readonly string[];
  /** The name, quoted and filled up to the longest one. */
  readonly column: string;
}

export interface ServiceView {
  readonly name: string;
  readonly virtualIp: string;
  readonly address: string;
  /** With the protocol, as in `53/udp`; those of a firewall mark with commas between them, and the mark. */
  readonly port: string;
  readonly forwarding: string;
}

export interface SecretView {
  /** Name of the parameter, without `$`. */
  readonly variable: string;
  readonly service: string;
  readonly directive: string;
  /** The key of Hiera that holds the value. */
  readonly key: string;
}

export interface SecretServiceView {
  /** The name, quoted and filled up to the longest one. */
  readonly column: string;
  readonly secrets: readonly SecretView[];
}

/** What the specs expect of a director and of the real servers of each role. */
export interface ExpectedView {
  /** Values of the `virtual` lines, in the order of the file. */
  readonly virtual: readonly string[];
  readonly directorBindings: readonly string[];
  readonly realservers: readonly { readonly role: string; readonly bindings: readonly string[] }[];
  /** How many nodes `servers_with_role` has to find; 0 without a discovered role. */
  readonly discovered: number;
  /** Whether a role refuses an empty list. */
  readonly minimum: boolean;
}

/** An inventory as the templates want it. Retired services and servers are gone, but for the record of their hosts. */
export function viewModule(inventory: Inventory): ModuleView {
  const roles = inventory.roles.map(withoutRetired);
  const services = roles.flatMap((role) => role.services);
  return {
    module: inventory.module.name,
    type: inventory.module.name.charAt(0).toUpperCase() + inventory.module.name.slice(1),
    metadata: viewMetadata(inventory),
    directorRole: inventory.directors.role,
    bindVirtualIps: inventory.directors.ha === 'none',
    packages: viewPackages(services),
    globals: viewGlobals(inventory),
    directors: mapping(inventory.directors.hosts.map(({ hostname, address }) => [hostname, address.text])),
    virtualIps: mapping(inventory.virtualIps.map((ip) => [ip.name, viewVirtualIp(ip)])),
    services: mapping(services.map((service) => [service.name, viewService(service)])),
    settings: mapping(inventory.roles.map((role) => [role.name, viewSettings(role)])),
    roles: viewRoles(roles),
    virtualIpNames: inventory.virtualIps.map(({ name }) => name),
    serviceList: services.map(viewServiceRow),
    secrets: services.flatMap(viewSecrets),
    secretServices: viewSecretServices(services),
    kicks: inventory.kicker.module !== 'none',
    expected: viewExpected(inventory, roles),
    example: viewExample(roles),
  };
}

function withoutRetired(role: Role): Role {
  return {
    ...role,
    servers: role.servers.filter(isLive),
    services: role.services.filter(isLive),
  };
}

export function viewMetadata({ module }: Inventory): MetadataView {
  const { name, author, version, summary, license, source } = module;
  return {
    slug: `${author}-${name}`,
    version,
    author,
    summary,
    license,
    apache: license === 'Apache-2.0',
    source,
  };
}

function viewPackages(services: readonly VirtualService[]): PuppetValue {
  return list(['ldirectord', 'ipvsadm', ...morePackages(services)]);
}

/** Every global directive: its value in the inventory, else undef; `quiescent` always has one. */
function viewGlobals({ ldirectord }: Inventory): Readonly<Record<string, PuppetValue>> {
  const emitted = globalDirectives.filter(({ status }) => 'emitted' in status);
  const globals = emitted.map(({ name }): [string, PuppetValue] => {
    const missing = name === 'quiescent' ? false : undef;
    return [name, puppetValue(ldirectord.get(name)?.value) ?? missing];
  });
  return Object.fromEntries(globals);
}

function viewVirtualIp({ address, prefix, interface: device }: VirtualIp): PuppetHash {
  return structure([
    ['address', address.text],
    ['prefix', prefix],
    ['interface', device],
  ]);
}

function viewService(service: VirtualService): PuppetHash {
  return structure([
    ['role', service.role],
    ['virtual_ip', service.virtualIp.name],
    ['port', service.fwmark === undefined ? service.ports[0].value : undefined],
    ['fwmark', service.fwmark?.value],
    ['ports', service.fwmark && list(service.ports.map(({ value }) => value))],
    ['state', service.state === 'production' ? undefined : service.state],
    ['forwarding', service.forwarding.value],
    ['protocol', service.protocol.value === 'tcp' ? undefined : service.protocol.value],
    ...[...service.directives].map(([name, { value }]) => [name, puppetValue(value)] as const),
  ]);
}

/** A directive as it stands in the code; a secret does not. */
function puppetValue(value: DirectiveValue | undefined): PuppetValue | undefined {
  return typeof value === 'object' ? undefined : value;
}

function viewSecrets({ name, directives }: VirtualService): SecretView[] {
  return [...directives].flatMap(([directive, { value }]) =>
    typeof value === 'object'
      ? [{ variable: secretVariable(name, directive), service: name, directive, key: value.hiera }]
      : [],
  );
}

function viewSecretServices(services: readonly VirtualService[]): SecretServiceView[] {
  const secretive = services.filter((service) => viewSecrets(service).length > 0);
  const column = columnOf(secretive);
  return secretive.map((service) => ({
    column: `'${service.name}'`.padEnd(column),
    secrets: viewSecrets(service),
  }));
}

/** How wide the longest name is in quotes. */
function columnOf(named: readonly { readonly name: string }[]): number {
  return named.reduce((most, { name }) => Math.max(most, name.length), 0) + 2;
}

function viewSettings(role: Role): PuppetHash {
  const { description, minServers, kicks, weights, retired } = roleSettings(role);
  return structure([
    ['description', description],
    ['min_servers', minServers],
    ['kicks', kicks.length > 0 ? list(kicks) : undefined],
    ['weights', weights.length > 0 ? mapping(weights) : undefined],
    ['retired', retired.length > 0 ? list(retired) : undefined],
  ]);
}

function viewRoles(roles: readonly Role[]): RoleView[] {
  const column = columnOf(roles);
  return roles.map((role) => ({
    name: role.name,
    variable: role.variable,
    title: role.description === undefined ? role.name : `${role.name}: ${role.description}`,
    discover: role.discover,
    ipv6: isIpv6(role),
    servers: role.servers.map(viewServer),
    services: role.services.map(({ name }) => name),
    column: `'${role.name}'`.padEnd(column),
  }));
}

function isIpv6(role: Role): boolean {
  return role.services.length > 0 && role.services.every(({ virtualIp }) => virtualIp.address.family === 6);
}

function viewServer(server: RealServer): PuppetHash {
  return structure([
    ['hostname', server.hostname],
    ['address', server.address.text],
    ['port', server.port?.value],
    ['weight', server.weight?.value],
    ['lower_threshold', server.lowerThreshold?.value],
    ['upper_threshold', server.upperThreshold?.value],
    ['request', server.check?.request.value],
    ['receive', server.check?.receive.value],
    ['state', server.state === 'production' ? undefined : server.state],
  ]);
}

function viewServiceRow({
  name,
  virtualIp,
  ports,
  fwmark,
  protocol,
  forwarding,
}: VirtualService): ServiceView {
  return {
    name,
    virtualIp: virtualIp.name,
    address: virtualIp.address.text,
    port: `${ports.map(({ value }) => value).join(',')}/${protocol.value}${fwmark === undefined ? '' : ` mark ${fwmark.value}`}`,
    forwarding: METHODS[forwarding.value],
  };
}

/** Forwarding methods in words. */
const METHODS = { gate: 'direct routing', masq: 'address translation', ipip: 'tunnel' } as const;

function viewExpected(inventory: Inventory, roles: readonly Role[]): ExpectedView {
  const services = roles.flatMap((role) => role.services).filter(({ state }) => state !== 'setup');
  const printed = roles.filter(({ discover, servers }) => discover || servers.length > 0);
  const minimums = roles.map(({ discover, minServers }) => (discover ? Math.max(1, minServers ?? 0) : 0));
  const bound = inventory.directors.ha === 'none' ? services : [];
  return {
    virtual: printed
      .flatMap((role) => role.services)
      .filter(({ state }) => state !== 'setup')
      .map(virtualText),
    directorBindings: unique(bound.map(({ virtualIp }) => directorBinding(virtualIp))),
    realservers: roles.map((role) => ({
      role: role.name,
      bindings: unique(role.services.flatMap(realserverBindings)),
    })),
    discovered: minimums.reduce((most, minimum) => Math.max(most, minimum), 0),
    minimum: roles.some(({ minServers }) => (minServers ?? 0) > 0),
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
