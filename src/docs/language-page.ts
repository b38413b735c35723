import {
  defaultsKeys,
  directorKeys,
  discoverKeys,
  inventoryKeys,
  keysOf,
  kickerKeys,
  moduleKeys,
  regenerateKeys,
  roleKeys,
  serverKeys,
  serviceKeys,
  virtualIpKeys,
  type Key,
  type KeyTable,
} from '../inventory/keys.ts';
import { entityName, hostName } from '../inventory/names.ts';
import { kindText } from './kind-text.ts';
import { page, table } from './page.ts';

const ENTITY = `Names are ${entityName.form}.`;
const HOSTS = 'map of host names and addresses';

/** `docs/language.md`: the keys of the inventory. */
export function languagePage(): string {
  return page('The language of the inventory', [
    'Every key of `lvs.yaml`. An unknown key is an error. `lvs-puppet schema` prints the same as a JSON Schema.',
    '## The file',
    keyTable(inventoryKeys, {
      module: '[map](#module)',
      networks: 'map of names and networks',
      directors: '[map](#directors)',
      ldirectord: '[map of directives](directives.md#global)',
      defaults: '[map](#defaults)',
      virtual_ips: '[map](#virtual_ips)',
      roles: '[map](#roles)',
      kicker: '[map](#kicker)',
      regenerate: '[map](#regenerate)',
    }),
    ENTITY,
    '## module',
    keyTable(moduleKeys),
    '## directors',
    keyTable(directorKeys, { hosts: HOSTS }),
    `Host names are ${hostName.form}.`,
    '## defaults',
    'The [directives of a service](directives.md#per-service), and:',
    keyTable(defaultsKeys),
    '## virtual_ips',
    `A map of names; each stands for an address, or for a map with these keys. ${ENTITY}`,
    keyTable(virtualIpKeys),
    '## roles',
    `A map of names. ${ENTITY} In Puppet the list of a role is a variable: its name with \`-\` as \`_\`, and \`servers\` behind it.`,
    keyTable(roleKeys, {
      servers: '[map](#servers), or `discover`',
      services: '[map](#services)',
    }),
    '## servers',
    'A map of host names; each stands for an address, or for a map with these keys.',
    keyTable(serverKeys),
    'Or, where the servers are asked for when a catalog is compiled, `discover` or a map with these keys:',
    keyTable(discoverKeys),
    '## services',
    `A map of names, unique in the whole inventory; each stands for a map with these keys and the [directives of a service](directives.md#per-service). A service has a \`port\`, or a \`fwmark\` with its \`ports\`. A \`port\` of a server counts for every service of its role with \`forwarding: masq\`.`,
    keyTable(serviceKeys),
    '## kicker',
    keyTable(kickerKeys),
    '## regenerate',
    keyTable(regenerateKeys),
  ]);
}

/** @param types of those keys whose value is a map, in Markdown */
function keyTable(keys: KeyTable, types: Readonly<Record<string, string>> = {}): string {
  const rows = keysOf(keys).map((name) => {
    const key: Key = keys[name] ?? { description: '' };
    const type = types[name] ?? (key.value ? kindText(key.value) : '');
    return [`\`${name}\``, type, unset(key), key.description];
  });
  return table(['Key', 'Values', 'Default', 'What it says'], rows);
}

function unset(key: Key): string {
  if (key.required === true) return 'required';
  return key.default === undefined ? (key.otherwise ?? '') : `\`${key.default}\``;
}
