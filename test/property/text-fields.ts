import { globalDirectives, serviceDirectives, type Directive } from '../../src/inventory/directives.ts';
import type { Inventory } from '../../src/inventory/model.ts';

/** A text field of the language: how to write a value into an inventory, and how to find it in the decoded one. */
export interface TextField {
  readonly name: string;
  readonly write: (text: string) => string;
  readonly read: (inventory: Inventory) => unknown;
}

/** An inventory around one service; every value is JSON, which is YAML as well. */
function inventory(parts: {
  module?: string;
  role?: string;
  service?: string;
  roleKey?: string;
  serviceKey?: string;
  host?: string;
  vip?: string;
  nic?: string;
  director?: string;
  network?: string;
  ldirectord?: string;
  server?: string;
}): string {
  const key = (text: string | undefined, otherwise: string): string => text ?? otherwise;
  const vip = key(parts.vip, '"web"');
  return `version: 1
module: { ${parts.module ?? ''} }
directors: { interface: ${key(parts.nic, 'eth0')}, role: ${key(parts.director, 'lvs')}, hosts: { lvs1: 192.0.2.2 } }
ldirectord: { ${parts.ldirectord ?? ''} }
networks: { ${key(parts.network, '"lan"')}: 192.0.2.0/24 }
virtual_ips: { ${vip}: 192.0.2.100 }
roles:
  ${key(parts.roleKey, '"gui"')}:
    ${parts.role ?? ''}
    servers: { ${key(parts.host, '"gui1"')}: { address: 192.0.2.1, ${parts.server ?? ''} } }
    services:
      ${key(parts.serviceKey, '"http"')}: { virtual_ip: ${vip}, port: 80, ${parts.service ?? ''} }
`;
}

const service = (name: string): TextField => ({
  name: `service ${name}`,
  write: (text) => inventory({ service: `${name}: ${JSON.stringify(text)}` }),
  read: ({ roles }) => roles[0]?.services[0]?.directives.get(name)?.value,
});

const global = (name: string): TextField => ({
  name: `global ${name}`,
  write: (text) => inventory({ ldirectord: `${name}: ${JSON.stringify(text)}` }),
  read: ({ ldirectord }) => ldirectord.get(name)?.value,
});

/** Directives whose values are text, names of words included; those that hold secrets take a key of Hiera. */
function textDirectives(table: readonly Directive[]): string[] {
  return table.flatMap(({ name, status }) => {
    if (!('emitted' in status)) return [];
    return ['integer', 'boolean', 'secret'].includes(status.emitted.kind) ? [] : [name];
  });
}

const module = (name: 'name' | 'author' | 'version' | 'summary' | 'license' | 'source'): TextField => ({
  name: `module ${name}`,
  write: (text) => inventory({ module: `${name}: ${JSON.stringify(text)}` }),
  read: (decoded) => decoded.module[name],
});

/** Every field of the language that takes text, names included. */
export const textFields: readonly TextField[] = [
  ...(['name', 'author', 'version', 'summary', 'license', 'source'] as const).map(module),
  ...textDirectives(globalDirectives).map(global),
  ...textDirectives(serviceDirectives).map(service),
  ...['passwd', 'secret'].map((name) => ({
    name: `key of ${name}`,
    write: (text: string) => inventory({ service: `${name}: { hiera: ${JSON.stringify(text)} }` }),
    read: ({ roles }: Inventory) => roles[0]?.services[0]?.directives.get(name)?.value,
  })),
  ...(['request', 'receive'] as const).map((name) => ({
    name: `server ${name}`,
    write: (text: string) => {
      const other = name === 'request' ? 'receive: OK' : 'request: /';
      return inventory({ server: `${name}: ${JSON.stringify(text)}, ${other}` });
    },
    read: ({ roles }: Inventory) => roles[0]?.servers[0]?.check?.[name].value,
  })),
  {
    name: 'description',
    write: (text) => inventory({ role: `description: ${JSON.stringify(text)}` }),
    read: ({ roles }) => roles[0]?.description ?? '',
  },
  {
    name: 'role name',
    write: (text) => inventory({ roleKey: JSON.stringify(text) }),
    read: ({ roles }) => roles[0]?.name,
  },
  {
    name: 'service name',
    write: (text) => inventory({ serviceKey: JSON.stringify(text) }),
    read: ({ roles }) => roles[0]?.services[0]?.name,
  },
  {
    name: 'host name',
    write: (text) => inventory({ host: JSON.stringify(text) }),
    read: ({ roles }) => roles[0]?.servers[0]?.hostname,
  },
  {
    name: 'virtual IP name',
    write: (text) => inventory({ vip: JSON.stringify(text) }),
    read: ({ virtualIps }) => virtualIps[0]?.name,
  },
  {
    name: 'interface',
    write: (text) => inventory({ nic: JSON.stringify(text) }),
    read: ({ directors }) => directors.interface,
  },
  {
    name: 'director role',
    write: (text) => inventory({ director: JSON.stringify(text) }),
    read: ({ directors }) => directors.role,
  },
  {
    name: 'network name',
    write: (text) => inventory({ network: JSON.stringify(text) }),
    read: ({ networks }) => networks[0]?.name,
  },
];
