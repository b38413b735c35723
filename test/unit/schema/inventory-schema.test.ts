import { describe, expect, it } from 'vitest';
import { kindText } from '../../../src/docs/kind-text.ts';
import { inventorySchema } from '../../../src/schema/inventory-schema.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { lineSchema, trimmedSchema } from '../../../src/schema/text-schema.ts';

const schema = inventorySchema();

/** Every schema inside a schema, with the way to it. */
function inside(part: Schema, path = ''): { path: string; part: Schema }[] {
  const maps = { ...part.properties, ...part.patternProperties, ...part.definitions };
  const named = Object.entries(maps).map(([key, inner]) => ({ key, inner }));
  const listed = [...(part.anyOf ?? []), ...(part.items ? [part.items] : [])].map((inner, index) => ({
    key: String(index),
    inner,
  }));
  return [
    { path, part },
    ...[...named, ...listed].flatMap(({ key, inner }) => inside(inner, `${path}/${key}`)),
  ];
}

const all = inside(schema);

function target({ $ref }: Schema): Schema | undefined {
  return schema.definitions?.[$ref?.replace('#/definitions/', '') ?? ''];
}

describe('the schema as an editor sees it', () => {
  it('describes every key and every directive, in whole sentences without marks', () => {
    const keys = all.flatMap(({ path, part }) =>
      Object.entries(part.properties ?? {}).map(([key, value]) => [`${path}/${key}`, value] as const),
    );
    expect(keys.length).toBeGreaterThan(100);
    for (const [path, value] of keys) {
      const { description = '' } = value.$ref === undefined ? value : (target(value) ?? {});
      expect(description, path).toMatch(/^[A-Za-z0-9][^`]{5,}\.$/);
    }
  });

  it('refers to nothing that is not there', () => {
    const references = all.filter(({ part }) => part.$ref !== undefined);
    expect(references.length).toBeGreaterThan(50);
    for (const { path, part } of references) expect(target(part), path).toBeDefined();
    // In draft-07 whatever stands beside a reference is ignored.
    for (const { path, part } of references) expect(Object.keys(part), path).toEqual(['$ref']);
  });

  it('closes every map', () => {
    for (const { path, part } of all)
      if (part.type === 'object') expect(part.additionalProperties, path).toBe(false);
  });
});

describe('patterns of text', () => {
  // Programs read them by code points, as the draft suggests, or by halves of surrogate pairs.
  it.each(['u', ''])('mean the same with the flags "%s"', (flags) => {
    const line = new RegExp(lineSchema({}).pattern ?? '', flags);
    const trimmed = new RegExp(trimmedSchema().pattern ?? '', flags);
    for (const text of ['a', '😀', 'é 中', '$ ^'])
      expect([line.test(text), trimmed.test(text)]).toEqual([true, true]);
    for (const text of ['a\ud83d', '\ude00', 'a\nb', '\ufeff', '\u2029'])
      expect([line.test(text), trimmed.test(text)]).toEqual([false, false]);
    expect(['', '#'].map((text) => [line.test(text), trimmed.test(text)])).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  it('compile with and without Unicode', () => {
    const patterns = all.flatMap(({ part }) =>
      [part.pattern ?? [], Object.keys(part.patternProperties ?? {})].flat(),
    );
    expect(patterns.length).toBeGreaterThan(30);
    for (const pattern of patterns)
      for (const flags of ['u', '']) expect(() => new RegExp(pattern, flags)).not.toThrow();
  });
});

it.each([4, 6, undefined] as const)(
  'the pages speak of brackets where a fallback may have IPv6 (%s)',
  (family) => {
    const text = kindText(family === undefined ? { kind: 'fallback' } : { kind: 'fallback', family });
    expect(text.includes('brackets')).toBe(family !== 4);
  },
);
