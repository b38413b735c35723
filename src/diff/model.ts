import type { Place } from '../diagnostics/finding.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Edit } from './edits.ts';
import type { ReasonCode } from './reasons.ts';

/** How much a change can hurt, the worst first. */
export const risks = ['blocker', 'critical', 'major', 'minor', 'info'] as const;

export type Risk = (typeof risks)[number];

/** What happened to the subject of a change. */
export type Action = 'added' | 'removed' | 'changed' | 'moved' | 'renamed' | 'reordered';

/** The part of an inventory that a change is about. */
export interface Subject {
  readonly kind:
    | 'module'
    | 'network'
    | 'directors'
    | 'director'
    | 'global'
    | 'virtual-ip'
    | 'role'
    | 'server'
    | 'service'
    | 'kick'
    | 'kicker';
  /** Its key in the inventory: a name, a host name, a directive; empty where there is only one, as of `module`. */
  readonly name: string;
  /** The role of a server, a service or a kick (the one that kicks). */
  readonly role?: string;
}

/** One change of meaning between two inventories. */
export interface Change {
  /** The same for the same change in any run, whatever else changes: what, of which subject, and which attribute. */
  readonly id: string;
  /** Its row in the table of reasons, which says why it matters. */
  readonly reason: ReasonCode;
  readonly risk: Risk;
  readonly action: Action;
  /** As it is called after the change, or before it where it is gone. */
  readonly subject: Subject;
  /** What it was called, or where it stood, where it was renamed or moved. */
  readonly from: Subject | undefined;
  /** What of the subject changed, such as `weight`; undefined where it is the subject as a whole. */
  readonly attribute: string | undefined;
  /** The values in words of the inventory, where there are any; never a secret, which an inventory does not hold. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** One sentence without a full stop, as a finding's message. */
  readonly message: string;
  /** What a person can do to make it safer; undefined where there is nothing to do. */
  readonly hint: string | undefined;
  /** Where it stands in the old and in the new inventory. */
  readonly at: { readonly before: Place | undefined; readonly after: Place | undefined };
  readonly blast: BlastRadius;
  /** Whether `--confirm-removal` names its role, or a comment allows it: then no brake and no `--fail-on` counts it. */
  readonly confirmed: boolean;
  /** What it does to the inventory as data: the edits of all changes make the new one of the old one. No format shows them. */
  readonly edits: readonly Edit[];
}

/** What a change touches when it is merged. Host names are in the order of the inventory, each once. */
export interface BlastRadius {
  /** Directors whose catalog changes. */
  readonly directors: readonly string[];
  /** Real servers whose catalog changes; one that enters or leaves the inventory is among them, as its role comes and goes with it. */
  readonly realServers: readonly string[];
  /** Directors on which ldirectord reads its file again. */
  readonly reloads: readonly string[];
  /**
   * Nodes whose agents are kicked, by the kicks of the roles touched, in the order in which they are. Who is kicked kicks in
   * turn only where the change touches its role, too.
   */
  readonly kicked: readonly string[];
  /** Roles touched or kicked whose hosts only a catalog knows: `discover`, and directors without hosts. */
  readonly unknownHosts: readonly string[];
  /** What happens to clients where the nodes run in the wrong order; undefined where the order does not matter. */
  readonly hazard: OrderHazard | undefined;
}

export interface OrderHazard {
  /** Which nodes have to run first; with `neither` clients lose something whichever of the two it is. */
  readonly first: 'real servers' | 'directors' | 'neither';
  /** What happens otherwise, or in any order, as one sentence without a full stop. */
  readonly otherwise: string;
}

/** A file of one of the two sides, as `before` and `after` have it; undefined where there is none. */
export interface FilePair {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** All that is known of the difference of two inventories. */
export interface Review {
  /** What the sides are called: a file, or a revision and a file, never an absolute path. */
  readonly names: { readonly before: string; readonly after: string };
  readonly before: Inventory;
  readonly after: Inventory;
  /** The worst first, then in the order of the inventory. */
  readonly changes: readonly Change[];
  /**
   * What `--max-removals` looks at: how many servers, services and virtual IPs are removed, retired or back in setup, those of
   * a role that goes among them, without what `--confirm-removal` names. Moves, records of what is retired and directors do
   * not count.
   */
  readonly removals: number;
  /** The servers and the services among the removals: where most of them go, an inventory is hardly whole. */
  readonly gone: Readonly<Record<'servers' | 'services', number>>;
  /** The ldirectord.cf of the directors; both sides are equal where nothing of it changes. */
  readonly config: FilePair;
  /** The files of the emitted module that differ, by path; undefined where nobody asked for them. */
  readonly files: readonly FilePair[] | undefined;
  /** Roles of which the inventory does not know the servers: their changes show up in a catalog only. */
  readonly inventoryOnly: readonly string[];
}
