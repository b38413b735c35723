import { risks, type Review } from '../diff/model.ts';
import { annotations } from './annotations.ts';
import { groupedRemarks } from './remark.ts';
import { summarize } from './review-summary.ts';

/** `diff --format github`: annotations for the changes, as workflow commands, one for equal changes. */
export function githubReview(review: Review): string {
  return annotations(groupedRemarks(review));
}

/** What later steps of a workflow ask: lines of `$GITHUB_OUTPUT`. None of the values comes from an inventory. */
export function githubReviewOutputs(review: Review): string {
  const { counts, maxRisk, removals, confirmed } = summarize(review);
  return outputLines({
    has_changes: review.changes.length > 0,
    changes: review.changes.length,
    max_risk: maxRisk ?? 'none',
    has_removals: removals > 0,
    removals,
    confirmed,
    ...Object.fromEntries(risks.map((risk) => [risk, counts[risk]])),
  });
}

/** Lines of `$GITHUB_OUTPUT`. */
export function outputLines(values: Readonly<Record<string, boolean | number | string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
