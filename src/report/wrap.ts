/** A word of a line, and how it is painted once it has its place. */
export interface Word {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/** The words of a text. */
export function words(text: string): Word[] {
  return text.split(' ').map((word) => ({ text: word }));
}

/**
 * Lines of at most `width` columns, the first one with its own indentation. A word is never broken: a longer one stands alone.
 */
export function wrap(
  line: readonly Word[],
  { width, first, rest }: { readonly width: number; readonly first: string; readonly rest: string },
): string {
  let out = '';
  let column = 0;
  for (const { text, paint } of line) {
    const fits = column > 0 && column + 1 + text.length <= width;
    const before = fits ? ' ' : `${out === '' ? first : `\n${rest}`}`;
    column = (fits ? column + 1 : before.replace('\n', '').length) + text.length;
    out += before + (paint === undefined ? text : paint(text));
  }
  return `${out}\n`;
}
