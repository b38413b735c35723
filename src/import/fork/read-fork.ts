import type { Finding, Place } from '../../diagnostics/finding.ts';
import { finding } from '../../diagnostics/report.ts';
import type { Source } from '../../inventory/source.ts';
import type { Config, Span, Virtual } from '../../ldirectord-cf/model.ts';
import { placeConfig, placeIn } from '../../ldirectord-cf/place-config.ts';
import { readConfig } from '../../ldirectord-cf/read-config.ts';
import type { HostLookup } from '../../ldirectord-cf/names.ts';
import { mergeConfigs } from '../merge-configs.ts';
import { leaveOutService, noteProblem, type Noted } from '../work.ts';
import { assignmentsIn, namesIn, noteOverridden, variablesOf, withTheirParts } from './assignments.ts';
import { bindingsIn, interfacesIn, isBinding, noteUnusedBindings } from './bindings.ts';
import { dataOf, type Origins } from './data-of.ts';
import { expandTemplate, type Asked, type Expanded } from './expand-template.ts';
import type { Assignment, Manifest, Value } from './manifest.ts';
import { isMember, membersIn, type Member } from './members.ts';
import { noteKeys, noteKeysOfFound } from './note-keys.ts';
import { readManifest } from './read-manifest.ts';
import { resolve } from './resolve.ts';
import { isMixed, isOfServers, listsIn, noteUnknownServers, noteUnusedLists, roleOf } from './role-lists.ts';
import { NOT_KNOWN, type Data } from './ruby-expressions.ts';

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
  /** Notes what of the fork none of these services has, which are all that are imported. */
  readonly noteUnused: (virtuals: readonly Virtual<Place>[], work: Noted) => void;
}

/** Whether a source is a part of a Puppet module that says something together with others. */
export function isOfModule({ path }: Source): boolean {
  return /\.(?:pp|erb|epp)$/.test(path);
}

/**
 * Reads a fork of the module: its lists of servers (`$guiservers`, of hashes with `ipaddress`, or `servers_with_role('gui')`), its
 * bindings of virtual IPs, its calls of `lvs_member`, and what its template makes of them, without running any of it. A role
 * whose servers are found by puppet-kicker has one made-up server meanwhile, so that the template says what it would of each.
 */
export function readFork(sources: readonly Source[], lookup: HostLookup): Fork {
  const noted: Noted = { findings: [], kept: [] };
  const manifests = sources.filter(({ path }) => path.endsWith('.pp')).map(readManifest);
  const assignments = assignmentsIn(manifests);
  const variables = variablesOf(assignments);
  const origins: Origins = new Map();
  const lists = listsIn(variables, origins);
  const servers = new Map<string, Data>(lists.map((list) => [list.variable, list.servers]));
  const calls = manifests.flatMap((manifest) => manifest.calls);
  const members = membersIn(calls, variables, servers, origins, noted);
  const known = dataFor(variables, servers, members, origins);
  const templates = sources
    .filter(({ path }) => path.endsWith('.erb'))
    .map((template) => ({ template, expanded: expandTemplate(template, known) }));
  const configs = templates.map(({ template, expanded }) =>
    readExpanded(template.path, expanded, lookup, noted),
  );
  for (const source of sources) if (source.path.endsWith('.epp')) noteUnread(source, noted);
  const asked = templates.map(({ expanded }) => expanded.asked);
  noteOverridden(assignments, namesThatMatter(manifests, assignments, asked), noted);
  noteUnknownServers(variables, noted);
  noteKeys(asked, origins, members, noted);
  noteKeysOfFound(asked, lists, noted);
  const bindings = bindingsIn(
    manifests.flatMap(({ resources }) => resources),
    variables,
    noted,
  );
  const merged = mergeConfigs(configs, noted);
  const virtuals = merged.virtuals.filter((virtual) => {
    if (!isMixed(virtual, lists)) return true;
    const message =
      'the service is left out: it has servers that puppet-kicker finds beside others, which a role cannot have';
    leaveOutService(noted, virtual, message, 'give it one role');
    return false;
  });
  return {
    config: { ...merged, virtuals },
    ...noted,
    roleOf: (virtual) => roleOf(virtual, lists),
    discovered: new Set(lists.flatMap(({ role, madeUp }) => (madeUp === undefined ? [] : [role]))),
    interfaceOf: interfacesIn(bindings),
    noteUnused: (all, work) => {
      noteUnusedLists(lists, all, work);
      noteUnusedBindings(bindings, all, work);
    },
  };
}

const HINT = 'import the ldirectord.cf that it makes on a director instead';

/** What the template can ask for: variables by the names under which modules of that time ask for them, and the members. */
function dataFor(
  variables: ReadonlyMap<string, Value>,
  servers: ReadonlyMap<string, Data>,
  members: readonly Member[],
  origins: Origins,
): Map<string, Data> {
  const known = new Map<string, Data>();
  const set = (name: string, data: Data): void => {
    for (const scope of ['', 'lvs::', 'lvs::config::']) known.set(scope + name, data);
  };
  for (const [name, value] of variables) {
    const data = servers.get(name) ?? dataOf(resolve(value, variables), origins);
    if (data !== undefined && data !== NOT_KNOWN) set(name, data);
  }
  if (members.length > 0)
    set(
      'members',
      members.map(({ data }) => data),
    );
  return known;
}

/** Reads what a template gives, with the places of the template. */
function readExpanded(
  path: string,
  { text, lines, leftOut, notUnderstood }: Expanded,
  lookup: HostLookup,
  noted: Noted,
): Config<Place> {
  for (const { at, whole } of notUnderstood) {
    noted.findings.push(finding('import-left-out', at, 'this part of the template is not understood', HINT));
    noted.kept.push(whole);
  }
  for (const line of leftOut) noted.kept.push(placeIn(path, { line, column: 1, endColumn: 1 }));
  const { config, problems } = readConfig(text, { lookup });
  // Columns are those of what the template makes.
  const inTemplate = ({ line }: Span): Span => ({ line: lines[line - 1] ?? line, column: 1, endColumn: 1 });
  for (const problem of problems) {
    const place = placeIn(path, inTemplate(problem.at));
    noteProblem(noted, problem, place);
    noted.kept.push(place);
  }
  return placeConfig(config, path, inTemplate);
}

/** Notes a template in Puppet's own language; all of it is kept. */
function noteUnread({ path, text }: Source, { findings, kept }: Noted): void {
  const at = placeIn(path, { line: 1, column: 1, endColumn: 1 });
  findings.push(finding('import-left-out', at, 'the template is not read: it is EPP, not ERB', HINT));
  kept.push({ ...at, endLine: text.trimEnd().split('\n').length });
}

/** The variables of which it matters what they say: those of lists, those that anything imported asks for, and their parts. */
function namesThatMatter(
  manifests: readonly Manifest[],
  assignments: readonly Assignment[],
  asked: readonly Asked[],
): Set<string> {
  const variables = variablesOf(assignments);
  const bindings = manifests.flatMap(({ resources }) => resources.filter(isBinding));
  const members = manifests.flatMap(({ calls }) => calls.filter(isMember));
  const values = [
    ...members,
    ...bindings.flatMap(({ title, attributes }) => [title, ...attributes.values()]),
  ];
  const lists = assignments.filter(({ value }) => isOfServers(resolve(value, variables)));
  return withTheirParts(
    [
      ...asked.flatMap(({ names }) => [...names]),
      ...values.flatMap(namesIn),
      ...lists.map(({ name }) => name),
    ],
    assignments,
  );
}
