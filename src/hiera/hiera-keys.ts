import { globalDirectives } from '../inventory/directives.ts';
import { isLive } from '../inventory/life-cycle.ts';
import type { Inventory } from '../inventory/model.ts';
import { secretVariable } from '../inventory/names.ts';

/**
 * What is done with a key of Hiera: `followed` where it changes the inventory, `secret` where its value is never
 * shown, `ignored` where the module has it and it changes nothing that can be seen here.
 */
export type KeyUse = 'followed' | 'secret' | 'ignored';

/** The keys of Hiera that a module reads, in full. */
export interface HieraKeys {
  /** The name of the module, which its keys begin with. */
  readonly module: string;
  readonly uses: ReadonlyMap<string, KeyUse>;
}

/** The keys that Hiera merges deeply, over all of its files: `data/common.yaml` of the module says so. */
export const mergedKeys = ['server_overrides', 'service_overrides', 'extra_services'] as const;
export type MergedKey = (typeof mergedKeys)[number];

/** Parameters of the module that are no directives: packages, kernel, addresses and the daemon itself. */
const SWITCHES = [
  'manage_package',
  'package_names',
  'package_ensure',
  'manage_kernel',
  'expire_nodest_conn',
  'expire_quiescent_template',
  'mark_packets',
  'bind_virtual_ips',
  'max_shrink',
  'allow_empty',
  'validate_config',
  'manage_service',
  'service_ensure',
  'service_enable',
  'inventory::directors',
  'realserver::roles',
  'realserver::gateways',
  'realserver::kick',
];

/** The global directives that are parameters of the module. */
export const globalNames: readonly string[] = globalDirectives.flatMap(({ name, status }) =>
  'emitted' in status ? [name] : [],
);

/** Every key of Hiera that the module of an inventory reads. */
export function hieraKeysOf({ module, roles }: Inventory): HieraKeys {
  const services = roles.flatMap((role) => role.services).filter(isLive);
  const secrets = services.flatMap(({ name, directives }) =>
    [...directives].flatMap(([directive, { value }]) =>
      typeof value === 'object'
        ? // A dot leads into a hash, so the whole hash is one of secrets.
          [`${module.name}::${secretVariable(name, directive)}`, value.hiera.split('.')[0] ?? '']
        : [],
    ),
  );
  const followed = [
    ...globalNames,
    ...mergedKeys,
    ...['virtual_ips', 'services', 'roles', ...mergedKeys].map((name) => `inventory::${name}`),
    ...roles.map(({ variable }) => `config::${variable}`),
  ];
  return {
    module: module.name,
    uses: new Map<string, KeyUse>([
      ...SWITCHES.map((name) => [`${module.name}::${name}`, 'ignored'] as const),
      ...followed.map((name) => [`${module.name}::${name}`, 'followed'] as const),
      ...secrets.map((key) => [key, 'secret'] as const),
    ]),
  };
}
