import { quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import { decodeDirectors, decodeNetworks, decodeVirtualIps } from './decode-addresses.ts';
import { decodeDirectives, type Directives } from './decode-directives.ts';
import { decodeModule } from './decode-module.ts';
import { decodeRegenerate } from './decode-regenerate.ts';
import { decodeRoles } from './decode-roles.ts';
import { decodeDefaults } from './decode-services.ts';
import { globalDirectives } from './directives.ts';
import { inventoryKeys, keysOf, kickerKeys, requiredKeys } from './keys.ts';
import type { Inventory, Kicker } from './model.ts';
import { describe, readKeys, readMap, readWord, requireKeys, type Reader } from './read-values.ts';
import type { Entry, Tree } from './tree.ts';

const LANGUAGE_VERSION = inventoryKeys.version.value.value;
const KEYS = keysOf(inventoryKeys);
const KICKER_KEYS = keysOf(kickerKeys);
const GLOBALS = globalDirectives.map(({ name }) => name);

/**
 * Positioned tree to typed inventory: shapes, types, names, references and defaults. Everything wrong is
 * reported; what remains is meaningful only where no error was.
 */
export function decodeInventory(reader: Reader, tree: Tree): Inventory | undefined {
  const map = readMap(reader, tree, 'the inventory');
  if (map === undefined) return undefined;
  const entries = readKeys(reader, map, 'the inventory', KEYS);
  requireKeys(reader, entries, startOf(tree.at), 'the inventory', requiredKeys(inventoryKeys));
  checkVersion(reader, entries.get('version'));
  const directors = decodeDirectors(reader, entries.get('directors'));
  const virtualIpEntry = entries.get('virtual_ips');
  const virtualIps = directors ? decodeVirtualIps(reader, virtualIpEntry, directors) : [];
  const declared =
    virtualIpEntry?.value.kind === 'map' ? virtualIpEntry.value.entries.map(({ key }) => key) : [];
  const roles = decodeRoles(reader, entries.get('roles'), {
    virtualIps: new Map(virtualIps.map((virtualIp) => [virtualIp.name, virtualIp])),
    declaredVirtualIps: new Set(declared),
    defaults: decodeDefaults(reader, entries.get('defaults')),
  });
  const module = decodeModule(reader, entries.get('module'));
  const networks = decodeNetworks(reader, entries.get('networks'));
  const ldirectord = decodeGlobals(reader, entries.get('ldirectord'));
  const kicker = decodeKicker(reader, entries.get('kicker'));
  const regenerate = decodeRegenerate(reader, entries.get('regenerate'));
  return directors && { module, networks, directors, ldirectord, virtualIps, roles, kicker, regenerate };
}

/** Something that is missing in the whole file is shown at its beginning, not as a frame around all of it. */
function startOf(at: Place): Place {
  return { ...at, endLine: at.line, endColumn: at.column };
}

function checkVersion(reader: Reader, entry: Entry | undefined): void {
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === LANGUAGE_VERSION))
    return;
  reader.report(
    'invalid-value',
    entry.value.at,
    `version must be ${LANGUAGE_VERSION}, not ${describe(entry.value)}`,
  );
}

function decodeGlobals(reader: Reader, entry: Entry | undefined): Directives {
  const map = entry && readMap(reader, entry.value, '"ldirectord"');
  if (map === undefined) return new Map();
  return decodeDirectives(reader, readKeys(reader, map, quoted('ldirectord'), GLOBALS), globalDirectives);
}

function decodeKicker(reader: Reader, entry: Entry | undefined): Kicker {
  const map = entry && readMap(reader, entry.value, '"kicker"');
  const module = map && readKeys(reader, map, '"kicker"', KICKER_KEYS).get('module');
  const word = module && readWord(reader, module.value, 'kicker.module', kickerKeys.module.value.words);
  return { module: word ?? kickerKeys.module.default };
}
