import type { Located, Place } from '../diagnostics/finding.ts';

/**
 * The role inventory, decoded: every reference resolved, every default applied, in the order of the file.
 * Plain frozen data; nothing here knows YAML, Puppet or ldirectord.cf.
 */
export interface Inventory {
  readonly module: ModuleInfo;
  readonly networks: readonly Network[];
  readonly directors: Directors;
  /** Global ldirectord directives that the inventory sets, in the order in which they are printed. */
  readonly ldirectord: ReadonlyMap<string, Located<DirectiveValue>>;
  readonly virtualIps: readonly VirtualIp[];
  readonly roles: readonly Role[];
  readonly kicker: Kicker;
  readonly regenerate: Regenerate;
}

/** How the emitted module is brought up to date. */
export interface Regenerate {
  /** Paths inside the module that are the person's: a file, or a folder that ends with `/` or `/**`. */
  readonly unmanaged: readonly string[];
}

/** What metadata.json and the README of the emitted module say. */
export interface ModuleInfo {
  readonly name: string;
  readonly author: string;
  readonly version: string;
  readonly summary: string;
  readonly license: string;
  readonly source: string;
}

export interface Network {
  readonly name: string;
  /** Canonical CIDR text, for example `172.31.8.0/24`. */
  readonly cidr: string;
  readonly at: Place;
}

export interface Directors {
  readonly role: string;
  /** Where a VIP is bound on a director unless the VIP says otherwise. */
  readonly interface: string;
  readonly ha: 'none' | 'external';
  readonly hosts: readonly Host[];
  readonly at: Place;
}

export interface Host {
  readonly hostname: string;
  readonly address: IpAddress;
  readonly at: Place;
}

/** An address in canonical text (RFC 5952 for IPv6) and its family. */
export interface IpAddress {
  readonly text: string;
  readonly family: 4 | 6;
  readonly at: Place;
}

export interface VirtualIp {
  readonly name: string;
  readonly address: IpAddress;
  /** Prefix length on the director: 32 or 128 unless the inventory says otherwise. */
  readonly prefix: number;
  readonly interface: string;
  readonly at: Place;
}

/** Life cycle of a server or service; `retired` ones are a record only and are not emitted. */
export type State = 'setup' | 'production' | 'draining' | 'retired';

export interface Role {
  readonly name: string;
  /** Puppet variable of the role list, without `$`: the name with `-` as `_`, plus `servers`. */
  readonly variable: string;
  readonly description: string | undefined;
  /** Whether the servers are asked from `servers_with_role` when a catalog is compiled. */
  readonly discover: boolean;
  /** Set where Hiera gives the role an empty list, which takes its services out of ldirectord.cf. */
  readonly emptied?: true;
  readonly minServers: number | undefined;
  readonly servers: readonly RealServer[];
  readonly services: readonly VirtualService[];
  /** Further roles to kick, besides the directors' role. */
  readonly kicks: readonly Located<string>[];
  readonly at: Place;
}

export interface RealServer extends Host {
  /** Undefined where the inventory leaves it out; ldirectord then uses 1. */
  readonly weight: Located<number> | undefined;
  /** Another port than the virtual one: only `masq` can do that, so a rule refuses it elsewhere. */
  readonly port: Located<number> | undefined;
  /** At how many connections the kernel leaves the server out, and from how many on it takes it in again. */
  readonly upperThreshold: Located<number> | undefined;
  readonly lowerThreshold: Located<number> | undefined;
  /** What is asked of this server, and wanted from it, instead of what the service says. */
  readonly check: { readonly request: Located<string>; readonly receive: Located<string> } | undefined;
  readonly state: State;
}

/** How packets reach a real server: direct routing, network address translation or a tunnel. */
export type Forwarding = 'gate' | 'masq' | 'ipip';

export interface VirtualService {
  readonly name: string;
  readonly role: string;
  readonly virtualIp: VirtualIp;
  /** The virtual ports: one, or those whose packets get the firewall mark. */
  readonly ports: readonly [Located<number>, ...Located<number>[]];
  /** The mark that makes one virtual service of all its ports. */
  readonly fwmark: Located<number> | undefined;
  readonly protocol: Located<'tcp' | 'udp'>;
  readonly forwarding: Located<Forwarding>;
  readonly state: State;
  /** Per-virtual directives, defaults applied, in the order in which they are printed. */
  readonly directives: ReadonlyMap<string, Located<DirectiveValue>>;
  readonly at: Place;
}

/** Booleans print as yes and no; text prints quoted where ldirectord wants quotes. */
export type DirectiveValue = boolean | number | string | Secret;

/** A value that only Hiera knows: the key under which it is found there. */
export interface Secret {
  readonly hiera: string;
}

export interface Kicker {
  readonly module: 'emit' | 'external' | 'none';
}
