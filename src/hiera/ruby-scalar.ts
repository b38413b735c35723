/** What Ruby makes of a scalar without quotes. */
export type RubyScalar =
  | { readonly kind: 'text' | 'float' | 'symbol' | 'date' | 'null' }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean };

const WORD_START = /^[^\d.:-]?[\p{Alphabetic}_\s!@#$%^&*(){}<>|/\\~;=]+/u;
const DATE = /^[0-9]{4}-(?:1[012]|0[0-9]|[0-9])-(?:[12][0-9]|3[01]|0[0-9]|[0-9])$/;
const TIME =
  /^-?[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|\s+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:\s*(?:Z|[-+][0-9]{1,2}:?(?:[0-9]{2})?))?$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}$/;
const BASE_60_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}\.[0-9_]*$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/;
const NO_NUMBER = /^(?:\+?\.inf|-\.inf|\.nan)$/i;
const INTEGER =
  /^(?<sign>[-+]?)(?:0b(?<two>[01_,]+)|0(?<eight>[0-7_,]+)|(?<ten>0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)|0x(?<sixteen>[0-9a-fA-F_,]+))$/;

/**
 * Reads a scalar without quotes as Psych does, Ruby's reader of YAML and so that of Hiera.
 * Source: psych/scalar_scanner.rb of Ruby 3.1.
 */
export function rubyScalar(text: string): RubyScalar {
  if (text === '') return { kind: 'null' };
  if (WORD_START.test(text) || text.includes('\n')) return word(text);
  if (TIME.test(text) || DATE.test(text)) return { kind: 'date' };
  if (NO_NUMBER.test(text)) return { kind: 'float' };
  if (/^:./.test(text)) return { kind: 'symbol' };
  if (BASE_60.test(text)) return { kind: 'integer', value: base60(text) };
  if (BASE_60_FLOAT.test(text)) return { kind: 'float' };
  if (FLOAT.test(text)) return { kind: /^[-+]?\.$/.test(text) ? 'text' : 'float' };
  const value = integer(text);
  return value === undefined ? { kind: 'text' } : { kind: 'integer', value };
}

function word(text: string): RubyScalar {
  if (text === '~' || /^null$/i.test(text)) return { kind: 'null' };
  if (/^(?:yes|true|on)$/i.test(text)) return { kind: 'boolean', value: true };
  if (/^(?:no|false|off)$/i.test(text)) return { kind: 'boolean', value: false };
  return { kind: 'text' };
}

/** The first of two or three parts counts hours, also where there are only two. */
function base60(text: string): number {
  return text
    .split(':')
    .map((part, index) => Number.parseInt(part.replaceAll('_', ''), 10) * 60 ** Math.abs(index - 2))
    .reduce((sum, part) => sum + part, 0);
}

function integer(text: string): number | undefined {
  const { sign, two, eight, ten, sixteen } = INTEGER.exec(text)?.groups ?? {};
  const digits = two ?? eight ?? ten ?? sixteen;
  if (digits === undefined) return undefined;
  const base = [two, eight, ten, sixteen].indexOf(digits);
  const value = Number.parseInt(digits.replaceAll(/[_,]/g, ''), [2, 8, 10, 16][base] ?? 10);
  return sign === '-' ? -value : value;
}
