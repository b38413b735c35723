import type { State } from '../inventory/model.ts';

/** What happened to a part of a picture that is one side of a comparison. */
export type Mark = 'added' | 'removed' | 'changed' | 'moved' | 'renamed' | 'reordered';

/** A part that can carry a mark: what is not compared has none. */
export interface Markable {
  readonly mark?: Mark | undefined;
}

/** What a picture of an inventory shows, in the order in which it stands there. Others are named by their index. */
export interface Graph {
  /** Name of the module that the inventory is for. */
  readonly module: string;
  readonly virtualIps: readonly VirtualIpNode[];
  readonly services: readonly ServiceNode[];
  readonly roles: readonly RoleNode[];
  readonly kicks: readonly Kick[];
}

export interface VirtualIpNode extends Markable {
  readonly name: string;
  readonly address: string;
}

export interface ServiceNode extends Markable {
  readonly name: string;
  /** Address, port and protocol that clients use. */
  readonly endpoint: string;
  readonly state: State;
  readonly virtualIp: number;
  readonly role: number;
}

/** A role with its servers, which are rows of one box: a node for each would fill the picture. */
export interface RoleNode extends Markable {
  readonly name: string;
  readonly description: string | undefined;
  /** Whether this is the role of the directors. */
  readonly directors: boolean;
  readonly discover: boolean;
  readonly minServers: number | undefined;
  readonly hosts: readonly HostRow[];
}

export interface HostRow extends Markable {
  readonly hostname: string;
  readonly address: string;
  /** What is unusual about it: that it is a director, its port, its weight, its state. */
  readonly notes: readonly string[];
}

/** A change of one role runs the agents of the other. */
export interface Kick extends Markable {
  readonly from: number;
  readonly to: number;
}
