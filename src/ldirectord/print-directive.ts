import type { DirectiveValue } from '../inventory/model.ts';

/** Directives whose value ldirectord wants, or takes, in double quotes. */
const QUOTED = new Set(['request', 'receive', 'virtualhost']);

/** Directives that take a host, a port and a forwarding method. */
const FALLBACK = new Set(['fallback', 'fallback6']);

/** One line of ldirectord.cf, without indentation. The value has been checked by the decoder. */
export function printDirective(name: string, value: DirectiveValue): string {
  return `${name}=${printValue(name, value)}\n`;
}

function printValue(name: string, value: DirectiveValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (QUOTED.has(name)) return `"${value}"`;
  return FALLBACK.has(name) ? `${value} gate` : String(value);
}
