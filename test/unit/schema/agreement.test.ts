import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { codes, type FindingCode } from '../../../src/diagnostics/codes.ts';
import { lint } from '../../../src/lint.ts';
import { allChangeRules, allRules } from '../../../src/rules/index.ts';
import { inventorySchema } from '../../../src/schema/inventory-schema.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { completeInventory } from './complete-inventory.ts';
import { edited, isMap, parts, type Json, type Path } from './edits.ts';
import { randomInventory } from './random-inventory.ts';
import { beyondSchema, decoderFindings, disagreement, ofShape, validate } from './verdicts.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures');
const schema = inventorySchema();

/** The text of a value, as YAML and JSON at once. */
const textOf = (value: Json): string => JSON.stringify(value);
const disagree = (value: Json): string | undefined => disagreement(textOf(value), value);
const refusedByBoth = (value: Json) => ({
  decoder: decoderFindings(textOf(value)).length > 0,
  schema: !validate(value),
});
const both = { decoder: true, schema: true };
const name = (path: Path): string => path.join('.');

describe('the fixtures', () => {
  const inventories = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)lvs\.yaml$/.test(path))
    .toSorted();

  it.each(inventories.filter((path) => !path.endsWith('bad/lvs.yaml')))('%s is accepted', (path) => {
    const text = readFileSync(join(fixtures, path), 'utf8');
    expect(validate(parse(text, { merge: true }))).toBe(true);
    expect(disagreement(text, parse(text, { merge: true }))).toBeUndefined();
  });

  it.each(inventories.filter((path) => path.endsWith('bad/lvs.yaml')))('%s is judged alike', (path) => {
    const text = readFileSync(join(fixtures, path), 'utf8');
    const found = lint({ path: 'lvs.yaml', text }).findings.map(({ code }) => code);
    if (found.some((code) => ['yaml-syntax', 'yaml-limit', 'yaml-duplicate-key'].includes(code))) return;
    const value = parse(text, { merge: true }) as Json;
    expect(validate(value)).toBe(!found.some((code) => ofShape.includes(code)));
  });

  it('every code is one of shape, of a rule, or has a reason why the schema cannot have it', () => {
    const ofRules = [...allRules, ...allChangeRules].map(({ code }): FindingCode => code);
    const ofValidate = readdirSync(join(fixtures, 'validate'));
    const ofImport = readdirSync(join(fixtures, 'import'));
    const known = [...ofShape, ...ofRules, ...ofValidate, ...ofImport, ...Object.keys(beyondSchema)];
    expect(Object.keys(codes).filter((code) => !known.includes(code))).toEqual([]);
  });
});

describe('one change of an inventory with every key', () => {
  const everyPart = parts(completeInventory);

  it('has every key but those that are refused or change nothing', () => {
    const used = new Set(everyPart.flatMap(({ path }) => path.at(-1) ?? []));
    const unused = propertiesOf(schema).filter((key) => !used.has(key));
    expect(unused.toSorted()).toEqual(['execute', 'sources', 'supervised']);
    expect(disagree(completeInventory)).toBeUndefined();
    expect(validate(completeInventory)).toBe(true);
  });

  const wrong: readonly Json[] = [
    null,
    true,
    'yes',
    '',
    ' ',
    ' x',
    'x ',
    'a#b',
    'a"b',
    'a\tb',
    'a\u2028b',
    'a\u0085b',
    '\ud800',
    '\ufeff',
    'no such word',
    'x'.repeat(300),
    '😀'.repeat(144),
    '😀'.repeat(145),
    '/',
    '/a/../b',
    '::',
    '1:2:3:4:5:6:7::',
    '010.0.0.1',
    '10.0.0.1/8',
    '255.0.255.0',
    -1,
    0,
    1.5,
    129,
    2_147_483_648,
    [],
    ['x'],
    ['all', 'none'],
    ['none', 'none'],
    'all,none',
    {},
    { x: 1 },
    { hiera: 'X' },
    { discover: 'yes' },
    { discover: '192.0.2.1' },
  ];

  const places = everyPart
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => ({ at: name(path), path }));

  it.each(places)('another value at $at', ({ path }) => {
    const disagreements = wrong.flatMap((value) => {
      const found = disagree(edited(completeInventory, path, value));
      return found === undefined ? [] : [`${JSON.stringify(value)}: ${found}`];
    });
    expect(disagreements).toEqual([]);
  });

  it.each(places)('nothing at $at', ({ path }) => {
    expect(disagree(edited(completeInventory, path, undefined))).toBeUndefined();
  });

  it('an unknown key', () => {
    const maps = everyPart.filter(({ value }) => isMap(value));
    expect(maps.length).toBeGreaterThan(20);
    for (const { path } of maps)
      expect(refusedByBoth(edited(completeInventory, [...path, 'No such key'], 1)), name(path)).toEqual(both);
  });

  it('a key that must be there', () => {
    const required: Path[] = [
      ['version'],
      ['directors'],
      ['virtual_ips'],
      ['roles'],
      ['virtual_ips', 'web', 'address'],
      ['roles', 'gui', 'servers', 'gui2.oe.example', 'address'],
      ['roles', 'gui', 'servers', 'gui2.oe.example', 'request'],
      ['roles', 'gui', 'servers', 'gui2.oe.example', 'receive'],
      ['roles', 'gui', 'services', 'http', 'virtual_ip'],
      ['roles', 'gui', 'services', 'http', 'port'],
      ['roles', 'gui', 'services', 'http', 'passwd', 'hiera'],
      // Two of the virtual IPs have no interface of their own.
      ['directors', 'interface'],
    ];
    for (const path of required)
      expect(refusedByBoth(edited(completeInventory, path, undefined)), name(path)).toEqual(both);
  });

  it.each(['supervised', 'execute'])('the refused directive %s', (key) => {
    expect(refusedByBoth(edited(completeInventory, ['ldirectord', key], true))).toEqual(both);
  });

  it.each([
    ['fallback', '[::1]:80'],
    ['fallback6', '192.0.2.1:80'],
  ])('a global %s of the other family', (key, value) => {
    expect(refusedByBoth(edited(completeInventory, ['ldirectord', key], value))).toEqual(both);
  });

  it('a wrong name as a key', () => {
    const named = everyPart.filter(({ path }) => {
      const [top, , inner] = path;
      if (top === 'directors') return path[1] === 'hosts' && path.length === 3;
      if (top === 'virtual_ips' || top === 'networks') return path.length === 2;
      return top === 'roles' && (path.length === 2 || (path.length === 4 && inner !== 'kicks'));
    });
    expect(named.length).toBeGreaterThan(8);
    for (const { path, value } of named) {
      for (const wrongName of ['', '-x', 'x y', 'é', 'x'.repeat(300), '1.2.3.4']) {
        const other = edited(completeInventory, [...path.slice(0, -1), wrongName], value);
        // The parts of `discover` are keys, not names.
        if (path.at(-1) === 'discover' || path.at(-1) === 'min_servers') continue;
        expect(refusedByBoth(other), `${name(path)}: ${wrongName}`).toEqual(both);
      }
    }
  });

  it('the bounds of numbers are the same', () => {
    const bounded = everyPart.filter(({ value }) => typeof value === 'number');
    const limits = new Set(integersOf(schema).flatMap(({ minimum, maximum }) => [minimum, maximum]));
    expect(bounded.length).toBeGreaterThan(20);
    for (const { path } of bounded) {
      for (const limit of limits) {
        for (const value of [limit - 1, limit, limit + 1]) {
          const other = edited(completeInventory, path, value);
          // Here the decoder's verdict on the number counts alone, whatever it is written like.
          const decoder = decoderFindings(textOf(other)).filter(({ code }) => ofShape.includes(code));
          expect({ value, refused: !validate(other) }, name(path)).toEqual({
            value,
            refused: decoder.length > 0,
          });
        }
      }
    }
  });
});

it('random inventories, made of the parts of the schema, are judged alike', () => {
  const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 20_000 : 2_000;
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(randomInventory(schema), (value) => {
      expect(disagree(value)).toBeUndefined();
      if (decoderFindings(textOf(value)).length === 0) accepted += 1;
      if (!validate(value)) refused += 1;
    }),
    { numRuns, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) },
  );
  // Neither verdict is rare, so that agreement means something.
  expect(accepted).toBeGreaterThan(numRuns / 10);
  expect(refused).toBeGreaterThan(numRuns / 10);
});

function subschemas(part: Schema): Schema[] {
  const maps = [part.properties, part.patternProperties, part.definitions];
  const inner = [...maps.flatMap((map) => Object.values(map ?? {})), ...(part.anyOf ?? []), part.items ?? []];
  return [part, ...inner.flat().flatMap(subschemas)];
}

function propertiesOf(part: Schema): string[] {
  return [...new Set(subschemas(part).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function integersOf(part: Schema): { minimum: number; maximum: number }[] {
  return subschemas(part).flatMap(({ minimum, maximum }) =>
    minimum === undefined || maximum === undefined ? [] : [{ minimum, maximum }],
  );
}
