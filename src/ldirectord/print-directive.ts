import { globalDirectives, serviceDirectives } from '../inventory/directives.ts';
import type { DirectiveValue, Forwarding } from '../inventory/model.ts';

/** Directives whose value ldirectord wants, or takes, in double quotes. */
const QUOTED: ReadonlySet<string> = new Set(
  [...globalDirectives, ...serviceDirectives].flatMap(({ name, status }) => {
    if (!('emitted' in status)) return [];
    const { emitted } = status;
    const quotes = emitted.kind === 'quoted' || emitted.kind === 'secret' || 'quotes' in emitted;
    return quotes ? [name] : [];
  }),
);

/** Directives that take a host, a port and a forwarding method. */
const FALLBACK = new Set(['fallback', 'fallback6']);

/** What stands in the place of a value that only Hiera knows. */
const MASK = '********';

/**
 * One line of ldirectord.cf, without indentation. The value has been checked by the decoder; secrets are masked.
 * @param forwarding how packets reach a fallback: as they reach the servers of its service, or gate where it has none
 */
export function printDirective(name: string, value: DirectiveValue, forwarding: Forwarding = 'gate'): string {
  return `${name}=${printValue(name, value, forwarding)}\n`;
}

function printValue(name: string, value: DirectiveValue, forwarding: Forwarding): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return `"${MASK}"`;
  if (QUOTED.has(name)) return `"${value}"`;
  return FALLBACK.has(name) ? `${value} ${forwarding}` : String(value);
}
