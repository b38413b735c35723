import { expect, it } from 'vitest';
import { deepMerge } from '../../../src/hiera/deep-merge.ts';
import { readYaml } from '../../../src/inventory/read-yaml.ts';
import type { Tree } from '../../../src/inventory/tree.ts';

function treeOf(text: string): Tree {
  const { tree } = readYaml({ path: 'data.yaml', text });
  if (tree === undefined) throw new Error('no YAML');
  return tree;
}

/** As JSON: the order of the keys counts. */
function show(tree: Tree): string {
  if (tree.kind === 'scalar') return JSON.stringify(tree.value);
  if (tree.kind === 'list') return `[${tree.items.map(show).join(',')}]`;
  return `{${tree.entries.map(({ key, value }) => `${key}:${show(value)}`).join(',')}}`;
}

// Measured with the gem deep_merge 1.2 as Puppet 7 calls it.
it.each([
  ['{ a: 1 }', '{ b: 2 }', '{b:2,a:1}'],
  ['{ a: 1, b: 3 }', '{ b: 2, a: 2 }', '{b:3,a:1}'],
  ['{ a: { x: 1 } }', '{ a: { y: 2 }, b: 3 }', '{a:{y:2,x:1},b:3}'],
  ['{ a: ~ }', '{ a: 1 }', '{a:1}'],
  ['{ a: 1 }', '{ a: ~ }', '{a:1}'],
  ['{ a: ~ }', '{ b: 1 }', '{b:1,a:null}'],
  ['{ a: 1 }', '{ a: { x: 1 } }', '{a:1}'],
  ['{ a: { x: 1 } }', '{ a: 1 }', '{a:{x:1}}'],
  ['{ a: {} }', '{ a: 1 }', '{a:1}'],
  ['{ a: {} }', '{ a: false }', '{a:{}}'],
  ['{ a: false }', '{ a: true }', '{a:false}'],
  ['~', '{ a: 1 }', '{a:1}'],
  ['{ a: 1 }', '~', '{a:1}'],
])('%s over %s', (higher, lower, merged) => {
  expect(show(deepMerge(treeOf(higher), treeOf(lower)))).toBe(merged);
});
