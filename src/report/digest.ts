import { createHash } from 'node:crypto';

/** A short name for a text; two texts do not have the same one by chance. */
export function digest(text: string): string {
  return createHash('sha256').update(text.toWellFormed()).digest('hex').slice(0, 32);
}
