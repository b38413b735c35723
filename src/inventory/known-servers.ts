import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { quoted } from '../diagnostics/escape.ts';
import { hasErrors, type Finding, type Result } from '../diagnostics/finding.ts';
import { decodeServers } from './decode-servers.ts';
import type { Inventory, RealServer, Role } from './model.ts';
import { checkName, readerInto, readMap, type Reader } from './read-values.ts';
import { readYaml } from './read-yaml.ts';
import { entityName } from './names.ts';
import type { Source } from './source.ts';
import type { Entry } from './tree.ts';

/**
 * Puts servers that were found elsewhere into the roles that discover theirs, as the module does when a catalog is
 * compiled: sorted by host name. The roles stay discovered ones.
 * @param source a map of roles, each with servers as under `servers` of a role
 */
export function addKnownServers(inventory: Inventory, source: Source): Result<Inventory> {
  const { tree, findings: read } = readYaml(source);
  const findings: Finding[] = [...read];
  const reader = readerInto(findings);
  const map = tree && readMap(reader, tree, 'the list of servers');
  const known = new Map((map?.entries ?? []).map((entry) => [entry.key, entry]));
  for (const entry of known.values()) checkRole(reader, entry, inventory.roles);
  const roles = inventory.roles.map((role) => withServers(reader, role, known.get(role.name)));
  return { value: hasErrors(findings) ? undefined : { ...inventory, roles }, findings };
}

function checkRole(reader: Reader, { key, keyAt }: Entry, roles: readonly Role[]): void {
  if (!checkName(reader, key, keyAt, 'the role name', entityName.pattern, entityName.form)) return;
  const role = roles.find(({ name }) => name === key);
  if (role === undefined) {
    const names = roles.filter(({ discover }) => discover).map(({ name }) => name);
    reader.report('unknown-reference', keyAt, `there is no role ${quoted(key)}`, didYouMean(key, names));
  } else if (!role.discover) {
    const message = `role ${quoted(key)} has its servers in the inventory`;
    reader.report('unknown-reference', keyAt, message, 'only roles with discover get theirs from elsewhere');
  }
}

function withServers(reader: Reader, role: Role, entry: Entry | undefined): Role {
  if (entry === undefined || !role.discover) return role;
  const { servers, discover } = decodeServers(reader, entry, `role ${quoted(role.name)}`);
  if (discover) {
    reader.report(
      'wrong-type',
      entry.value.at,
      `the servers of role ${quoted(role.name)} must be a map of hosts`,
    );
    return role;
  }
  const minimum = role.minServers ?? 0;
  if (servers.length < minimum) {
    const message = `role ${quoted(role.name)} has ${servers.length} servers, and at least ${minimum} are wanted`;
    reader.report(
      'invalid-value',
      entry.keyAt,
      message,
      'the module refuses such a list when a catalog is compiled',
    );
  }
  return { ...role, servers: servers.toSorted(byHostname) };
}

/** As `compare` of Puppet does it. */
function byHostname(one: RealServer, other: RealServer): number {
  const [a, b] = [one.hostname.toLowerCase(), other.hostname.toLowerCase()];
  return a < b ? -1 : Number(a > b);
}
