/** A JSON value on one line. */
export function jsonValue(value: string | number | boolean | readonly string[]): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}
