import type { Finding, Result } from '../diagnostics/finding.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import type { Comment } from './tokens.ts';
import { decodeInventory } from './decode.ts';
import type { Inventory } from './model.ts';
import { readerInto } from './read-values.ts';
import { readYaml } from './read-yaml.ts';
import type { Source } from './source.ts';

/** A parsed inventory with its comments, which may acknowledge findings of later stages. */
export interface ParsedInventory extends Result<Inventory> {
  readonly comments: readonly Comment[];
}

/**
 * Text to typed inventory. The value is undefined where an error was found, so that no later stage works on
 * half an inventory; all mistakes of the text, its shape and its references are reported in one run.
 */
export function parseInventory(source: Source): ParsedInventory {
  const { tree, comments, findings: read } = readYaml(source);
  if (tree === undefined) return { value: undefined, comments, findings: read };
  const findings: Finding[] = [...read];
  const inventory = decodeInventory(readerInto(findings), tree);
  return { value: hasErrors(findings) ? undefined : inventory, comments, findings };
}
