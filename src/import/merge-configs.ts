import type { Place } from '../diagnostics/finding.ts';
import type { Config } from '../ldirectord-cf/model.ts';
import { leaveOut, type Import } from './work.ts';

/**
 * The services of several files, and their global directives, which are one set for all of them: what the first file says counts,
 * and what another one says instead is told.
 */
export function mergeConfigs(
  configs: readonly Config<Place>[],
  work: Pick<Import, 'findings' | 'kept'>,
): Config<Place> {
  return {
    directives: mergeMaps(
      configs.map(({ directives }) => directives),
      ({ value }) => value,
      ({ name, value, at }) =>
        leaveOut(work, at, `${name}=${value} is left out: another file says it otherwise`),
    ),
    fallbacks: mergeMaps(
      configs.map(({ fallbacks }) => fallbacks),
      ({ address, port, forwarding }) => `${address}:${port} ${forwarding}`,
      ({ at }) => leaveOut(work, at, 'the fallback is left out: another file has another one'),
    ),
    instances: configs.flatMap(({ instances }) => instances),
    virtuals: configs.flatMap(({ virtuals }) => virtuals),
  };
}

function mergeMaps<K, V>(
  maps: readonly ReadonlyMap<K, V>[],
  textOf: (value: V) => string,
  tell: (value: V) => void,
): Map<K, V> {
  const merged = new Map<K, V>();
  for (const [key, value] of maps.flatMap((map) => [...map])) {
    const known = merged.get(key);
    if (known === undefined) merged.set(key, value);
    else if (textOf(known) !== textOf(value)) tell(value);
  }
  return merged;
}
