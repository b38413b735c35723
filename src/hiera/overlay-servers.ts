import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { RealServer, Role } from '../inventory/model.ts';
import { checkName, readMap, type Reader } from '../inventory/read-values.ts';
import type { Entry } from '../inventory/tree.ts';
import { decodeServerList, overrideServer } from './decode-server.ts';
import { namedEntries } from './decode-settings.ts';
import { puppetHostname } from './puppet-types.ts';
import type { HieraValues } from './values.ts';

/**
 * The roles with the real servers that the module has: the list of Hiera in place of that of the inventory, and what
 * Hiera says of single servers.
 * @param known the names of the roles that the module knows
 */
export function overlayServers(
  reader: Reader,
  roles: readonly Role[],
  values: HieraValues,
  known: readonly string[],
): Role[] {
  const entry = values.merged('server_overrides');
  const overrides = new Map<string, Entry>();
  for (const item of entry === undefined ? [] : namedEntries(reader, entry)) {
    overrides.set(item.key, item);
    if (known.includes(item.key)) continue;
    const message = `there is no role ${quoted(item.key)} that could have servers`;
    reader.report('unknown-reference', item.keyAt, message, didYouMean(item.key, known));
  }
  return roles.map((role) => {
    const list = values.first(`config::${role.variable}`);
    const listed = list === undefined ? role : withList(role, decodeServerList(reader, list));
    checkMinimum(reader, listed, list?.keyAt ?? role.at);
    return withOverrides(reader, listed, overrides.get(role.name));
  });
}

/** Hiera's list is there when a catalog is compiled, so nothing is discovered. Those retired stay on record. */
function withList({ emptied: _before, ...role }: Role, servers: readonly RealServer[]): Role {
  const names = new Set(servers.map(({ hostname }) => hostname));
  const record = role.servers.filter((server) => !isLive(server) && !names.has(server.hostname));
  const listed = { ...role, discover: false, servers: [...servers, ...record] };
  return servers.length === 0 ? { ...listed, emptied: true } : listed;
}

/** The module refuses a list that is too short; one that is found later is not known here. */
function checkMinimum(reader: Reader, role: Role, at: Place): void {
  const { length } = role.servers.filter(isLive);
  if (isOpen(role) || length >= (role.minServers ?? 0)) return;
  const message = `role ${quoted(role.name)} has ${length} servers, and at least ${role.minServers} are wanted`;
  const hint = 'the module refuses such a list when a catalog is compiled';
  reader.report('invalid-value', at, message, hint);
}

/** Whether nobody knows the servers yet. */
function isOpen({ discover, servers }: Role): boolean {
  return discover && servers.length === 0;
}

function withOverrides(reader: Reader, role: Role, entry: Entry | undefined): Role {
  const map = entry && readMap(reader, entry.value, `the servers of role ${quoted(role.name)}`);
  if (map === undefined) return role;
  const live = role.servers.filter(isLive);
  const names = live.map(({ hostname }) => hostname);
  for (const { key, keyAt } of map.entries) {
    checkName(reader, key, keyAt, 'the host name', puppetHostname.pattern, puppetHostname.form);
    if (isOpen(role) || names.includes(key)) continue;
    const message = `role ${quoted(role.name)} has no server ${quoted(key)}`;
    reader.report('unknown-reference', keyAt, message, didYouMean(key, names));
  }
  const overrides = new Map(map.entries.map((item) => [item.key, item]));
  const servers = role.servers.map((server) => {
    const override = isLive(server) ? overrides.get(server.hostname) : undefined;
    return override === undefined ? server : overrideServer(reader, server, override);
  });
  return { ...role, servers };
}
