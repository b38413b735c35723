import type { Comment, Forge } from './forge.ts';

/** What the review of one inventory begins with, hidden from people: it finds the comment to update. */
const MARKER = /^<!-- lvs-puppet:[^\r\n]* -->(?=\r?\n|$)/;

/** The marker that a text begins with; undefined where it does not. */
export function markerOf(text: string): string | undefined {
  return MARKER.exec(text)?.[0];
}

/**
 * Whether a comment is the one that an earlier run wrote. A person can write the marker, too, and the token may be
 * allowed to change anybody's comment: where the account of the token is not known, only one of a program is taken.
 * @param account the id of the token's account; undefined where the platform does not tell
 */
export function isEarlier(comment: Comment, marker: string, account: number | undefined): boolean {
  if (markerOf(comment.body) !== marker) return false;
  return account === undefined ? comment.byProgram === true : comment.author === account;
}

/** What to do about the comment of a review. */
export type Decision =
  | { readonly kind: 'create' }
  | { readonly kind: 'update' | 'keep'; readonly comment: Comment }
  | { readonly kind: 'silence' };

/**
 * One comment for one review: the earlier one is updated, and nothing is sent where it says all that already.
 * @param unchanged the review has no changes: then no new comment is worth anybody's attention
 */
export function decideComment(earlier: Comment | undefined, text: string, unchanged: boolean): Decision {
  if (earlier === undefined) return { kind: unchanged ? 'silence' : 'create' };
  return { kind: normal(earlier.body) === normal(text) ? 'keep' : 'update', comment: earlier };
}

/** Platforms may change the ends of lines and of the text. */
function normal(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

/** The text that fits into a comment: what is too long is not cut in the middle of something, it is said. */
export function fitComment(text: string, { limit, name }: Pick<Forge, 'limit' | 'name'>): string {
  if (text.length <= limit) return text;
  const where = name === 'GitHub' ? 'the summary of the run' : 'the artifacts of the job';
  return `${markerOf(text) ?? ''}\n\nThe review is longer than a comment may be (${text.length} characters): it is in ${where}.\n`;
}
