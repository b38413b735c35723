import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphFormats } from '../../src/graph/formats.ts';
import { renderGraph } from '../../src/graph/render-graph.ts';
import { lint } from '../../src/lint.ts';

const folder = join(import.meta.dirname, '../../fixtures/oe-stack');
const rewrite = process.env['LVS_PUPPET_REWRITE_GOLDENS'] === '1';
const extensions = { mermaid: 'mmd', dot: 'dot', svg: 'svg' } as const;

describe('golden pictures', () => {
  it.each(graphFormats)('%s', (format) => {
    const { inventory } = lint({
      path: 'lvs.yaml',
      text: readFileSync(join(folder, 'lvs.yaml'), 'utf8'),
    });
    if (inventory === undefined) throw new Error('no inventory');
    const picture = renderGraph(inventory, format);
    const golden = join(folder, `graph.${extensions[format]}`);
    if (rewrite) writeFileSync(golden, picture);
    expect(picture).toBe(readFileSync(golden, 'utf8'));
  });
});
