import { CHECK_DEFAULTS } from '../inventory/check-times.ts';
import type { Config, Directive, Virtual } from './model.ts';

/** The check that the daemon makes where no `service` says it: by the port, as it is written. */
const CHECKS_BY_PORT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    21: 'ftp',
    25: 'smtp',
    53: 'dns',
    80: 'http',
    110: 'pop',
    119: 'nntp',
    143: 'imap',
    389: 'ldap',
    443: 'https',
    587: 'submission',
    636: 'ldaps',
    993: 'imaps',
    995: 'pops',
    1521: 'oracle',
    1812: 'radius',
    3128: 'http_proxy',
    3306: 'mysql',
    5060: 'sip',
    5432: 'pgsql',
  }),
);

/** What a negotiate check of a service speaks. */
export function checkOf({ directives, endpoint }: Pick<Virtual<unknown>, 'directives' | 'endpoint'>): string {
  const written = directives.get('service')?.value;
  if (written !== undefined) return written;
  return 'port' in endpoint ? (CHECKS_BY_PORT.get(endpoint.port) ?? 'none') : 'none';
}

/**
 * The directives of a service, with the request as a person writes it: the daemon puts a slash before every one, of which only HTTP
 * needs it. `SELECT 1` is the same to it.
 */
export function plainRequest<At>(virtual: Virtual<At>): ReadonlyMap<string, Directive<At>> {
  const { directives } = virtual;
  const request = directives.get('request');
  if (request === undefined || checkOf(virtual).startsWith('http') || !/^\/[a-zA-Z0-9]/.test(request.value))
    return directives;
  return new Map([...directives, ['request', { ...request, value: request.value.slice(1) }]]);
}

/** How many seconds a check may take. The two time-outs stand in for each other, in a service before the global ones. */
export function timeoutsOf(
  config: Pick<Config<unknown>, 'directives'>,
  { directives }: Pick<Virtual<unknown>, 'directives'>,
): { readonly check: number; readonly negotiate: number } {
  const of = (one: string, other: string): number | undefined =>
    secondsIn(directives, one) ??
    secondsIn(directives, other) ??
    secondsIn(config.directives, one) ??
    secondsIn(config.directives, other);
  return {
    check: of('checktimeout', 'negotiatetimeout') ?? CHECK_DEFAULTS.checktimeout,
    negotiate: of('negotiatetimeout', 'checktimeout') ?? CHECK_DEFAULTS.negotiatetimeout,
  };
}

function secondsIn(directives: ReadonlyMap<string, Directive<unknown>>, name: string): number | undefined {
  const value = directives.get(name)?.value;
  return value === undefined ? undefined : Number(value);
}
