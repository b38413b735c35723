import { compareText, type Place } from '../diagnostics/finding.ts';
import { globalDirectives, serviceDirectives, type Directive as Row } from '../inventory/directives.ts';
import type { Directive, Fallback } from '../ldirectord-cf/model.ts';
import { withoutDots } from '../ldirectord-cf/names.ts';
import { plainAddress } from './addresses.ts';
import type { NotedEntry } from './build-tree.ts';
import { importSetting } from './import-settings.ts';
import { leaveOut, normalise, type Import } from './work.ts';

/**
 * Directives in the order of their table; those that the language does not have are told.
 * @param owner the service that has them; empty for global ones
 */
export function settings(
  directives: ReadonlyMap<string, Directive<Place>>,
  table: readonly Row[],
  owner: string,
  work: Import,
): NotedEntry[] {
  const known = new Map(table.map((row, index) => [row.name, { row, index }]));
  const position = ({ name }: Directive<Place>): number => known.get(name)?.index ?? table.length;
  const ordered = [...directives.values()].toSorted(
    (one, other) => position(one) - position(other) || compareText(one.name, other.name),
  );
  return ordered.flatMap((directive) => {
    const { name, at } = directive;
    const setting = importSetting(
      directive,
      at,
      known.get(name)?.row,
      hieraKey(name, owner, work, known.get(name)?.row),
    );
    if ('leftOut' in setting) {
      leaveOut(work, setting.at, setting.leftOut);
      return [];
    }
    if (setting.secret !== undefined)
      normalise(
        work,
        at,
        `the ${name} of ${owner} is not taken over: the inventory names where Hiera has it`,
        `put it into Hiera as ${setting.secret}`,
      );
    return [setting.entry];
  });
}

/** Where Hiera will have a secret: one key for each. */
function hieraKey(name: string, owner: string, { hieraKeys }: Import, row: Row | undefined): string {
  const isSecret = row !== undefined && 'emitted' in row.status && row.status.emitted.kind === 'secret';
  return isSecret
    ? `lvs::${hieraKeys.take(`${owner.replaceAll('-', '_')}_${name}`)}`.replaceAll('-', '_')
    : '';
}

/**
 * The fallback of a service, or of all.
 * @param wanted the way by which packets reach it from the inventory
 */
export function fallbackEntry(
  { address, port, forwarding, at }: Fallback<Place>,
  name: string,
  wanted: string,
  work: Import,
): NotedEntry | undefined {
  if (forwarding !== wanted)
    leaveOut(
      work,
      at,
      `the fallback gets packets by ${wanted} as the servers do, not by ${forwarding}`,
      'a fallback has the forwarding of its service',
    );
  const host = withoutDots(address);
  const value = port === undefined ? plainAddress(host) : `${host}:${Number(port)}`;
  const known = [...globalDirectives, ...serviceDirectives].find((row) => row.name === name);
  const setting = importSetting({ name, value }, at, known, '');
  if ('entry' in setting) return setting.entry;
  leaveOut(work, setting.at, setting.leftOut);
  return undefined;
}
