import type { RealServer, Role } from '../inventory/model.ts';
import type { Matches } from './match.ts';
import type { ReasonCode } from './reasons.ts';

/** How the servers of a role that take new connections change. */
export interface Pool {
  /** How many take new connections before. */
  readonly before: number;
  /** How many of these do no longer. */
  readonly leaving: number;
  /** What the leaving of one of them comes to, unless it is one of a few. */
  readonly loss: 'last-server-removed' | 'role-majority-removed' | undefined;
}

/** Whether the scheduler gives a server new connections. */
export function isUsable({ state, weight }: RealServer): boolean {
  return state === 'production' && weight?.value !== 0;
}

/** Whether the services of a role have a server for new connections; of what is discovered nobody knows, so it has. */
export function takesConnections({ discover, servers }: Role): boolean {
  return discover || servers.some(isUsable);
}

/** Looks at all servers of a role that stays, because only together they tell whether clients find one. */
export function poolOf(before: Role, after: Role, counterparts: ServerPartners): Pool {
  const usable = before.servers.filter(isUsable);
  const leaving = usable.filter((server) => {
    const partner = counterparts.get(server);
    return partner === undefined || partner.role.name !== after.name || !isUsable(partner.server);
  });
  const serves = inProduction(before) && inProduction(after);
  return { before: usable.length, leaving: leaving.length, loss: serves ? lossOf() : undefined };

  function lossOf(): Pool['loss'] {
    if (leaving.length === 0) return undefined;
    if (!takesConnections(after)) return 'last-server-removed';
    return leaving.length * 2 > usable.length ? 'role-majority-removed' : undefined;
  }
}

/** The new server, and its role, of each old one that stays. */
export type ServerPartners = ReadonlyMap<RealServer, Matches['servers']['removed'][number]>;

function inProduction({ services }: Role): boolean {
  return services.some(({ state }) => state === 'production');
}

/** The reason why a server leaves: what it comes to for its pool, or what it is by itself. */
export function lossReason(pool: Pool | undefined, server: RealServer, otherwise: ReasonCode): ReasonCode {
  return (isUsable(server) ? pool?.loss : undefined) ?? otherwise;
}

/** How many leave, as a part of a message. */
export function lossText(pool: Pool | undefined, server: RealServer): string {
  if (pool?.loss === undefined || !isUsable(server)) return '';
  return pool.loss === 'last-server-removed'
    ? ', and no server is left that takes new connections'
    : `, with ${pool.leaving} of ${pool.before} that took new connections`;
}
