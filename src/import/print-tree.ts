import { printable } from '../diagnostics/escape.ts';
import { yamlScalar } from '../lang/yaml.ts';
import type { Tree } from '../inventory/tree.ts';
import type { NotedEntry } from './build-tree.ts';

/** Width up to which a map of scalars stands in one line. */
const WIDTH = 110;

/** Top-level keys with a blank line before them, and entries of these, too. */
const SPACED = new Set(['roles']);

/** Prints an inventory as a person would write it: maps of a few scalars in one line. */
export function printInventory(entries: readonly NotedEntry[]): string {
  return entries.map((one, index) => `${index === 0 ? '' : '\n'}${printEntry(one, '')}`).join('');
}

function printEntry(one: NotedEntry, indent: string): string {
  const { key, value, comments = [] } = one;
  const above = comments.map((comment) => `${indent}# ${printable(comment)}`.trimEnd().concat('\n')).join('');
  return `${above}${indent}${yamlScalar(key)}:${printValue(value, indent, key)}`;
}

function printValue(tree: Tree, indent: string, key: string): string {
  if (tree.kind === 'scalar') return ` ${yamlScalar(tree.value ?? '')}\n`;
  if (tree.kind === 'list') return ` [${tree.items.map((item) => flow(item)).join(', ')}]\n`;
  const entries: readonly NotedEntry[] = tree.entries;
  if (entries.length === 0) return ' {}\n';
  const line = flow(tree);
  const flat =
    indent !== '' &&
    entries.every(({ value, comments }) => value.kind === 'scalar' && comments === undefined);
  const isMany = entries.length > 4;
  if (flat && !isMany && indent.length + key.length + 2 + line.length <= WIDTH && isLeaf(indent))
    return ` ${line}\n`;
  const gap = indent === '' && SPACED.has(key) ? '\n' : '';
  return `\n${entries.map((one) => printEntry(one, `${indent}  `)).join(gap)}`;
}

/** Servers and services may stand in one line, what is above them may not. */
function isLeaf(indent: string): boolean {
  return indent.length >= 6;
}

function flow(tree: Tree): string {
  if (tree.kind === 'scalar') return yamlScalar(tree.value ?? '');
  if (tree.kind === 'list') return `[${tree.items.map(flow).join(', ')}]`;
  return `{ ${tree.entries.map(({ key, value }) => `${yamlScalar(key)}: ${flow(value)}`).join(', ')} }`;
}
