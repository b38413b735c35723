/** The code points that move a terminal's cursor, hide text or change its direction. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Text from the input made safe to print: control characters and invisible direction marks are shown as
 * escapes, so that no inventory can draw on a reviewer's terminal.
 */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** An excerpt of a text in quotes, shortened where it is long. */
export function quoted(text: string, limit = 60): string {
  return `"${printable(text.length > limit ? shortened(text, limit) : text)}"`;
}

/** Cuts between code points, of which there may be less than the text is long. */
function shortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}
