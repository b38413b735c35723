/**
 * An ldirectord.cf as the daemon understands it, with the places of what it says, in one file or (`At`) in one of several. Values are kept as the daemon keeps them, as text: to it the ports `80` and
 * `080` are two.
 */
export interface Config<At = Span> {
  /** Global directives, the last of each name. */
  readonly directives: ReadonlyMap<string, Directive<At>>;
  /** The fallback of services that have none, by address family. */
  readonly fallbacks: ReadonlyMap<4 | 6, Fallback<At>>;
  /** Other instances that the daemon starts (`execute`). */
  readonly instances: readonly Directive<At>[];
  readonly virtuals: readonly Virtual<At>[];
}

/** Where something stands in its line. Lines and columns count from 1; the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export interface Directive<At = Span> {
  readonly name: string;
  /** What the daemon keeps of the value. */
  readonly value: string;
  readonly at: At;
}

/** What clients ask: an address and a port, or packets with a firewall mark. */
export type Endpoint =
  { readonly address: string; readonly port: string; readonly mark?: undefined } | { readonly mark: string };

export interface Virtual<At = Span> {
  readonly family: 4 | 6;
  readonly endpoint: Endpoint;
  readonly protocol: 'tcp' | 'udp' | 'fwm';
  /** Directives of the section but `protocol`, `real` and `fallback`, the last of each name. */
  readonly directives: ReadonlyMap<string, Directive<At>>;
  /** Login and password that the daemon makes up for a check. */
  readonly implied: ReadonlyMap<'login' | 'passwd', string>;
  readonly fallback: Fallback<At> | undefined;
  readonly reals: readonly Real<At>[];
  /** Comments right before the section, without `#`, and those inside. */
  readonly comments: readonly string[];
  readonly at: At;
}

export interface Fallback<At = Span> {
  readonly address: string;
  /** Undefined where the file leaves it out: for a global one, that of each service. */
  readonly port: string | undefined;
  readonly forwarding: string;
  readonly at: At;
}

export interface Real<At = Span> {
  readonly address: string;
  readonly port: string;
  readonly forwarding: string;
  readonly weight: string;
  readonly request: string | undefined;
  readonly receive: string | undefined;
  readonly lowerThreshold: string | undefined;
  readonly upperThreshold: string | undefined;
  readonly at: At;
}

/** Why the daemon refuses a file. */
export type Refusal =
  | 'unknown-directive'
  | 'deprecated-directive'
  | 'invalid-value'
  | 'invalid-virtual'
  | 'duplicate-virtual'
  | 'wrong-family'
  | 'invalid-real'
  | 'invalid-forwarding'
  | 'invalid-range'
  | 'invalid-fallback';

/** Something in a file because of which the daemon refuses it, or, with `needs-names`, because of which nobody can tell here. */
export interface Problem {
  readonly kind: Refusal | 'needs-names';
  readonly message: string;
  readonly hint?: string;
  readonly at: Span;
  /** The line that the daemon names, where it is another one. */
  readonly daemonLine?: number;
}

/** What was read of a file; the daemon stops at the first problem. */
export interface ReadConfig {
  readonly config: Config;
  /** In the order in which the daemon comes to them, which is not that of their lines. */
  readonly problems: readonly Problem[];
}
