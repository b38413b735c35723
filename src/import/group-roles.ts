import type { Place } from '../diagnostics/finding.ts';
import type { Real, Virtual } from '../ldirectord-cf/model.ts';

/** Virtual services that have the same real servers, and these. */
export interface Group {
  readonly virtuals: readonly [Virtual<Place>, ...Virtual<Place>[]];
  /** In the order of the first service; of servers that stand there twice the last, as the daemon has it. */
  readonly reals: readonly Real<Place>[];
  /** Its name, where somebody said it. */
  readonly role: string | undefined;
}

/**
 * Makes a role of all services with the same real servers: address, weight, thresholds and what is asked of each, and the port where
 * packets reach another one than the client asked for. Their order does not matter.
 * @param roleOf the role of a service, where that is known: services of two roles stay apart
 */
export function groupRoles(
  virtuals: readonly Virtual<Place>[],
  roleOf: (virtual: Virtual<Place>) => string | undefined = () => undefined,
): Group[] {
  const groups = new Map<string, { virtuals: Group['virtuals'] } & Omit<Group, 'virtuals'>>();
  for (const virtual of virtuals) {
    const reals = withoutRepeats(virtual);
    const role = roleOf(virtual);
    const identities = reals.map((real) => identityOf(real, virtual)).toSorted();
    // A service without servers is nobody else's.
    const key =
      reals.length === 0 && role === undefined ? `none ${groups.size}` : JSON.stringify([role, identities]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { virtuals: [virtual], reals, role });
    else known.virtuals = [...known.virtuals, virtual];
  }
  return [...groups.values()];
}

/** The real servers of a service, the last of those with the same address and port. */
export function withoutRepeats({ reals }: Virtual<Place>): Real<Place>[] {
  const last = new Map(reals.map((real) => [`${real.address}:${Number(real.port)}`, real]));
  return [...last.values()];
}

function identityOf(real: Real<Place>, virtual: Virtual<Place>): string {
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
export function mappedPort(real: Real<Place>, virtual: Virtual<Place>): number | undefined {
  return real.forwarding === 'masq' ? otherPort(real, virtual) : undefined;
}

/** The port of a real server where it is another one than the client asked for. */
export function otherPort({ port }: Real<Place>, { endpoint }: Virtual<Place>): number | undefined {
  if (endpoint.mark !== undefined) return undefined;
  const [own, asked] = [Number(port), Number(endpoint.port)];
  return own === 0 || own === asked ? undefined : own;
}
