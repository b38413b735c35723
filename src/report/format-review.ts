import type { Review } from '../diff/model.ts';
import type { MarkdownOptions } from './comment.ts';
import type { ReviewFormat } from './formats.ts';
import { fitSections } from './fit-sections.ts';
import { githubReview } from './github-review.ts';
import { reviewJson } from './review-json.ts';
import { reviewMarkdown, reviewSections } from './review-markdown.ts';
import { reviewSarif } from './review-sarif.ts';
import { reviewText, type TextLayout } from './review-text.ts';

export { githubReviewOutputs } from './github-review.ts';

export interface ReviewOptions extends TextLayout, MarkdownOptions {}

/**
 * A review in one of the formats; the page of `html` is `reviewPage`, which is a world of its own.
 * @param options what a format may want to know: text its colours and width, markdown its limit and its key
 */
export function formatReview(
  format: Exclude<ReviewFormat, 'html'>,
  review: Review,
  options: ReviewOptions = {},
): string {
  switch (format) {
    case 'text':
      return reviewText(review, options);
    case 'json':
      return reviewJson(review);
    case 'markdown':
      return reviewMarkdown(review, options);
    case 'github':
      return githubReview(review);
    case 'sarif':
      return reviewSarif(review);
  }
}

/** The summary of a step of a workflow: the comment without its marker, and longer. */
export function reviewSummary(review: Review, limit: number): string {
  return fitSections(reviewSections(review), limit);
}
