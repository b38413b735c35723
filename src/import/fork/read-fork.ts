import type { Finding, Place } from '../../diagnostics/finding.ts';
import { finding } from '../../diagnostics/report.ts';
import type { Source } from '../../inventory/source.ts';
import type { Config, Span, Virtual } from '../../ldirectord-cf/model.ts';
import { placeConfig, placeIn } from '../../ldirectord-cf/place-config.ts';
import { readConfig } from '../../ldirectord-cf/read-config.ts';
import type { HostLookup } from '../../ldirectord-cf/names.ts';
import { mergeConfigs } from '../merge-configs.ts';
import { leaveOutService, noteProblem } from '../work.ts';
import { expandTemplate, type Data } from './expand-template.ts';
import type { Manifest, Value } from './manifest.ts';
import { namedArguments } from './named-arguments.ts';
import { readManifest } from './read-manifest.ts';
import { resolve } from './resolve.ts';

/** What a fork of the module of 2012 says. */
export interface Fork {
  readonly config: Config<Place>;
  readonly findings: readonly Finding[];
  /** Where that stands which is not in the config. */
  readonly kept: readonly Place[];
  /** The role whose servers a service has. */
  readonly roleOf: (virtual: Virtual<Place>) => string | undefined;
  /** Roles whose servers puppet-kicker finds. */
  readonly discovered: ReadonlySet<string>;
  /** The interface to which a virtual IP is bound. */
  readonly interfaceOf: (address: string) => string | undefined;
}

/** Whether a source is a part of a Puppet module. */
export function isOfModule({ path }: Source): boolean {
  return path.endsWith('.pp') || path.endsWith('.erb');
}

/**
 * Reads a fork of the module: its lists of servers (`$guiservers`, of hashes with `ipaddress`, or `servers_with_role('gui')`), its
 * bindings of virtual IPs, its calls of `lvs_member`, and what its template makes of them, without running any of it. A role
 * whose servers are found by puppet-kicker has one made-up server meanwhile, so that the template says what it would of each.
 */
export function readFork(sources: readonly Source[], lookup: HostLookup): Fork {
  const manifests = sources.filter(({ path }) => path.endsWith('.pp')).map(readManifest);
  const variables = new Map(manifests.flatMap((manifest) => [...manifest.variables]));
  const lists = listsIn(variables);
  const known = dataFor(manifests, variables, lists);
  const findings: Finding[] = [];
  const kept: Place[] = [];
  const configs = sources
    .filter(({ path }) => path.endsWith('.erb'))
    .map((template) => {
      const expanded = expandTemplate(template, known);
      for (const { at } of expanded.notUnderstood) {
        findings.push(finding('import-left-out', at, 'this part of the template is not understood', HINT));
        kept.push(at);
      }
      return readExpanded(template.path, expanded, lookup, findings, kept);
    });
  const bindings = bindingsIn(manifests, variables);
  const merged = mergeConfigs(configs, { findings, kept });
  const virtuals = merged.virtuals.filter((virtual) => {
    if (roleOf(virtual, lists) !== undefined || !virtual.reals.some(({ address }) => MADE_UP.test(address)))
      return true;
    const message =
      'the service is left out: it has servers that puppet-kicker finds beside others, which a role cannot have';
    leaveOutService({ findings, kept }, virtual, message, 'give it one role');
    return false;
  });
  return {
    config: { ...merged, virtuals },
    findings,
    kept,
    roleOf: (virtual) => roleOf(virtual, lists),
    discovered: new Set(lists.flatMap(({ role, isDiscovered }) => (isDiscovered ? [role] : []))),
    interfaceOf: (address) => bindings.get(address),
  };
}

const HINT = 'import the ldirectord.cf that it makes on a director instead';

/** Addresses that stand for servers which puppet-kicker finds, of a network for measurements (RFC 2544). */
const MADE_UP = /^198\.19\./;

/** A list of servers that a variable holds. */
interface List {
  readonly variable: string;
  readonly role: string;
  readonly addresses: readonly string[];
  readonly isDiscovered: boolean;
  readonly servers: Data;
}

/** The lists among the variables: of hashes with an address each, and those that a role stands for. */
function listsIn(variables: ReadonlyMap<string, Value>): List[] {
  const lists: List[] = [];
  for (const [variable, written] of variables) {
    const value = resolve(written, variables);
    if (value.kind === 'call' && value.name.split('::').at(-1) === 'servers_with_role') {
      const [role] = value.args;
      const name = role?.kind === 'string' ? role.value : roleIn(variable);
      const address = `198.19.${Math.floor(lists.length / 254)}.${(lists.length % 254) + 1}`;
      const servers = [new Map<string, Data>([['ipaddress', address]])];
      lists.push({ variable, role: slug(name), addresses: [address], isDiscovered: true, servers });
      continue;
    }
    const servers = dataOf(value);
    const addresses = addressesIn(servers);
    if (addresses.length > 0)
      lists.push({ variable, role: slug(roleIn(variable)), addresses, isDiscovered: false, servers });
  }
  return lists;
}

function addressesIn(servers: Data): string[] {
  if (!Array.isArray(servers)) return [];
  return (servers as readonly Data[]).flatMap((server) => {
    const address = server instanceof Map ? (server.get('ipaddress') as Data) : undefined;
    return typeof address === 'string' ? [address] : [];
  });
}

/** `gui` of `guiservers`, `websocket` of `websockets`. */
function roleIn(variable: string): string {
  return variable.replace(/_?(?:servers?|backends?|nodes|hosts)$/, '').replace(/(?<=..)s$/, '') || variable;
}

/** As roles are called in an inventory. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]+/g, '-')
      .replace(/^[^a-z]+/, '') || 'role'
  );
}

/** The role all of whose servers a service has, and no others. */
function roleOf({ reals }: Virtual<Place>, lists: readonly List[]): string | undefined {
  const own = [...new Set(reals.map(({ address }) => address))].toSorted().join(' ');
  return lists.find(({ addresses }) => [...new Set(addresses)].toSorted().join(' ') === own)?.role;
}

/** What the template can ask for: variables by the names under which modules of that time ask for them, and the members. */
function dataFor(
  manifests: readonly Manifest[],
  variables: ReadonlyMap<string, Value>,
  lists: readonly List[],
): Map<string, Data> {
  const known = new Map<string, Data>();
  const set = (name: string, data: Data): void => {
    for (const scope of ['', 'lvs::', 'lvs::config::']) known.set(scope + name, data);
  };
  const servers = new Map(lists.map((list) => [list.variable, list.servers]));
  for (const [name, value] of variables) {
    const data = servers.get(name) ?? dataOf(resolve(value, variables));
    if (data !== undefined) set(name, data);
  }
  const members = manifests
    .flatMap(({ calls }) => calls)
    .filter(({ name }) => name.split('::').at(-1) === 'lvs_member')
    .flatMap(({ args }) => memberOf(args, variables, servers));
  if (members.length > 0) set('members', members);
  return known;
}

/** What `lvs_member` of the public module fills in. */
const MEMBER_DEFAULTS = {
  forwarding_method: 'gate',
  scheduler: 'wrr',
  protocol: 'tcp',
  checktype: 'connect',
  failurecount: 20,
} as const;

function memberOf(
  args: readonly Value[],
  variables: ReadonlyMap<string, Value>,
  servers: ReadonlyMap<string, Data>,
): Map<string, Data>[] {
  const named = namedArguments(args);
  if (named === undefined) return [];
  const member = new Map<string, Data>(Object.entries(MEMBER_DEFAULTS));
  for (const [name, value] of named) {
    const list = value.kind === 'variable' ? servers.get(value.name) : undefined;
    member.set(name, list ?? dataOf(resolve(value, variables)));
  }
  return [member];
}

/** A value as a template has it; undefined where it is not known. */
function dataOf(value: Value): Data {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'array':
      return value.items.map(dataOf);
    case 'hash':
      return new Map(
        value.entries.flatMap(({ key, value: one }) =>
          key.kind === 'string' ? [[key.value, dataOf(one)] as const] : [],
        ),
      );
    default:
      return undefined;
  }
}

/** Reads what a template gives, with the places of the template. */
function readExpanded(
  path: string,
  { text, lines }: { readonly text: string; readonly lines: readonly number[] },
  lookup: HostLookup,
  findings: Finding[],
  kept: Place[],
): Config<Place> {
  const { config, problems } = readConfig(text, { lookup });
  // Columns are those of what the template makes.
  const inTemplate = ({ line }: Span): Span => ({ line: lines[line - 1] ?? line, column: 1, endColumn: 1 });
  for (const problem of problems) {
    const place = placeIn(path, inTemplate(problem.at));
    noteProblem({ findings }, problem, place);
    kept.push(place);
  }
  return placeConfig(config, path, inTemplate);
}

/** The interfaces of virtual IPs: `eth0` for the alias `eth0:1`. */
function bindingsIn(
  manifests: readonly Manifest[],
  variables: ReadonlyMap<string, Value>,
): Map<string, string> {
  const bindings = new Map<string, string>();
  for (const { type, title, attributes } of manifests.flatMap(({ resources }) => resources)) {
    const address = attributes.get('virtual_ip');
    if (!type.endsWith('bind_virtual_ip') || address === undefined) continue;
    const [device, bound] = [dataOf(resolve(title, variables)), dataOf(resolve(address, variables))];
    if (typeof device === 'string' && typeof bound === 'string')
      bindings.set(bound.replace(/\/.*$/s, ''), device.replace(/:.*$/s, ''));
  }
  return bindings;
}
