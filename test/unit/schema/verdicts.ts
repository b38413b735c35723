import { Ajv } from 'ajv';
import type { FindingCode } from '../../../src/diagnostics/codes.ts';
import type { Finding } from '../../../src/diagnostics/finding.ts';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { unknownScheduler } from '../../../src/rules/unknown-scheduler.ts';
import { inventorySchema } from '../../../src/schema/inventory-schema.ts';
import type { Json } from './edits.ts';

/** Findings about the shape of single values: the schema refuses what has one. */
export const ofShape: readonly FindingCode[] = [
  'unknown-key',
  'missing-key',
  'wrong-type',
  'invalid-value',
  'invalid-name',
  'invalid-address',
  'control-character',
  'hash-in-directive',
  'literal-secret',
  'directive-refused',
  'unknown-scheduler',
];

/** Findings of the decoder that no schema can have, each with the reason; those of the rules compare decoded values. */
export const beyondSchema: Partial<Record<FindingCode, string>> = {
  'yaml-syntax': 'without YAML there is no value that could be validated',
  'yaml-limit': 'readers of YAML have limits of their own, and a value does not show its text',
  'yaml-duplicate-key': 'a value has each key once',
  'yaml-ambiguous': 'a value does not show whether it was written in quotes; a warning anyway',
  'unused-acknowledgement': 'a value has no comments; a warning anyway',
  'unknown-hiera-key': 'it stands in data of Hiera',
  'hiera-not-followed': 'it stands in data of Hiera',
  'unknown-reference': 'draft-07 cannot compare a value with keys elsewhere',
  'duplicate-service-name': 'draft-07 cannot compare the keys of different maps',
  'address-family-mismatch': 'a mask and the address of its virtual IP stand in different maps',
};

const ajv = new Ajv({ strictTypes: false, allErrors: true });

/** Whether the schema takes a value. */
export const validate = ajv.compile<Json>(inventorySchema());

/** What the decoder finds, and the one rule that is about a single word. */
export function decoderFindings(text: string): readonly Finding[] {
  const { value, findings } = parseInventory({ path: 'lvs.yaml', text });
  return [...findings, ...(value ? unknownScheduler.check(value) : [])].filter(
    ({ severity }) => severity === 'error',
  );
}

/**
 * Where decoder and schema disagree, in words, or undefined.
 * @param text the inventory
 * @param value what YAML makes of it
 */
export function disagreement(text: string, value: Json): string | undefined {
  const findings = decoderFindings(text);
  const shape = findings.filter((finding) => ofShape.includes(finding.code) && !isOfWriting(finding, text));
  const valid = validate(value);
  if (valid && shape.length > 0) return `only the decoder refuses it: ${shape.map(inWords).join('; ')}`;
  if (valid || findings.length > 0) return undefined;
  return `only the schema refuses it: ${ajv.errorsText(validate.errors)}`;
}

/**
 * A number in the place of text counts by the way it is written, `5` as no host name and `1e3` as one. A value does
 * not show that, so there the schema takes any number.
 */
function isOfWriting({ code, at }: Finding, text: string): boolean {
  if (code !== 'invalid-name' && code !== 'invalid-value') return false;
  const line = text.split('\n')[at.line - 1] ?? '';
  return /^-?[0-9.e+]+$/.test(line.slice(at.column - 1, at.endColumn - 1)) && line[at.column - 2] !== '"';
}

function inWords({ code, message }: Finding): string {
  return `${code}: ${message}`;
}
