import type { Inventory, VirtualService } from './model.ts';

type Directives = Pick<VirtualService, 'directives'>;

/** The scheduler of a service: `wrr` unless it says otherwise, as ldirectord has it. */
export function schedulerOf({ directives }: Directives): string {
  return String(directives.get('scheduler')?.value ?? 'wrr');
}

/** Whether dead servers stay in the pool with weight 0: what the service says, else what holds for all; the program has it off. */
export function isQuiescent(
  { ldirectord }: Pick<Inventory, 'ldirectord'>,
  { directives }: Directives,
): boolean {
  return (directives.get('quiescent') ?? ldirectord.get('quiescent'))?.value === true;
}
