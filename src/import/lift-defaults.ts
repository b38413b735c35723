import { serviceDirectives } from '../inventory/directives.ts';
import type { Tree } from '../inventory/tree.ts';
import { map, type NotedEntry } from './build-tree.ts';

/** What may stand in `defaults`. */
const LIFTED = ['protocol', 'forwarding', ...serviceDirectives.map(({ name }) => name)];

/** Services of each role, and what all of them have in common. */
interface Lifted {
  readonly defaults: readonly NotedEntry[];
  readonly services: readonly (readonly NotedEntry[])[];
}

/**
 * Takes the most common value of what every service says into `defaults`: none may be silent about it, as it would get it, too.
 * Where only one service has a value nothing is gained.
 */
export function liftDefaults(roles: readonly (readonly NotedEntry[])[]): Lifted {
  const all = roles.flat().map(settingsOf);
  const defaults = LIFTED.flatMap((name) => {
    const settings = all.flatMap((service) => service.get(name) ?? []);
    return settings.length === all.length ? mostCommon(settings) : [];
  });
  const lifted = new Map(defaults.map((one) => [one.key, textOf(one.value)]));
  return { defaults, services: roles.map((services) => services.map((one) => without(one, lifted))) };
}

/** The setting that most have, the first of several; none where all differ. A secret is one of its service. */
function mostCommon(settings: readonly NotedEntry[]): NotedEntry[] {
  const counts = new Map<string, { readonly one: NotedEntry; count: number }>();
  for (const one of settings) {
    const text = textOf(one.value);
    if (text === undefined) return [];
    const known = counts.get(text) ?? { one, count: 0 };
    known.count += 1;
    counts.set(text, known);
  }
  const [most] = [...counts.values()].toSorted((one, other) => other.count - one.count);
  return most === undefined || most.count < 2 ? [] : [most.one];
}

function settingsOf({ value }: NotedEntry): ReadonlyMap<string, NotedEntry> {
  return new Map(entriesOf(value).map((one) => [one.key, one]));
}

function entriesOf(tree: Tree): readonly NotedEntry[] {
  return tree.kind === 'map' ? tree.entries : [];
}

function textOf(tree: Tree): string | undefined {
  return tree.kind === 'scalar' ? `${typeof tree.value} ${tree.text}` : undefined;
}

/** A service without what the defaults say. */
function without(service: NotedEntry, defaults: ReadonlyMap<string, string | undefined>): NotedEntry {
  const { value } = service;
  const left = entriesOf(value).filter(
    (one) => !defaults.has(one.key) || defaults.get(one.key) !== textOf(one.value),
  );
  return { ...service, value: map(left, value.at) };
}
