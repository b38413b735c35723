import { hasErrors, type Finding, type Result } from '../diagnostics/finding.ts';
import { globalDirectives } from '../inventory/directives.ts';
import type { Inventory } from '../inventory/model.ts';
import { readerInto, type Reader } from '../inventory/read-values.ts';
import type { Source } from '../inventory/source.ts';
import type { Comment } from '../inventory/tokens.ts';
import type { Entry } from '../inventory/tree.ts';
import { decodePuppetVirtualIps, decodeRoleSettings } from './decode-settings.ts';
import { globalNames, hieraKeysOf } from './hiera-keys.ts';
import { overlayServers } from './overlay-servers.ts';
import { overlayServices } from './overlay-services.ts';
import { decodePuppetDirectives } from './puppet-types.ts';
import { openInForce, withoutConsequences } from './open-values.ts';
import { readHieraFile } from './read-hiera.ts';
import { entriesInForce, valuesOf, type HieraValues } from './values.ts';

/** An inventory with the data of Hiera put in, and what is known of the files. */
export interface HieraResult extends Result<Inventory> {
  /** Comments of the files, which may acknowledge findings in them. */
  readonly comments: readonly Comment[];
  /** The files with everything hidden that is none of the module's business, or secret. */
  readonly shown: readonly Source[];
}

/**
 * The inventory as the module has it with this data of Hiera: what is made of the result is what Puppet makes of both.
 * A value from Hiera has its place in its file, so the rules report it there.
 * @param sources the files of the hierarchy, the one with the highest priority first
 */
export function applyHiera(inventory: Inventory, sources: readonly Source[]): HieraResult {
  const keys = hieraKeysOf(inventory);
  const files = sources.map((source) => readHieraFile(source, keys));
  const values = valuesOf(files, keys.module);
  const findings: Finding[] = files.flatMap((file) => file.findings);
  findings.push(...openInForce(files, entriesInForce(values, keys.module, keys.uses.keys())));
  const value = overlay(readerInto(findings), inventory, values);
  return {
    value: hasErrors(findings) ? undefined : value,
    findings: withoutConsequences(findings),
    comments: files.flatMap(({ comments }) => comments),
    shown: files.flatMap(({ shown }) => shown ?? []),
  };
}

function overlay(reader: Reader, inventory: Inventory, values: HieraValues): Inventory {
  const given = values.first('inventory::roles');
  const settings = given && decodeRoleSettings(reader, given);
  const addresses = values.first('inventory::virtual_ips');
  const virtualIps = addresses ? decodePuppetVirtualIps(reader, addresses) : inventory.virtualIps;
  const ldirectord = overlayGlobals(reader, inventory.ldirectord, values);
  const described = inventory.roles.map((role) => ({ ...role, ...settings?.get(role.name) }));
  const known = {
    // What `inventory::roles` leaves out is unknown to the module, whatever else it has of the role.
    roles: given ? keysOf(given) : described.map(({ name }) => name),
    virtualIps: addresses ? keysOf(addresses) : virtualIps.map(({ name }) => name),
  };
  const served = overlayServices(reader, { virtualIps, roles: described }, values, known);
  const roles = overlayServers(reader, served, values, known.roles);
  return { ...inventory, ldirectord, virtualIps, roles };
}

/** Names that are there, also those with a mistake: it is reported where it stands, not again at every use. */
function keysOf({ value }: Entry): string[] {
  return value.kind === 'map' ? value.entries.map(({ key }) => key) : [];
}

/** Global directives, which are parameters of the class itself, in the order in which they are printed. */
function overlayGlobals(
  reader: Reader,
  under: Inventory['ldirectord'],
  values: HieraValues,
): Inventory['ldirectord'] {
  const entries = new Map(
    globalNames.flatMap((name) => {
      const entry = values.first(name);
      return entry === undefined ? [] : [[name, entry] as const];
    }),
  );
  const over = decodePuppetDirectives(reader, entries, globalDirectives);
  const all = globalNames.flatMap((name) => {
    const value = over.get(name) ?? under.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map(all);
}
