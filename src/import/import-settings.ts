import type { Finding, Place } from '../diagnostics/finding.ts';
import { decodeDirectives } from '../inventory/decode-directives.ts';
import type { Directive as Known } from '../inventory/directives.ts';
import { readerInto } from '../inventory/read-values.ts';
import type { Tree } from '../inventory/tree.ts';
import type { Directive } from '../ldirectord-cf/model.ts';
import { entry, map, scalar, type NotedEntry } from './build-tree.ts';

/** A directive as the inventory has it, or why it cannot have it. */
export type Setting =
  { readonly entry: NotedEntry; readonly secret?: string } | { readonly leftOut: string; readonly at: Place };

/**
 * Puts a directive into the language of the inventory.
 * @param known the row of its table; undefined where the language has no such directive
 * @param key where Hiera will have the value, if it is a secret
 */
export function importSetting(
  { name, value }: Pick<Directive<unknown>, 'name' | 'value'>,
  at: Place,
  known: Known | undefined,
  key: string,
): Setting {
  const leaveOut = (why: string): Setting => ({ leftOut: `${name} is left out: ${why}`, at });
  if (known === undefined) return leaveOut('the inventory has no such directive');
  if ('refused' in known.status) return leaveOut(known.status.refused);
  const { kind } = known.status.emitted;
  if (kind === 'secret') return { entry: entry(name, hieraKeyTree(key, at)), secret: key };
  const made = entry(name, scalar(typed(kind, value), at));
  const findings: Finding[] = [];
  decodeDirectives(readerInto(findings), new Map([[name, made]]), [known]);
  const [refused] = findings;
  return refused === undefined ? { entry: made } : leaveOut(refused.message);
}

function hieraKeyTree(key: string, at: Place): Tree {
  return map([entry('hiera', scalar(key, at))], at);
}

/** The type that the language wants: ldirectord has nothing but text. */
function typed(kind: string, value: string): string | number | boolean {
  if (kind === 'boolean') return value === 'yes';
  const isNumber = /^[0-9]+$/.test(value);
  return isNumber && (kind === 'integer' || kind === 'checktype' || kind === 'netmask')
    ? Number(value)
    : value;
}
