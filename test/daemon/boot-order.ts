import type { Container } from '../containers/container.ts';

/** Units by name, as they stand on a machine. */
export type Units = Readonly<Record<string, string>>;

/** The administrator's unit goes before the one of a package, as for systemd. */
const folders = ['/etc/systemd/system', '/usr/lib/systemd/system'];

export async function readUnits(container: Container, names: readonly string[]): Promise<Units> {
  const units: Record<string, string> = {};
  for (const name of names) {
    const places = folders.map((folder) => `${folder}/${name}`);
    const { stdout } = await container.run(['sh', '-c', 'cat "$1" 2>&- || cat "$2"', 'sh', ...places]);
    units[name] = stdout;
  }
  return units;
}

/**
 * The neighbours in a chain whose order no unit states. Each pair has to be stated by itself: that most units wait
 * for sysinit.target would order some pairs as well, but only until somebody sets DefaultDependencies=no.
 */
export function unstatedOrders(units: Units, chain: readonly string[]): string[] {
  const pairs = chain.slice(1).map((later, index) => [chain[index] ?? '', later] as const);
  return pairs
    .filter(
      ([earlier, later]) =>
        !namesIn(units, later, 'After').includes(earlier) &&
        !namesIn(units, earlier, 'Before').includes(later),
    )
    .map(([earlier, later]) => `${earlier} before ${later}`);
}

/** All units that a unit names under a key: the key may stand there several times, each with several names. */
function namesIn(units: Units, unit: string, key: 'After' | 'Before'): string[] {
  const lines = (units[unit] ?? '').split('\n').filter((line) => line.startsWith(`${key}=`));
  return lines.flatMap((line) => line.slice(key.length + 1).split(/\s+/));
}
