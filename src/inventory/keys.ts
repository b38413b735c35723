import { serviceDirectives, type DirectiveKind } from './directives.ts';
import {
  authorName,
  entityName,
  hieraKey,
  interfaceName,
  licenses,
  moduleName,
  modulePath,
  semanticVersion,
  sourceUrl,
  type NameForm,
} from './names.ts';

/** How a value is read that is no map with keys of its own. */
export type ValueKind =
  | DirectiveKind
  /** this one number */
  | { readonly kind: 'constant'; readonly value: number }
  /** text of a certain form */
  | { readonly kind: 'name'; readonly form: NameForm }
  /** a list of such texts */
  | { readonly kind: 'names'; readonly form: NameForm }
  /** a list of paths inside the module */
  | { readonly kind: 'paths'; readonly form: NameForm }
  /** any text that is more than blanks, of so many characters at most */
  | { readonly kind: 'summary'; readonly max: number }
  /** any text without blanks at its ends */
  | { readonly kind: 'trimmed' }
  /** an IP address, without port and prefix */
  | { readonly kind: 'address' }
  /** a port by number or by name */
  | { readonly kind: 'port' }
  /** a list of ports */
  | { readonly kind: 'ports' };

/** A key of the language. */
export interface Key {
  /** What it says, for a person at an editor. */
  readonly description: string;
  readonly required?: true;
  /** The value that holds where the key is left out. */
  readonly default?: string;
  /** What holds where the key is left out, in words, where it is no fixed value. */
  readonly otherwise?: string;
  /** How the value is read; a map with keys of its own, or with names for keys, has none. */
  readonly value?: ValueKind;
}

export type KeyTable = Readonly<Record<string, Key>>;

const port = { kind: 'port' } as const;
/** ipvsadm(8): 0, for none, to 65535. */
const threshold = { kind: 'integer', min: 0, max: 65_535 } as const;
const state = {
  description:
    'Where it is in its life: setup (virtual IPs bound on the real servers, no clients yet), production, draining (no new clients), retired (removed everywhere, kept as a record).',
  default: 'production',
  value: { kind: 'word', words: ['setup', 'production', 'draining', 'retired'] },
} as const satisfies Key;

/** The whole file. */
export const inventoryKeys = {
  version: {
    description: 'Version of this language.',
    required: true,
    value: { kind: 'constant', value: 1 },
  },
  module: { description: 'What metadata.json and the README of the Puppet module say.' },
  networks: {
    description:
      'Networks by name, as 172.31.8.0/24. Addresses are placed by containment, so that a real server that direct routing cannot reach is found.',
  },
  directors: { description: 'The nodes that run ldirectord.', required: true },
  ldirectord: { description: 'Global directives, under the names that they have in ldirectord.cf.' },
  defaults: { description: 'Directives that every service starts from.' },
  virtual_ips: {
    description: 'The addresses that clients connect to, by name: an address, or a map.',
    required: true,
  },
  roles: { description: 'The roles by name: servers, and the services that they offer.', required: true },
  kicker: { description: 'Where the kicker module comes from.' },
  sources: { description: 'Where the servers of roles come from. Changes nothing in the module.' },
  regenerate: { description: 'How the module is brought up to date. Changes nothing that is emitted.' },
} as const satisfies KeyTable;

export const moduleKeys = {
  name: {
    description: 'Name of the Puppet module and of its class.',
    default: 'lvs',
    value: { kind: 'name', form: moduleName },
  },
  author: {
    description: 'First part of the module’s name in metadata.json.',
    default: 'local',
    value: { kind: 'name', form: authorName },
  },
  version: {
    description: 'Version of the module.',
    default: '0.1.0',
    value: { kind: 'name', form: semanticVersion },
  },
  summary: {
    description: 'What the module is for, in one line.',
    default: 'Load balancing with Linux Virtual Server and ldirectord',
    // metadata.json allows no longer one.
    value: { kind: 'summary', max: 144 },
  },
  license: {
    description: 'Licence of the module, by its SPDX identifier.',
    default: 'proprietary',
    value: { kind: 'word', words: licenses },
  },
  source: {
    description: 'URL of the module’s repository.',
    default: 'https://example.org/puppet-lvs',
    value: { kind: 'name', form: sourceUrl },
  },
} as const satisfies KeyTable;

export const directorKeys = {
  role: {
    description: 'Role of the directors, which every other role kicks.',
    default: 'lvs',
    value: { kind: 'name', form: entityName },
  },
  interface: {
    description: 'Network interface of the directors to which virtual IPs are bound.',
    otherwise: 'every virtual IP names its own',
    value: { kind: 'name', form: interfaceName },
  },
  ha: {
    description:
      'Who owns the virtual IPs. none: the one director; external: pacemaker or keepalived moves them, and the module never binds them on directors.',
    default: 'none',
    value: { kind: 'word', words: ['none', 'external'] },
  },
  hosts: { description: 'The directors: host names and their addresses.' },
} as const satisfies KeyTable;

export const virtualIpKeys = {
  address: { description: 'The IP address.', required: true, value: { kind: 'address' } },
  interface: {
    description: 'Network interface of the directors to which it is bound.',
    otherwise: 'that of the directors',
    value: { kind: 'name', form: interfaceName },
  },
  prefix: {
    description: 'Prefix length with which a director binds it.',
    otherwise: '32, for IPv6 128',
    value: { kind: 'integer', min: 1, max: 128 },
  },
} as const satisfies KeyTable;

export const roleKeys = {
  description: { description: 'What the role is, in one line.', value: { kind: 'trimmed' } },
  servers: {
    description:
      'The real servers: host names with an address or a map each; or `discover`, and the module asks `servers_with_role` when a catalog is compiled.',
  },
  services: { description: 'What these servers offer, by names that are unique in the whole inventory.' },
  kicks: {
    description:
      'Roles whose agents run when a server of this one changed, besides the directors, which always do.',
    value: { kind: 'names', form: entityName },
  },
} as const satisfies KeyTable;

/** Of `servers` that are asked for. */
export const discoverKeys = {
  discover: {
    description: 'Whether the servers are asked from `servers_with_role` when a catalog is compiled.',
    required: true,
    value: { kind: 'boolean' },
  },
  min_servers: {
    description:
      'With fewer servers than this the catalog is refused, so that nothing is emptied by mistake.',
    otherwise: 'no minimum',
    value: { kind: 'integer', min: 0, max: 65_535 },
  },
} as const satisfies KeyTable;

export const serverKeys = {
  address: { description: 'The IP address of the host.', required: true, value: { kind: 'address' } },
  weight: {
    description: 'Share of new connections in relation to other servers; 0 for none.',
    otherwise: '1',
    // ipvsadm(8)
    value: { kind: 'integer', min: 0, max: 2_147_483_647 },
  },
  state,
  port: {
    description: 'Another port than the one of the service, for forwarding: masq alone.',
    otherwise: 'the port of the service',
    value: port,
  },
  lower_threshold: {
    description: 'Number of connections below which a server that was full gets new ones again; 0 for none.',
    otherwise: 'none',
    value: threshold,
  },
  upper_threshold: {
    description: 'Number of connections from which on the server gets no new ones; 0 for no limit.',
    otherwise: 'none',
    value: threshold,
  },
  request: {
    description: 'What a negotiate check asks of this server; only together with `receive`.',
    otherwise: 'what the service says',
    value: { kind: 'quoted', noQuote: true },
  },
  receive: {
    description: 'Perl regular expression that the answer of this server must match; only with `request`.',
    otherwise: 'what the service says',
    value: { kind: 'quoted', noQuote: true },
  },
} as const satisfies KeyTable;

const protocol = {
  description: 'Protocol of the clients’ packets.',
  default: 'tcp',
  value: { kind: 'word', words: ['tcp', 'udp'] },
} as const satisfies Key;

const forwarding = {
  description:
    'How packets reach the real server. gate: direct routing, the server answers the client itself; masq: network address translation; ipip: a tunnel.',
  default: 'gate',
  value: { kind: 'word', words: ['gate', 'masq', 'ipip'] },
} as const satisfies Key;

/** Keys of a service that are no directives. */
export const serviceKeys = {
  virtual_ip: {
    description: 'The virtual IP by its name under `virtual_ips`.',
    required: true,
    value: { kind: 'name', form: entityName },
  },
  port: {
    description: 'The port, by number or by its name in services(5).',
    otherwise: '`fwmark` and `ports`',
    value: port,
  },
  protocol,
  forwarding,
  state,
  fwmark: {
    description:
      'Firewall mark, in place of `port`, that makes one service of several ports. The module marks the packets itself. The kernel knows larger ones, which ipvsadm lists as negative numbers and ldirectord does not find again.',
    value: { kind: 'integer', min: 1, max: 2_147_483_647 },
  },
  ports: {
    description: 'The ports of the firewall mark, by number or by name.',
    value: { kind: 'ports' },
  },
} as const satisfies KeyTable;

/** Keys of `defaults` that are no directives. */
export const defaultsKeys = { forwarding, protocol } as const satisfies KeyTable;

/** Of a secret directive. */
export const secretKeys = {
  hiera: {
    description: 'Key of Hiera that holds the value.',
    required: true,
    value: { kind: 'name', form: hieraKey },
  },
} as const satisfies KeyTable;

export const kickerKeys = {
  module: {
    description:
      'emit: `scaffold` writes it beside the module; external: it is installed already; none: nobody is kicked.',
    default: 'emit',
    value: { kind: 'word', words: ['emit', 'external', 'none'] },
  },
} as const satisfies KeyTable;

export const regenerateKeys = {
  unmanaged: {
    description:
      'Files of the module that are yours: `scaffold` neither writes nor changes nor removes them.',
    otherwise: 'none',
    value: { kind: 'paths', form: modulePath },
  },
} as const satisfies KeyTable;

/** Names of the per-service directives. */
export const directiveNames: readonly string[] = serviceDirectives.map(({ name }) => name);

/** The keys of a table, in its order. */
export function keysOf<T extends KeyTable>(table: T): readonly (keyof T & string)[] {
  return Object.keys(table);
}

/** Those keys of a table that must be there. */
export function requiredKeys(table: KeyTable): string[] {
  return keysOf(table).filter((key) => table[key]?.required === true);
}
