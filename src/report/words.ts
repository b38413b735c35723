import { risks, type BlastRadius, type Change, type Subject } from '../diff/model.ts';
import type { ReviewSummary } from './review-summary.ts';

/** A number with its noun: `1 change`, `2 changes`. */
export function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Parts of a sentence in a row: `a, b and c`. */
export function inARow(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** How many changes of each risk there are: `1 blocker, 2 minor`. */
export function riskCounts({ counts }: ReviewSummary): string {
  return risks
    .filter((risk) => counts[risk] > 0)
    .map((risk) => `${counts[risk]} ${risk}`)
    .join(', ');
}

/** What a change touches, in one short line; undefined where it touches nothing. */
export function blastLine({
  directors,
  realServers,
  reloads,
  kicked,
  unknownHosts,
}: Omit<BlastRadius, 'hazard'>): string | undefined {
  const touched = [
    ...(directors.length === 0 ? [] : [countOf(directors.length, 'director')]),
    ...(realServers.length === 0 ? [] : [countOf(realServers.length, 'real server')]),
    ...(unknownHosts.length === 0 ? [] : [`hosts of ${inARow(unknownHosts)} that only a catalog knows`]),
  ];
  const parts = [
    ...(touched.length === 0 ? [] : [`touches ${inARow(touched)}`]),
    ...(reloads.length === 0 ? [] : [`ldirectord reloads on ${reloads.length}`]),
    ...(kicked.length === 0 ? [] : [`kicks ${countOf(kicked.length, 'node')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** In which order the nodes have to run, and what happens otherwise; undefined where it does not matter. */
export function hazardLine({ hazard }: BlastRadius): string | undefined {
  if (hazard === undefined) return undefined;
  const { first, otherwise } = hazard;
  return first === 'neither'
    ? `order: neither real servers nor directors first, because ${otherwise}`
    : `order: ${first} first, otherwise ${otherwise}`;
}

/** The values of a change before and after; undefined for one that is not there. */
export interface ValueChange {
  readonly attribute: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What stands for a value that is not there. */
  readonly absent: string;
}

/** The values before and after, where a change is about any. */
export function valueChange({ attribute, before, after }: Change): ValueChange | undefined {
  if (before === undefined && after === undefined) return undefined;
  return { attribute, before, after, absent: attribute === undefined ? 'nothing' : 'not set' };
}

/** The longest value that reports for people show; the rest stands in the inventory and in the JSON format. */
const MAX_SHOWN = 160;

/** A text cut to what a person reads of it. */
export function excerpt(text: string, limit = MAX_SHOWN): string {
  const characters = Array.from(text.slice(0, 2 * limit + 2));
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}

const KINDS: Readonly<Record<Subject['kind'], readonly [string, string]>> = {
  module: ['module', 'modules'],
  network: ['network', 'networks'],
  directors: ['directors', 'directors'],
  director: ['director', 'directors'],
  global: ['global directive', 'global directives'],
  'virtual-ip': ['virtual IP', 'virtual IPs'],
  role: ['role', 'roles'],
  server: ['server', 'servers'],
  service: ['service', 'services'],
  kick: ['kick', 'kicks'],
  kicker: ['kicker', 'kicker'],
};

/** So many of a kind, in words: `12 services`. */
export function countOfKind(number: number, kind: Subject['kind']): string {
  return countOf(number, ...KINDS[kind]);
}

/** A subject in a list of its kind: its name, with the role where it has one. */
export function subjectName({ kind, name, role }: Subject): string {
  if (name === '') return KINDS[kind][0];
  return role === undefined ? name : `${name} (${role})`;
}
