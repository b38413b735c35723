import type { Place } from '../diagnostics/finding.ts';
import type { Config, Virtual } from '../ldirectord-cf/model.ts';
import { leaveOut, leaveOutService, normalise, type Noted } from './work.ts';

/**
 * The services of several files, and their global directives, which are one set for all of them: what the first file says counts.
 * What another one says instead is told, and what one says for the services of another, which was silent.
 */
export function mergeConfigs(configs: readonly Config<Place>[], work: Noted): Config<Place> {
  tellOfSilent(configs, work);
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
    virtuals: onceEach(
      configs.flatMap(({ virtuals }) => virtuals),
      configs.length > 1,
      work,
    ),
  };
}

/** A directive that a file does not have counts for its services from now on, instead of the default. */
function tellOfSilent(configs: readonly Config<Place>[], work: Noted): void {
  const said = new Map(configs.flatMap(({ directives }) => [...directives]));
  for (const { name, value, at } of said.values()) {
    const silent = configs.flatMap(({ directives, virtuals: [first] }) =>
      first === undefined || directives.has(name) ? [] : [first.at.file],
    );
    if (silent.length > 0)
      normalise(
        work,
        at,
        `${name}=${value} counts for the services of ${silent.join(' and ')}, too`,
        'give it to the services that had it, and not to the others',
      );
  }
}

/** The daemon refuses a service that stands twice in one file; of two files the first has it. */
function onceEach(virtuals: readonly Virtual<Place>[], several: boolean, work: Noted): Virtual<Place>[] {
  const files = new Map<string, string>();
  return virtuals.filter((virtual) => {
    const { family, protocol, endpoint, at } = virtual;
    const address = endpoint.mark ?? `${endpoint.address}:${Number(endpoint.port)}`;
    const key = `${family} ${protocol} ${address}`;
    const file = files.get(key) ?? at.file;
    files.set(key, file);
    if (!several || file === at.file) return true;
    leaveOutService(work, virtual, `the service is left out: ${file} has it, too`);
    return false;
  });
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
