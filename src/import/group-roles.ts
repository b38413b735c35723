import type { Real, Virtual } from '../ldirectord-cf/model.ts';

/** Virtual services that have the same real servers, and these. */
export interface Group {
  readonly virtuals: readonly Virtual[];
  /** In the order of the first service; of servers that stand there twice the last, as the daemon has it. */
  readonly reals: readonly Real[];
}

/**
 * Makes a role of all services with the same real servers: address, weight, thresholds and what is asked of each, and the port where
 * packets reach another one than the client asked for. Their order does not matter.
 */
export function groupRoles(virtuals: readonly Virtual[]): Group[] {
  const groups = new Map<string, { virtuals: Virtual[]; reals: readonly Real[] }>();
  for (const virtual of virtuals) {
    const reals = withoutRepeats(virtual);
    // A service without servers is nobody else's.
    const key =
      reals.length === 0
        ? `none ${groups.size}`
        : JSON.stringify(reals.map((real) => identityOf(real, virtual)).toSorted());
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { virtuals: [virtual], reals });
    else known.virtuals.push(virtual);
  }
  return [...groups.values()];
}

/** The real servers of a service, the last of those with the same address and port. */
export function withoutRepeats({ reals }: Virtual): Real[] {
  const last = new Map(reals.map((real) => [`${real.address}:${Number(real.port)}`, real]));
  return [...last.values()];
}

function identityOf(real: Real, virtual: Virtual): string {
  const { address, weight, request, receive, lowerThreshold, upperThreshold } = real;
  return JSON.stringify([
    address,
    Number(weight),
    mappedPort(real, virtual),
    request,
    receive,
    numberOf(lowerThreshold),
    numberOf(upperThreshold),
  ]);
}

function numberOf(text: string | undefined): number {
  return Number(text ?? 0);
}

/** The port of a real server where address translation leads to another one than the client asked for. */
export function mappedPort({ port, forwarding }: Real, { endpoint }: Virtual): number | undefined {
  if (forwarding !== 'masq' || !('port' in endpoint)) return undefined;
  const [own, asked] = [Number(port), Number(endpoint.port)];
  return own === 0 || own === asked ? undefined : own;
}
