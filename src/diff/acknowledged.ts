import type { Finding, Place } from '../diagnostics/finding.ts';
import { earlyIn } from './early.ts';
import type { Change, Review } from './model.ts';
import type { ReasonCode } from './reasons.ts';

/** The finding that a comment may allow, and the changes that it is about. */
const CODE = 'added-without-setup';
const REASONS: ReadonlySet<ReasonCode> = new Set([
  'server-added-without-setup',
  'service-added-without-setup',
  'service-moved',
]);

/**
 * A review in which the changes count as confirmed whose finding a comment of the new inventory allows.
 * @param findings what `lint` reports of the new inventory, compared with the old one: what is allowed is not there
 */
export function confirmAcknowledged(review: Review, findings: readonly Finding[]): Review {
  if (!review.changes.some(({ reason }) => REASONS.has(reason))) return review;
  const reported = new Set(findings.filter(({ code }) => code === CODE).map(({ at }) => placeKey(at)));
  const allowed = new Set(
    earlyIn(review.before, review.after)
      .flatMap(({ added, service, servers }) =>
        added === 'service' ? [service.at] : servers.map(({ at }) => at),
      )
      .map(placeKey)
      .filter((place) => !reported.has(place)),
  );
  const isAllowed = ({ reason, at }: Change): boolean =>
    REASONS.has(reason) && at.after !== undefined && allowed.has(placeKey(at.after));
  return {
    ...review,
    changes: review.changes.map((change) => (isAllowed(change) ? { ...change, confirmed: true } : change)),
  };
}

function placeKey({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
