import { ipv4, ipv6, prefix4, prefix6 } from '../inventory/address.ts';
import { longestPrefix4 } from '../inventory/decode-addresses.ts';
import { globalDirectives, serviceDirectives, type Directive } from '../inventory/directives.ts';
import {
  defaultsKeys,
  directorKeys,
  discoverKeys,
  inventoryKeys,
  kickerKeys,
  moduleKeys,
  regenerateKeys,
  roleKeys,
  serverKeys,
  serviceKeys,
  virtualIpKeys,
} from '../inventory/keys.ts';
import { entityName, hostName, type NameForm } from '../inventory/names.ts';
import { describe, kindSchema, mapSchema, refer, sharedDefinitions } from './kind-schema.ts';
import type { Schema } from './schema.ts';

/** The JSON Schema (draft-07) of the inventory: its shape, names and bounds, as the decoder has them. */
export function inventorySchema(): Schema {
  const whole = mapSchema(inventoryKeys, {
    module: mapSchema(moduleKeys),
    networks: named(entityName, {
      description: 'A network, as 172.31.8.0/24.',
      type: 'string',
      pattern: `^(?:${ipv4}/${prefix4}|${ipv6}/${prefix6})$`,
    }),
    directors: mapSchema(directorKeys, { hosts: named(hostName, refer('address')) }),
    ldirectord: {
      type: 'object',
      properties: directiveProperties(GLOBAL, globalDirectives),
      additionalProperties: false,
    },
    defaults: withDirectives(mapSchema(defaultsKeys)),
    virtual_ips: named(entityName, refer('virtual_ip')),
    roles: named(entityName, refer('role')),
    kicker: mapSchema(kickerKeys),
    regenerate: mapSchema(regenerateKeys),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'lvs-puppet role inventory',
    description:
      'Which servers have which role, and which services stand behind which virtual IP. Check it with lvs-puppet lint, which also knows what no schema can say.',
    ...whole,
    ...interfaceSomewhere(),
    definitions: {
      ...sharedDefinitions,
      virtual_ip: virtualIp(),
      role: role(),
      server: server(),
      service: service(),
      ...directiveDefinitions(GLOBAL, globalDirectives),
      ...directiveDefinitions(SERVICE, serviceDirectives),
    },
  };
}

/** The schema as a file. */
export function inventorySchemaText(): string {
  return `${JSON.stringify(inventorySchema(), null, 2)}\n`;
}

/** A map whose keys are names. */
function named({ pattern }: NameForm, value: Schema): Schema {
  return { type: 'object', patternProperties: { [pattern.source]: value }, additionalProperties: false };
}

/** A virtual IP needs an interface: its own, or that of the directors. */
function interfaceSomewhere(): Schema {
  const own: Schema = { type: 'object', required: ['interface'] };
  return {
    if: { properties: { directors: { required: ['interface'] } } },
    else: { properties: { virtual_ips: { additionalProperties: own } } },
  };
}

function virtualIp(): Schema {
  return {
    title: 'virtual IP',
    description: 'A virtual IP: its address, or a map with address, interface and prefix.',
    anyOf: [
      refer('address'),
      {
        ...mapSchema(virtualIpKeys),
        if: { properties: { address: { pattern: `^${ipv6}$` } } },
        else: { properties: { prefix: { maximum: longestPrefix4 } } },
      },
    ],
  };
}

function role(): Schema {
  return {
    title: 'role',
    description: `A role: its servers, and the services that they offer. Names are ${entityName.form}.`,
    ...mapSchema(roleKeys, {
      servers: {
        anyOf: [{ const: 'discover' }, named(hostName, refer('server')), mapSchema(discoverKeys)],
      },
      services: named(entityName, refer('service')),
    }),
  };
}

function server(): Schema {
  return {
    title: 'real server',
    description: 'A real server: its address, or a map.',
    anyOf: [
      refer('address'),
      {
        ...mapSchema(serverKeys),
        // The line of a real server has a place for both or for none.
        dependencies: { request: ['receive'], receive: ['request'] },
      },
    ],
  };
}

function service(): Schema {
  return {
    title: 'service',
    description:
      'What clients reach under a virtual IP and a port, or under several ports that share a firewall mark. Directives are named as in ldirectord.cf.',
    ...withDirectives(mapSchema(serviceKeys)),
    oneOf: [{ required: ['port'] }, { anyOf: [{ required: ['fwmark'] }, { required: ['ports'] }] }],
    dependencies: { fwmark: ['ports'], ports: ['fwmark'] },
  };
}

const GLOBAL = 'global';
const SERVICE = 'service';

function withDirectives(map: Schema): Schema {
  return { ...map, properties: { ...map.properties, ...directiveProperties(SERVICE, serviceDirectives) } };
}

function directiveProperties(scope: string, table: readonly Directive[]): Record<string, Schema> {
  return Object.fromEntries(table.map(({ name }) => [name, refer(`${scope}-${name}`)]));
}

function directiveDefinitions(scope: string, table: readonly Directive[]): Record<string, Schema> {
  return Object.fromEntries(
    table.map((directive) => [`${scope}-${directive.name}`, directiveSchema(directive)]),
  );
}

function directiveSchema({ description, default: unset, status }: Directive): Schema {
  if ('refused' in status)
    return { description: describe([description, `Refused: ${status.refused}.`], undefined), not: {} };
  const { emitted } = status;
  return {
    description: describe([description, `Default of ldirectord: ${unset}.`], emitted),
    ...kindSchema(emitted),
  };
}
