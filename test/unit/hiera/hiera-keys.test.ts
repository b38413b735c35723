import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hieraKeysOf } from '../../../src/hiera/hiera-keys.ts';
import { lint } from '../../../src/lint.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');

/** The parameters of the classes of an emitted module, as Hiera names them. */
function parametersOf(module: string): string[] {
  const folder = join(module, 'manifests');
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const [, name = '', parameters = ''] = /^class (\S+) \(\n([^]*?)^\)/m.exec(text) ?? [];
    return [...parameters.matchAll(/^ {2}\S.*?\$([a-z0-9_]+) = /gm)].map(([, key]) => `${name}::${key}`);
  });
}

it.each(['oe-stack', 'every-directive', 'secrets'])('knows every parameter of %s and no other', (name) => {
  const text = readFileSync(join(fixtures, name, 'lvs.yaml'), 'utf8');
  const { inventory } = lint({ path: 'lvs.yaml', text });
  if (inventory === undefined) throw new Error('the fixture has errors');
  const { module, uses } = hieraKeysOf(inventory);
  const known = [...uses.keys()].filter((key) => key.startsWith(`${module}::`));
  const looked = ['server_overrides', 'service_overrides', 'extra_services'].map(
    (key) => `${module}::${key}`,
  );
  const parameters = parametersOf(join(fixtures, name, 'modules', module));
  expect(parameters.length).toBeGreaterThan(30);
  expect(known.toSorted()).toEqual([...parameters, ...looked].toSorted());
});
