import type { NameForm } from '../inventory/names.ts';
import { CONTROLS } from '../inventory/read-values.ts';
import type { Schema } from './schema.ts';

/** The ways in which YAML writes numbers, one of each: the decoder takes a number as text by the way it is written. */
const NUMBERS = ['5', '+5', '-5', '0o17', '0x1F', '1e3', '1e+3', '1e-3', '1.5', '-1.5', '.5', '5.'];

/**
 * Text of a form. A reader of JSON sees the value of a number and not how it is written, so numbers are allowed
 * wherever one of them, written in some way, has the form.
 */
export function formSchema({ pattern }: NameForm): Schema {
  const text: Schema = { type: 'string', pattern: pattern.source };
  const numbers = NUMBERS.filter((number) => pattern.test(number)).map(Number);
  if (numbers.length === 0) return text;
  const type = numbers.every(Number.isInteger) ? 'integer' : 'number';
  return {
    ...text,
    type: ['string', type],
    ...(numbers.every((number) => number >= 0) ? { minimum: 0 } : {}),
  };
}

/**
 * One character of a text: none that the decoder refuses everywhere. It means the same to programs that read
 * patterns by code points and to those that read them by halves of surrogate pairs.
 */
function character(excluded: string): string {
  return `(?:[^${CONTROLS}\\ufeff\\ud800-\\udfff${excluded}]|[\\ud800-\\udbff][\\udc00-\\udfff])`;
}

/** Numbers are text as well, of whatever kind. */
const TEXT = ['string', 'number'] as const;

/** Text of a directive, which is never empty and holds no `#`. */
export function lineSchema({ excluded = '', trimmed = false }): Schema {
  return { type: TEXT, pattern: `^${trimmed ? TRIMMED : ''}${character(`#${excluded}`)}+$` };
}

const TRIMMED = '(?!\\s)(?!.*\\s$)';

/** Text without blanks at its ends, which may be empty. */
export function trimmedSchema(): Schema {
  return { type: TEXT, pattern: `^${TRIMMED}${character('')}*$` };
}

/** Text that is more than blanks. */
export function summarySchema(maxLength: number): Schema {
  return { type: TEXT, pattern: `^(?=.*\\S)${character('')}+$`, maxLength };
}
