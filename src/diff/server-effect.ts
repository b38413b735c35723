import { isInFile, isLive, weightSeen } from '../inventory/life-cycle.ts';
import type { RealServer, Role } from '../inventory/model.ts';
import { renderReal } from '../ldirectord/render-config.ts';
import type { Effect } from './effect.ts';
import { keepsRole } from './kept-servers.ts';
import type { Member } from './match.ts';
import { hasSection, type Comparison } from './side.ts';

/**
 * What happens where a server comes, goes, moves or becomes another one as a whole. A server that enters the inventory or a
 * role counts as touched: it gets its role with that. One that only leaves the list of its role has the role until somebody
 * takes it away.
 */
export function serverEffect(
  comparison: Comparison,
  before: Member | undefined,
  after: Member | undefined,
): Effect {
  const live = { before: whereLive(before), after: whereLive(after) };
  const reload = linesOf(before) !== linesOf(after) || sectionAppears(comparison, live.before, live.after);
  const stays = after === undefined && live.before !== undefined && keepsRole(comparison, live.before);
  const touched = [live.before, live.after]
    .filter((member) => member !== undefined)
    .filter((member) => !stays || isMissed(comparison, member));
  const kicks = touched.map(({ role }) => role).filter((role) => kickable(comparison, role));
  return {
    directors: reload,
    reload,
    hosts: [...new Set(touched.map(({ server }) => server.hostname))],
    roles: [],
    kicks: [...new Set(kicks)],
    addresses: stays ? [] : touched.flatMap(({ role }) => boundAddresses(role)),
    hazard: undefined,
  };
}

/**
 * What one difference of a server does, which stays in its role: it counts if it shows with all else as it was, or with all
 * else as it is now.
 * @param change makes one server like the other in what has changed
 */
export function serverChangeEffect(
  comparison: Comparison,
  before: Member,
  after: Member,
  change: (server: RealServer, like: RealServer) => RealServer,
): Effect {
  const changed = { ...before, server: change(before.server, after.server) };
  const unchanged = { ...after, server: change(after.server, before.server) };
  const reload = linesOf(before) !== linesOf(changed) || linesOf(unchanged) !== linesOf(after);
  const marked = markerOf(before) !== markerOf(changed) || markerOf(unchanged) !== markerOf(after);
  const noticed = marked && kickable(comparison, after.role);
  return {
    directors: reload,
    reload,
    hosts: noticed ? [after.server.hostname] : [],
    roles: [],
    kicks: noticed ? [after.role] : [],
    addresses: [],
    hazard: undefined,
  };
}

/** Whether a server that leaves the list notices it: without a weight it writes 1 in its marker. */
function isMissed(comparison: Comparison, { role, server }: Member): boolean {
  return kickable(comparison, role) && weightSeen(server) !== 1;
}

function whereLive(member: Member | undefined): Member | undefined {
  return member !== undefined && isLive(member.server) ? member : undefined;
}

/** The lines of a server in ldirectord.cf, one for each service of its role. */
function linesOf(member: Member | undefined): string {
  if (member === undefined || !isInFile(member.server)) return '';
  const { role, server } = member;
  return role.services
    .filter(isInFile)
    .map((service) => `${service.name} ${renderReal(service, server)}`)
    .join('\n');
}

/** Whether the services of a role enter or leave the file with its first or last server, which may be one in setup. */
function sectionAppears(
  { before, after, matches }: Comparison,
  left: Member | undefined,
  entered: Member | undefined,
): boolean {
  const counterpart = (role: Role, from: 'before' | 'after'): Role | undefined =>
    from === 'before'
      ? after.rolesByName.get(matches.roleNames.get(role.name) ?? '')
      : before.rolesByName.get(matches.oldRoleNames.get(role.name) ?? '');
  const alone = (member: Member | undefined, from: 'before' | 'after'): boolean => {
    if (member === undefined || !member.role.services.some(isInFile)) return false;
    const other = counterpart(member.role, from);
    return other === undefined || !hasSection(other);
  };
  return alone(left, 'before') || alone(entered, 'after');
}

function kickable({ before, after }: Comparison, role: Role): boolean {
  return (before.markers || after.markers) && after.rolesByName.has(role.name);
}

/** What a real server writes down of itself. */
function markerOf({ server }: Member): string {
  return isLive(server) ? String(weightSeen(server)) : '';
}

/** The virtual IPs that a server with the role binds for it. */
function boundAddresses({ services }: Role): string[] {
  return services.filter(isLive).map(({ virtualIp }) => virtualIp.address.text);
}

/** Whether the servers of a role hold a virtual IP to which clients are sent. */
export function bindsForClients({ services }: Role): boolean {
  return services.some((service) => isInFile(service) && service.forwarding.value !== 'masq');
}
