import { addressAfter, freeAfter, single } from './addresses.ts';
import type { LabPlan } from './model.ts';

const FAR_ENOUGH = 200;

/** An address close behind another one that nobody in the lab has; undefined where there is none. */
export function freeAddress({ hosts, inventory, router }: LabPlan, after: string): string | undefined {
  const taken = new Set([
    ...hosts.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses)),
    ...inventory.virtualIps.map(({ address }) => single(address.text)),
    ...router.routes.map(({ to }) => to),
  ]);
  const end = addressAfter(after, FAR_ENOUGH);
  return freeAfter(
    after,
    (candidate) => taken.has(single(candidate)),
    (candidate) => candidate !== end,
  );
}
