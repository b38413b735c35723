import { globalDirectives, serviceDirectives } from '../inventory/directives.ts';
import type { DirectiveValue } from '../inventory/model.ts';

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

/** One line of ldirectord.cf, without indentation. The value has been checked by the decoder; secrets are masked. */
export function printDirective(name: string, value: DirectiveValue): string {
  return `${name}=${printValue(name, value)}\n`;
}

function printValue(name: string, value: DirectiveValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return `"${MASK}"`;
  if (QUOTED.has(name)) return `"${value}"`;
  return FALLBACK.has(name) ? `${value} gate` : String(value);
}
