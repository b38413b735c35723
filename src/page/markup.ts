import { printable } from '../diagnostics/escape.ts';
import { xmlText } from '../lang/xml.ts';

/** HTML that was put together here. Text is none, so no text gets into a page without being escaped. */
export interface Markup {
  readonly html: string;
}

/** What can stand between two pieces of a template; undefined is nothing. */
export type Part = Markup | readonly (Markup | undefined)[] | string | number | undefined;

/**
 * A piece of HTML. Text that is put in is escaped, and shows control and direction characters as escapes; it may stand
 * in an element or between the double quotes of an attribute.
 */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const html = pieces.map((piece, index) => `${piece}${textOf(parts[index])}`).join('');
  return { html };
}

/** What another printer made as markup that is safe as it stands, such as a picture. */
export function printed(html: string): Markup {
  return { html };
}

/** Source: text whose tabs and line ends stay what they are. */
export function source(text: string): Markup {
  return { html: text.replace(/[^\t\n]+/g, escaped) };
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map(textOf).join('');
}

function escaped(text: string): string {
  return xmlText(printable(text));
}
