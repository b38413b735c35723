import { boundFor, reaches } from '../inventory/bound.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import type { Role, VirtualService } from '../inventory/model.ts';
import type { Effect } from './effect.ts';
import type { keptServers } from './kept-servers.ts';
import type { OrderHazard } from './model.ts';
import type { Comparison, Side } from './side.ts';

/** Clients are sent to a server as soon as the directors know it. */
const bindFirst: OrderHazard = {
  first: 'real servers',
  otherwise:
    'directors send clients to real servers that have not bound the virtual IP yet, and these clients get no answer',
};

/** A server gives an address up in its own run, and directors find out in theirs. */
const dropFirst: OrderHazard = {
  first: 'directors',
  otherwise:
    'real servers give the virtual IP up while directors still send clients to them, and these clients get no answer',
};

const oneByOne: OrderHazard = {
  first: 'neither',
  otherwise:
    'real servers that get clients have to run before the directors, and those that give the virtual IP up after them; in any other order clients get no answer',
};

const neverSafe: OrderHazard = {
  first: 'neither',
  otherwise:
    'the same real servers give up a virtual IP to which directors still send clients, and get clients for one that they have not bound yet, so clients get no answer in either order',
};

/** What becomes of the clients of one host while only one side of director and host has run. */
interface Turn {
  /** The addresses for which directors send it clients before it has run. */
  readonly gained: ReadonlySet<string>;
  /** The addresses that it gives up before the directors have run. */
  readonly lost: ReadonlySet<string>;
}

/** What a host does for one of its roles. */
interface Part {
  readonly services: readonly VirtualService[];
  /** Whether directors send it clients of them. */
  readonly inFile: boolean;
}

/**
 * Says of effects in which order the nodes have to run. All that becomes of a host counts, not only what one change does to
 * it: of two changes the one may ask for what the other forbids.
 */
export function orderHazards(
  comparison: Comparison,
  kept: ReturnType<typeof keptServers>,
): (effect: Effect) => OrderHazard | undefined {
  const nameOf = currentNames(comparison);
  const was = partsByNode(comparison.before, new Map(), nameOf);
  const is = partsByNode(comparison.after, kept, nameOf);
  const turns = new Map<string, Turn>();
  const turnOf = (node: string): Turn => {
    const turn = turns.get(node) ?? turnBetween(was.get(node) ?? [], is.get(node) ?? []);
    turns.set(node, turn);
    return turn;
  };
  return ({ hosts, roles, addresses, hazard }) => {
    if (hazard !== undefined || addresses.length === 0) return hazard;
    const nodes = new Set([...hosts, ...roles.flatMap(nodesOf)].map(nameOf));
    const concerned = [...nodes].map(turnOf).filter((turn) => concerns(turn, addresses));
    return worstHazard(concerned.map(hazardOf));
  };
}

/** What one order has to be like for several changes together. */
export function worstHazard(hazards: readonly (OrderHazard | undefined)[]): OrderHazard | undefined {
  const found = hazards.filter((hazard) => hazard !== undefined);
  const neither = found.filter(({ first }) => first === 'neither');
  if (neither.length > 0)
    return neither.find(({ otherwise }) => otherwise !== oneByOne.otherwise) ?? oneByOne;
  return new Set(found.map(({ first }) => first)).size > 1 ? oneByOne : found[0];
}

function hazardOf({ gained, lost }: Turn): OrderHazard | undefined {
  if (gained.size > 0) return lost.size > 0 ? neverSafe : bindFirst;
  return lost.size > 0 ? dropFirst : undefined;
}

function concerns({ gained, lost }: Turn, addresses: readonly string[]): boolean {
  return addresses.some((address) => gained.has(address) || lost.has(address));
}

function turnBetween(was: readonly Part[], is: readonly Part[]): Turn {
  return { gained: unreached(is, was), lost: unreached(was, is) };
}

/** The addresses of the services of which a host gets packets by one side, and cannot take them by the other. */
function unreached(sent: readonly Part[], bound: readonly Part[]): Set<string> {
  const has = new Set(bound.flatMap(({ services }) => services.flatMap(boundFor)));
  const services = sent.filter(({ inFile }) => inFile).flatMap((part) => part.services.filter(isInFile));
  return new Set(
    services.filter((service) => !reaches(has, service)).map(({ virtualIp }) => virtualIp.address.text),
  );
}

/** Who has a role: its servers, or one that stands for all that are discovered. */
function nodesOf(role: Role): string[] {
  return role.discover
    ? [discovered(role.name)]
    : role.servers.filter(isLive).map(({ hostname }) => hostname);
}

/** No host has a name with a space. */
function discovered(role: string): string {
  return `role ${role}`;
}

/** @param kept who has a role without being listed, by its name: it gets no clients, and gives nothing up */
function partsByNode(
  { inventory }: Side,
  kept: ReturnType<typeof keptServers>,
  nameOf: (node: string) => string,
): Map<string, Part[]> {
  const parts = new Map<string, Part[]>();
  for (const role of inventory.roles) {
    const services = role.services.filter(isLive);
    const inFile = new Set(role.servers.filter(isInFile).map(({ hostname }) => hostname));
    const unlisted = (kept.get(role.name) ?? []).map(({ server }) => server.hostname);
    for (const node of [...nodesOf(role), ...unlisted]) {
      const part = { services, inFile: role.discover || inFile.has(node) };
      const name = nameOf(node);
      parts.set(name, [...(parts.get(name) ?? []), part]);
    }
  }
  return parts;
}

/** What nodes of the old side are called on the new one, unless another one has taken the name. */
function currentNames({ after, matches }: Comparison): (node: string) => string {
  const taken = new Set(after.inventory.roles.flatMap(nodesOf));
  const renamed = new Map([
    ...matches.servers.pairs.map(
      (pair) => [pair.before.server.hostname, pair.after.server.hostname] as const,
    ),
    ...matches.roles.pairs.map(
      (pair) => [discovered(pair.before.name), discovered(pair.after.name)] as const,
    ),
  ]);
  return (node) => (taken.has(node) ? node : (renamed.get(node) ?? node));
}
