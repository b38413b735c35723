import type { FindingCode } from '../diagnostics/codes.ts';
import type { ReasonCode } from './reasons.ts';

const REASONS: ReadonlySet<ReasonCode> = new Set([
  'server-added-without-setup',
  'service-added-without-setup',
  'service-moved',
]);

/** The finding that a comment allows together with a change of this reason; undefined where no comment does. */
export function findingOf(reason: ReasonCode): FindingCode | undefined {
  return REASONS.has(reason) ? 'added-without-setup' : undefined;
}
