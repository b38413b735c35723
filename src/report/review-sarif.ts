import type { Review } from '../diff/model.ts';
import { remarksOfReview } from './remark.ts';
import { sarif } from './sarif.ts';

/** `diff --format sarif`: each change is a result at its place in the new inventory. */
export function reviewSarif(review: Review): string {
  return sarif(remarksOfReview(review));
}
