import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The inventory of a whole stack, which emits both modules. */
export const stackInventory = readFileSync(
  join(import.meta.dirname, '../../fixtures/oe-stack/lvs.yaml'),
  'utf8',
);

/** The same where the site has a kicker module of its own: `scaffold` writes one module. */
export const oneModule = stackInventory.replace('version: 1\n', 'version: 1\nkicker: { module: external }\n');
