/** Words that YAML 1.1 reads as booleans and YAML 1.2 as text, but for yes and no. */
const BOOLEAN_WORD = /^(?:on|On|ON|off|Off|OFF)$/;

/** Numbers and what looks like them, as Ruby's Psych reads them: measured. */
const DIFFERENT_NUMBERS: readonly (readonly [RegExp, string])[] = [
  [/^[-+]?0[0-7_]+$/, 'an octal number'],
  [/^0[0-9]*[89][0-9]*$/, 'text'],
  [/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?$/, 'a number to base 60'],
  [/^[-+]?[0-9]+(?:[_,][0-9]+)+(?:\.[0-9_]*)?$/, 'a number'],
  [/^[-+]?[0-9]+[eE][-+]?[0-9]+$/, 'text'],
  [/^[-+]?0b[01_]+$/, 'a binary number'],
  [/^(?:[-+]0x[0-9a-fA-F_]+|0x[0-9a-fA-F_]*_[0-9a-fA-F_]*)$/, 'a hexadecimal number'],
  [/^0o[0-7]+$/, 'text'],
  [/^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/, 'a date'],
];

/** All of them at once: nearly all scalars are none. */
const DIFFERENT = new RegExp(
  [BOOLEAN_WORD, ...DIFFERENT_NUMBERS.map(([pattern]) => pattern)].map(({ source }) => source).join('|'),
);

/**
 * What a YAML 1.1 reader (Ruby, so Hiera) makes of a plain scalar where it differs from YAML 1.2, or undefined.
 * `yes` and `no` are left to those who know whether a boolean is meant.
 */
export function yaml11Meaning(text: string): string | undefined {
  if (!DIFFERENT.test(text)) return undefined;
  if (BOOLEAN_WORD.test(text)) return 'a boolean';
  return DIFFERENT_NUMBERS.find(([pattern]) => pattern.test(text))?.[1];
}
