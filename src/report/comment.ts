import { markdownCode } from '../lang/markdown.ts';
import { printable } from '../diagnostics/escape.ts';
import { digest } from './digest.ts';
import { excerpt } from './words.ts';

/** What a comment may be told. */
export interface MarkdownOptions {
  /** The most bytes that the text may have. */
  readonly limit?: number | undefined;
  /** What tells the comments of one pull request apart; without it the one that the caller has. */
  readonly key?: string | undefined;
}

/** The hidden first line, by which the comment is found to be brought up to date. */
export function markerLine(key: string): string {
  return `<!-- lvs-puppet:${markerKey(key)} -->`;
}

/** Longer keys end with a digest: nobody reads them, and the marker is never left out. */
const MAX_KEY = 200;

/** A key that cannot end the comment of HTML in which it stands; different keys stay different. */
function markerKey(key: string): string {
  const encoded = key
    .toWellFormed()
    .replaceAll(/[^A-Za-z0-9._/:-]/gu, encodeURIComponent)
    .replaceAll('--', '-%2D');
  return encoded.length <= MAX_KEY ? encoded : `${encoded.slice(0, MAX_KEY / 2)}:${digest(encoded)}`;
}

/** Lines behind one that can be opened. The blank lines let Markdown in. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Text of an inventory as code, cut where it is long. */
export function code(text: string): string {
  return markdownCode(printable(excerpt(text)));
}
