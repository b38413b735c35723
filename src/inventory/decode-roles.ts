import { quoted } from '../diagnostics/escape.ts';
import type { Located, Place } from '../diagnostics/finding.ts';
import { decodeServers } from './decode-servers.ts';
import { decodeServices, type ServiceContext } from './decode-services.ts';
import { keysOf, roleKeys } from './keys.ts';
import type { Role } from './model.ts';
import { entityName } from './names.ts';
import { checkName, readKeys, readMap, readName, readText, type Reader } from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

const ROLE_KEYS = keysOf(roleKeys);

/** Reads `roles`, in the order of the file. */
export function decodeRoles(reader: Reader, entry: Entry | undefined, context: ServiceContext): Role[] {
  const map = entry && readMap(reader, entry.value, '"roles"');
  const serviceNames = new Map<string, Place>();
  return (map?.entries ?? []).flatMap((item) => decodeRole(reader, item, context, serviceNames) ?? []);
}

function decodeRole(
  reader: Reader,
  entry: Entry,
  context: ServiceContext,
  serviceNames: Map<string, Place>,
): Role | undefined {
  const what = `role ${quoted(entry.key)}`;
  const named = checkName(
    reader,
    entry.key,
    entry.keyAt,
    'the role name',
    entityName.pattern,
    entityName.form,
  );
  const map = readMap(reader, entry.value, what);
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, what, ROLE_KEYS);
  const description = entries.get('description');
  const pool = decodeServers(reader, entries.get('servers'), what);
  const services = decodeServices(reader, entries.get('services'), entry.key, context, serviceNames);
  if (!named) return undefined;
  return {
    name: entry.key,
    variable: `${entry.key.replaceAll('-', '_')}servers`,
    description: description && decodeDescription(reader, description.value),
    ...pool,
    services,
    kicks: decodeKicks(reader, entries.get('kicks')),
    at: entry.keyAt,
  };
}

function decodeDescription(reader: Reader, tree: Tree): string | undefined {
  const text = readText(reader, tree, 'the description');
  if (text === undefined || text.trim() === text) return text === '' ? undefined : text;
  reader.report('invalid-value', tree.at, 'the description must not begin or end with a blank');
  return undefined;
}

function decodeKicks(reader: Reader, entry: Entry | undefined): Located<string>[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== 'list') {
    reader.report('wrong-type', entry.value.at, 'kicks must be a list of roles, as in [rabbitmq]');
    return [];
  }
  return entry.value.items.flatMap((item) => {
    const name = readName(reader, item, 'the role', entityName.pattern, entityName.form);
    return name === undefined ? [] : [{ value: name, at: item.at }];
  });
}
