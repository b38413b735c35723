import type { Inventory } from '../inventory/model.ts';

/**
 * A small network in which the emitted module is tried out: plain data, made from an inventory. Every host is a
 * network namespace with its own root, every segment a bridge, and a router stands between the segments.
 */
export interface LabPlan {
  /** The inventory with large roles reduced to a sample: the module applied in the lab describes these servers. */
  readonly inventory: Inventory;
  /** What was left out, a sentence each, for the report: "3 of 40 servers of role "gui" (gui1…, gui7…, gui9…)". */
  readonly reduced: readonly string[];
  /** Where the hosts are connected; the clients' segment is the last one. */
  readonly segments: readonly Segment[];
  /** Directors first, in the order of the inventory, then real servers, fallbacks of others, and the client. */
  readonly hosts: readonly LabHost[];
  readonly router: Router;
  /**
   * Virtual IPs that neither the module nor a start of the host binds. With `ha: external` pacemaker or keepalived does it,
   * on the first director here, once the module has run there for the first time. A fallback of others that is reached by
   * direct routing has them on its loopback interface from its start, and does not answer ARP for them.
   */
  readonly boundByOthers: readonly BoundByOthers[];
  /** Services of whose real servers nothing can be expected in a lab: no stand-in answers their checks. */
  readonly notRehearsed: readonly NotRehearsed[];
}

export interface BoundByOthers {
  /** Id of the host. */
  readonly host: string;
  readonly interface: string;
  /** With its prefix. */
  readonly address: string;
}

export interface NotRehearsed {
  /** Name of the service. */
  readonly service: string;
  /** For the report: the rest of a sentence that begins with the service. */
  readonly why: string;
}

/** One broadcast domain: whoever is on it can be asked by ARP and neighbour discovery. */
export interface Segment {
  /** Name of the bridge in the router's namespace: at most 15 of `[a-z0-9-]`, `seg0`, `seg1`, … */
  readonly bridge: string;
  /** What people call it: the network of the inventory, `the only segment` or `clients`. */
  readonly name: string;
}

/** Forwards between the segments; it has an interface (the bridge itself) on each of them. */
export interface Router {
  /** What `ip -batch` sets up: an on-link route for every address of the lab out of the bridge it lives behind. */
  readonly routes: readonly Route[];
  /** The same on every segment: link-local, so it cannot meet an address of the inventory. */
  readonly addresses: readonly string[];
}

export interface Route {
  /** An address with its prefix, or `default`. */
  readonly to: string;
  readonly family: 4 | 6;
  /** Without it the address is on the link. */
  readonly via?: string;
  readonly device: string;
  /** An address of the host, with its prefix: the route counts for what the host sends from there alone. */
  readonly from?: string;
}

/** A `fallback` is a server of last resort that is no host of the inventory: it runs no module. */
export type HostKind = 'director' | 'real server' | 'fallback' | 'client';

export interface LabHost {
  /** Short and safe: names the namespace and the folder of its root and logs. `h0`, `h1`, … */
  readonly id: string;
  /** The host name of the inventory; `client` for the client, the address for a fallback. */
  readonly hostname: string;
  readonly kind: HostKind;
  /** What its fact `role` says: the roles of a real server (several may share a host), the directors' role. */
  readonly roles: readonly string[];
  readonly interfaces: readonly LabInterface[];
  readonly routes: readonly Route[];
  /** What answers on this host in place of the real programs. */
  readonly standIns: readonly StandIn[];
}

export interface LabInterface {
  /** As the inventory names it (`eth0`, `bond0.12`): safe for the kernel, at most 15 characters. */
  readonly name: string;
  readonly bridge: string;
  /** With prefixes: what the host has before any module came. Never a virtual IP. */
  readonly addresses: readonly string[];
}

/** A program that answers on one port like the service that a real server would run, and says which host it is. */
export interface StandIn {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** How it speaks: see `lab/stand-in.pl`. */
  readonly speaks: Speech;
  /** Pairs of what a check asks and an answer that it takes, where the speech has such pairs (http, simpletcp, dns, …). */
  readonly answers: readonly { readonly request: string; readonly answer: string }[];
}

/**
 * `line`: says nothing until it hears a line, then answers with the name of the host. The others are the services of
 * ldirectord's negotiate checks that can be answered without the real program; `s` at the end is TLS.
 */
export type Speech =
  'line' | 'http' | 'https' | 'simpletcp' | 'dns' | 'smtp' | 'pop' | 'imap' | 'ftp' | 'nntp' | 'datagram';

/** How one line of the report came out; `noted` is what a person should know, and nobody did wrong. */
export type Outcome = 'passed' | 'failed' | 'noted' | 'skipped';

/** In which order the hosts run Puppet: as kicks would have it, or the wrong way round. */
export type Order = 'real servers first' | 'directors first';

/** One line of the report: something that was tried and what came of it. */
export interface CheckResult {
  /** Stable: `table`, `answers`, `neighbours`, …, for JSON. */
  readonly check: string;
  /** What it was about: a host, a service or a virtual IP of the inventory; `lab` where it is about all. */
  readonly subject: string;
  /** Of a change, which is tried in either order. */
  readonly order?: Order;
  /** A sentence: what holds, or what was seen instead, in words that are the same whenever the same is seen. */
  readonly text: string;
  /** What was measured, for the end of that sentence: times, and counts that depend on them. */
  readonly measured?: string;
  readonly outcome: Outcome;
  /** What a person needs to understand a failure: lines of evidence, already short. */
  readonly evidence: readonly string[];
  readonly seconds: number;
}
