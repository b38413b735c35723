import { ipv4, ipv6, mask4 } from '../inventory/address.ts';
import { checktypeBounds, checktypes, netmaskBounds } from '../inventory/decode-directives.ts';
import { portBounds } from '../inventory/decode-servers.ts';
import {
  keysOf,
  requiredKeys,
  secretKeys,
  type Key,
  type KeyTable,
  type ValueKind,
} from '../inventory/keys.ts';
import { fallbackForms } from '../inventory/names.ts';
import { portNames } from '../inventory/port-names.ts';
import type { Bounds } from '../inventory/read-values.ts';
import { schedulers } from '../rules/unknown-scheduler.ts';
import type { Schema } from './schema.ts';
import { formSchema, lineSchema, summarySchema, trimmedSchema } from './text-schema.ts';

/** What is described once and referred to. */
export const sharedDefinitions = {
  address: {
    title: 'IP address',
    description: 'An IPv4 or IPv6 address, without port and without prefix.',
    type: 'string',
    pattern: `^(?:${ipv4}|${ipv6})$`,
  },
  port: {
    title: 'port',
    description: 'A port by number, or by its name in services(5).',
    anyOf: [integer(portBounds), { enum: [...portNames.keys()] }],
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** A reference to a definition. */
export function refer(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function integer({ min, max }: Bounds): Schema {
  return { type: 'integer', minimum: min, maximum: max };
}

/** What may stand as a value of a kind. */
export function kindSchema(kind: ValueKind): Schema {
  switch (kind.kind) {
    case 'integer':
      return integer(kind);
    case 'constant':
      return { const: kind.value };
    case 'boolean':
      return { enum: [true, false, 'yes', 'no'] };
    case 'word':
      return { enum: kind.words };
    case 'words':
      return wordsSchema(kind.words, kind.alone);
    case 'scheduler':
      return { enum: schedulers };
    case 'checktype':
      return { anyOf: [{ enum: checktypes }, integer(checktypeBounds)] };
    case 'quoted':
      return lineSchema(kind.noQuote === true ? { excluded: '"' } : {});
    case 'bare':
      return lineSchema({ trimmed: true });
    case 'form':
    case 'name':
      return formSchema(kind.form);
    case 'names':
    case 'paths':
      return { type: 'array', items: formSchema(kind.form) };
    case 'summary':
      return summarySchema(kind.max);
    case 'trimmed':
      return trimmedSchema();
    case 'secret':
      return mapSchema(secretKeys);
    case 'netmask':
      return { anyOf: [{ type: 'string', pattern: `^(?:${mask4})$` }, integer(netmaskBounds)] };
    case 'fallback':
      return fallbackSchema(kind.family);
    case 'address':
    case 'port':
      return { anyOf: [refer(kind.kind)] };
    case 'ports':
      return { type: 'array', items: refer('port'), minItems: 1 };
  }
}

/** As text with commas, as in ldirectord.cf, or as a list. */
function wordsSchema(words: readonly string[], alone: string | undefined): Schema {
  const others = words.filter((word) => word !== alone);
  const many = others.join('|');
  const one = alone === undefined ? '' : `${alone}|`;
  const list: Schema = { type: 'array', items: { enum: others }, minItems: 1 };
  return {
    anyOf: [
      { type: 'string', pattern: `^(?:${one}(?:${many})(?: *, *(?:${many}))*)$` },
      list,
      ...(alone === undefined ? [] : [{ ...list, items: { const: alone }, maxItems: 1 }]),
    ],
  };
}

/** A host name may have either family; an address has its own. */
function fallbackSchema(family: 4 | 6 | undefined): Schema {
  const forms = fallbackForms.filter(
    (form) => family === undefined || form.family === undefined || form.family === family,
  );
  const whole = forms.map(({ pattern }) => pattern).join('|');
  return formSchema({ pattern: new RegExp(`^(?:${whole})$`), form: '' });
}

/**
 * A description for an editor, which shows it as it stands: sentences without marks of Markdown, and last the form
 * of the text, because the editor itself shows no more than a pattern.
 */
export function describe(sentences: readonly string[], kind: ValueKind | undefined): string {
  const form = kind !== undefined && 'form' in kind ? [`Form: ${kind.form.form}.`] : [];
  return [...sentences, ...form].join(' ').replaceAll('`', '');
}

/** A key with its description, and what may stand as its value unless `value` says so. */
export function keySchema(key: Key, value?: Schema): Schema {
  const otherwise = key.otherwise === undefined ? [] : [`Left out: ${key.otherwise}.`];
  return {
    description: describe([key.description, ...otherwise], key.value),
    ...(key.default === undefined ? {} : { default: key.default }),
    ...(key.value && kindSchema(key.value)),
    ...value,
  };
}

/**
 * A map with the keys of a table and no others.
 * @param values what may stand as the value of a key that the table leaves to its reader
 */
export function mapSchema<T extends KeyTable>(
  table: T,
  values: Partial<Readonly<Record<keyof T, Schema>>> = {},
): Schema {
  const required = requiredKeys(table);
  return {
    type: 'object',
    properties: Object.fromEntries(
      keysOf(table).map((key) => [key, keySchema(table[key] as Key, values[key])]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}
