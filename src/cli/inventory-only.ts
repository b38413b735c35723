import type { Inventory } from '../inventory/model.ts';
import type { Io } from './io.ts';

/** Says on stderr what the inventory alone cannot tell about a result: the servers that are discovered later. */
export function noteInventoryOnly({ roles }: Inventory, io: Io): void {
  const unknown = roles.filter(({ discover, servers }) => discover && servers.length === 0);
  const discovered = unknown.map(({ name }) => name);
  if (discovered.length === 0) return;
  io.stderr.write(
    `inventory only: the servers of ${discovered.join(', ')} are known when a catalog is compiled\n`,
  );
}
