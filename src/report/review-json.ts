import type { Place } from '../diagnostics/finding.ts';
import type { BlastRadius, Change, FilePair, Review, Subject } from '../diff/model.ts';
import { diffOf } from './review-diffs.ts';
import { summarize } from './review-summary.ts';

/**
 * `diff --format json`: versioned, the worst change first, without times or absolute paths. Every key is always there; what has
 * no value is null. `schema/review.schema.json` describes it.
 */
export function reviewJson(review: Review): string {
  const { names, changes, config, files, inventoryOnly } = review;
  const data = {
    schemaVersion: 1,
    before: names.before,
    after: names.after,
    summary: jsonSummary(review),
    changes: changes.map(jsonChange),
    config: jsonFile(config),
    files: files?.map(jsonFile) ?? null,
    inventoryOnly,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function jsonSummary(review: Review): object {
  const { counts, maxRisk, confirmed, removals, directors, realServers, reloads, kicked } = summarize(review);
  return {
    changes: review.changes.length,
    risks: counts,
    maxRisk: maxRisk ?? null,
    confirmed,
    removals,
    hasRemovals: removals > 0,
    directors,
    realServers,
    reloads,
    kicked,
  };
}

function jsonChange(change: Change): object {
  const { id, reason, risk, action, subject, from, attribute, before, after, message, hint, at } = change;
  return {
    id,
    reason,
    risk,
    confirmed: change.confirmed,
    action,
    subject: jsonSubject(subject),
    from: from === undefined ? null : jsonSubject(from),
    attribute: attribute ?? null,
    before: before ?? null,
    after: after ?? null,
    message,
    hint: hint ?? null,
    at: { before: jsonPlace(at.before), after: jsonPlace(at.after) },
    blast: jsonBlast(change.blast),
  };
}

function jsonSubject({ kind, name, role }: Subject): object {
  return { kind, name, role: role ?? null };
}

function jsonPlace(place: Place | undefined): object | null {
  if (place === undefined) return null;
  const { file, line, column, endLine, endColumn } = place;
  return { file, line, column, endLine, endColumn };
}

function jsonBlast({ directors, realServers, reloads, kicked, unknownHosts, hazard }: BlastRadius): object {
  return {
    directors,
    realServers,
    reloads,
    kicked,
    unknownHosts,
    hazard: hazard === undefined ? null : { first: hazard.first, otherwise: hazard.otherwise },
  };
}

function jsonFile(pair: FilePair): object {
  const { path, before, after } = pair;
  return { path, action: actionOf(before, after), diff: diffOf(pair) };
}

function actionOf(before: string | undefined, after: string | undefined): string {
  if (before === after) return 'same';
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}
