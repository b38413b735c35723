import fc from 'fast-check';
import type { Schema } from '../../../src/schema/schema.ts';
import { edited, isMap, parts, type Json } from './edits.ts';

/** Texts of every form that the language has, and some of none. */
const texts = [
  'web',
  'gui',
  'lvs',
  'a-b_c',
  'gui1.oe.example',
  'sorry:80',
  'eth0',
  '192.0.2.1',
  '192.0.2.2:80',
  '192.0.2.0/24',
  '2001:db8::1',
  '[2001:db8::1]:80',
  '2001:db8::/32',
  '255.255.255.0',
  '/health',
  '/usr/bin/true --quick',
  'local0',
  'ops@oe.example,root',
  'oe::key',
  '1.2.0',
  'https://example.org/x',
  'all, starting',
  'none',
  'sh-port',
  'a text',
  'OK.*"quoted"',
  '😀',
  '# x',
  ' x',
  'a\nb',
  '\ud800',
  '',
  'Class',
  'class',
];

/** Values that are wrong at most places. */
const strays: readonly Json[] = [null, true, 'yes', 0, -1, 80, 1.5, 70_000, [], ['all'], {}, ...texts];

/**
 * Inventories that are built from a schema, some of them with changes at random places: other values, keys that
 * are missing, keys from elsewhere.
 */
export function randomInventory(schema: Schema): fc.Arbitrary<Json> {
  const definitions = schema.definitions ?? {};
  const keys = Object.values(definitions).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('replace', 'remove', 'add'),
    value: fc.constantFrom(...strays),
    key: fc.constantFrom('nosuch', ...texts.slice(0, 5), ...Object.keys(schema.properties ?? {}), ...keys),
  });
  const changes = fc.oneof(fc.constant([]), fc.array(change, { minLength: 1, maxLength: 2 }));
  return fc
    .tuple(valueOf(schema, definitions), changes)
    .map(([value, list]) => list.reduce(changed, withReferences(value)));
}

interface Change {
  readonly at: number;
  readonly how: string;
  readonly value: Json;
  readonly key: string;
}

function changed(value: Json, { at, how, value: stray, key }: Change): Json {
  const all = parts(value).filter(({ path }) => path.length > 0);
  const part = all[at % Math.max(1, all.length)];
  if (part === undefined) return value;
  if (how === 'add' && isMap(part.value)) return edited(value, [...part.path, key], stray);
  return edited(value, part.path, how === 'remove' ? undefined : stray);
}

/** Services name a virtual IP that there is, which no schema can ask for. */
function withReferences(value: Json): Json {
  const names =
    isMap(value) && isMap(value['virtual_ips'] ?? null) ? Object.keys(value['virtual_ips'] as object) : [];
  const references = parts(value).filter(({ path }) => path.at(-1) === 'virtual_ip');
  return references.reduce((result, { path }) => edited(result, path, names[0] ?? 'web'), value);
}

function valueOf(part: Schema, definitions: Readonly<Record<string, Schema>>): fc.Arbitrary<Json> {
  const of = (inner: Schema): fc.Arbitrary<Json> => valueOf(inner, definitions);
  if (part.$ref !== undefined) return of(definitions[part.$ref.replace('#/definitions/', '')] ?? {});
  if (part.const !== undefined) return fc.constant(part.const);
  if (part.enum !== undefined) return fc.constantFrom(...part.enum);
  if (part.properties !== undefined) return mapOf(part, of);
  if (part.anyOf !== undefined) return fc.oneof(...part.anyOf.map(of));
  if (part.patternProperties !== undefined) {
    const maps = Object.entries(part.patternProperties).map(([pattern, inner]) =>
      fc.dictionary(matching(pattern), of(inner), { minKeys: 1, maxKeys: 2 }),
    );
    return fc.oneof(...maps);
  }
  if (part.items !== undefined) {
    const { minItems: minLength = 0, maxItems: maxLength = 3 } = part;
    return fc.array(of(part.items), { minLength, maxLength });
  }
  if (part.pattern !== undefined) return matching(part.pattern);
  if (part.type === 'integer') return fc.integer({ min: part.minimum ?? 0, max: part.maximum ?? 9 });
  return fc.constantFrom(...strays);
}

function mapOf(part: Schema, of: (inner: Schema) => fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const always = [
    ...(part.required ?? []),
    ...(part.anyOf ?? part.oneOf ?? []).slice(0, 1).flatMap(({ required }) => required ?? []),
  ];
  const entries = Object.entries(part.properties ?? {}).filter(([, inner]) => !isNever(inner));
  const fields = Object.fromEntries(entries.map(([key, inner]) => [key, of(inner)]));
  const optional = entries.map(([key]) => key).filter((key) => !always.includes(key));
  // A few keys of many: with all of them hardly any inventory would be right.
  return fc
    .subarray(optional, { maxLength: Math.min(4, optional.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries([...always, ...chosen].map((key) => [key, fields[key] ?? fc.constant(null)])),
      ),
    );
}

function isNever(part: Schema): boolean {
  return part.not !== undefined;
}

function matching(pattern: string): fc.Arbitrary<string> {
  const form = new RegExp(pattern, 'u');
  const right = texts.filter((text) => form.test(text));
  return right.length === 0 ? fc.constant('no text of this form') : fc.constantFrom(...right);
}
