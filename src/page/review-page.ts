import type { Review } from '../diff/model.ts';
import { changesSection } from './changes.ts';
import { configSection } from './config.ts';
import { document } from './document.ts';
import { filesSection } from './files.ts';
import { contents, headline, titleOf } from './headline.ts';
import { markup } from './markup.ts';
import { topologySection } from './topology.ts';

/**
 * A review as one HTML page that stands alone: it loads nothing, runs no script, and reads in light and dark, on a phone,
 * on paper and with a keyboard. The same review gives the same bytes; no text of an inventory becomes markup.
 */
export function reviewPage(review: Review): string {
  const main = markup`${changesSection(review)}
${topologySection(review)}
${configSection(review.config)}
${filesSection(review.files)}`;
  return document(titleOf(review), markup`${headline(review)}\n${contents(review)}`, main);
}
