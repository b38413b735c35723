import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGoldens, findKickers, rewriting } from '../goldens/goldens.ts';
import { listFiles } from '../goldens/list-files.ts';

/** Where the spec of a class, define, function or type alias stands, and how it shows that wrong values are refused. */
function specOf(file: string, source: string): { readonly spec: string; readonly refusal: RegExp } {
  const name = file.replace(/^\w+\//, '').replace(/\.pp$/, '_spec.rb');
  if (file.startsWith('types/'))
    return { spec: `spec/type_aliases/${name}`, refusal: /\.not_to allow_value/ };
  if (file.startsWith('functions/')) return { spec: `spec/functions/${name}`, refusal: /and_raise_error/ };
  const folder = /^define /m.test(source) ? 'defines' : 'classes';
  return { spec: `spec/${folder}/${name}`, refusal: /and_raise_error/ };
}

/** Whether somebody can give it a value at all. */
function takesValues(file: string, source: string): boolean {
  return file.startsWith('types/') || /^# @param /m.test(source);
}

/** What a module has without a spec, or with one that only shows what is right. */
function lacksOf(module: string): string[] {
  const files = listFiles(module).filter((file) => /^(?:manifests|functions|types)\/.*\.pp$/.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(join(module, file), 'utf8');
    const { spec, refusal } = specOf(file, source);
    if (!existsSync(join(module, spec))) return [`${file} has no spec`];
    const text = readFileSync(join(module, spec), 'utf8');
    return takesValues(file, source) && !refusal.test(text) ? [`${spec} refuses nothing`] : [];
  });
}

describe.skipIf(rewriting)('the specs of the emitted modules', () => {
  it.each([...findGoldens(), ...findKickers()])(
    '$name, $moduleName: each class, define, function and type has one, which refuses',
    ({ module }) => {
      expect(listFiles(join(module, 'spec')).length).toBeGreaterThan(30);
      expect(lacksOf(module)).toEqual([]);
    },
  );
});
