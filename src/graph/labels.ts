import { printable } from '../diagnostics/escape.ts';
import type { Graph, HostRow, Kick, Mark, RoleNode, ServiceNode, VirtualIpNode } from './model.ts';

/** The words on a node: what it is and its name, then what there is to say about it, then its hosts in columns. */
export interface Label {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly rows: readonly LabelRow[];
  readonly mark: Mark | undefined;
}

export interface LabelRow {
  /** Host name, address and notes, a mark among the notes. */
  readonly cells: readonly [string, string, string];
  readonly mark: Mark | undefined;
}

/** A description is free text of any length; this much of it is shown. */
const MAX_DESCRIPTION = 60;

/** What the whole picture is called. */
export function titleOf({ module }: Graph): string {
  return printable(`${module}: virtual IPs, services, roles with their servers, and kicks`);
}

/** The words on a virtual IP. */
export function virtualIpLabel({ name, address, mark }: VirtualIpNode): Label {
  return { heading: printable(`virtual IP ${name}`), lines: [printable(address)], rows: [], mark };
}

/** The words on a service. */
export function serviceLabel({ name, endpoint, state, mark }: ServiceNode): Label {
  const lines = state === 'production' ? [endpoint] : [endpoint, state];
  return { heading: printable(`service ${name}`), lines: lines.map(printable), rows: [], mark };
}

/** The words on a role with its servers, or on that of the directors. */
export function roleLabel(role: RoleNode): Label {
  const lines = [...(role.description === undefined ? [] : [shorten(role.description)]), ...poolLines(role)];
  return {
    heading: printable(`role ${role.name}${role.directors ? ', directors' : ''}`),
    lines: lines.map(printable),
    rows: role.hosts.map(hostRow),
    mark: role.mark,
  };
}

/** The words on a kick: they name its target, so that nobody has to follow the line. */
export function kickLabel({ to, mark }: Kick, { roles }: Graph): string {
  const words = printable(`kicks ${roles[to]?.name ?? ''}`);
  return mark === undefined ? words : `${words}, ${mark}`;
}

/** A label as lines of text, for formats without columns. */
export function linesOf({ heading, lines, rows, mark }: Label): string[] {
  const hosts = rows.map(
    ({ cells: [host, address, notes] }) => `${host} ${address}${notes === '' ? '' : `, ${notes}`}`,
  );
  return [mark === undefined ? heading : `${heading}, ${mark}`, ...lines, ...hosts];
}

function poolLines({ discover, minServers, directors, hosts }: RoleNode): string[] {
  const least = minServers === undefined || minServers === 0 ? '' : `, at least ${minServers}`;
  if (discover) return [`servers: discover${least}`];
  if (hosts.length > 0) return [];
  return [directors ? 'no hosts are named' : 'no servers'];
}

function hostRow({ hostname, address, notes, mark }: HostRow): LabelRow {
  const words = mark === undefined ? notes : [...notes, mark];
  return { cells: [printable(hostname), printable(address), printable(words.join(', '))], mark };
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_DESCRIPTION
    ? text
    : `${characters
        .slice(0, MAX_DESCRIPTION - 1)
        .join('')
        .trimEnd()}…`;
}
