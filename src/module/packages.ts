import { negotiatedService } from '../inventory/health-check.ts';
import type { VirtualService } from '../inventory/model.ts';

/** Perl modules that checks need and the package of ldirectord does not ask for: without them every check fails. */
const CHECK_PACKAGES: ReadonlyMap<string, string> = new Map([
  ['mysql', 'libdbd-mysql-perl'],
  ['pgsql', 'libdbd-pg-perl'],
]);

/**
 * What services need on a director besides ldirectord and ipvsadm, each package once. ldirectord dies at its first HTTP
 * check over IPv6 where the Perl module for that is missing.
 */
export function morePackages(services: readonly VirtualService[]): string[] {
  const ipv6 = services.some(({ virtualIp }) => virtualIp.address.family === 6);
  const checks = services.flatMap((service) => CHECK_PACKAGES.get(negotiatedService(service) ?? '') ?? []);
  const marks = services.some(({ fwmark }) => fwmark !== undefined);
  return [
    ...new Set([...(ipv6 ? ['libnet-inet6glue-perl'] : []), ...(marks ? ['nftables'] : []), ...checks]),
  ];
}
