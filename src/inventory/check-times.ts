import type { DirectiveValue, Inventory, VirtualService } from './model.ts';

/** What ldirectord takes where the file does not say: seconds, and a number of pings. */
export const CHECK_DEFAULTS = {
  checkinterval: 10,
  checktimeout: 5,
  negotiatetimeout: 30,
  checkcount: 1,
} as const;

type Timeout = 'checktimeout' | 'negotiatetimeout';

const OTHER: Readonly<Record<Timeout, Timeout>> = {
  checktimeout: 'negotiatetimeout',
  negotiatetimeout: 'checktimeout',
};

/**
 * The seconds that a check of a service may take. The two time-outs stand in for each other, in a service before the global
 * ones (ldirectord 4.12, read_config).
 * @param own the one that counts for the kind of check
 */
export function checkTimeout(
  { ldirectord }: Pick<Inventory, 'ldirectord'>,
  { directives }: Pick<VirtualService, 'directives'>,
  own: Timeout,
): number {
  const other = OTHER[own];
  return (
    numberOf(directives.get(own)?.value) ??
    numberOf(directives.get(other)?.value) ??
    numberOf(ldirectord.get(own)?.value) ??
    numberOf(ldirectord.get(other)?.value) ??
    CHECK_DEFAULTS[own]
  );
}

/** A directive's value where it is a number. */
export function numberOf(value: DirectiveValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
