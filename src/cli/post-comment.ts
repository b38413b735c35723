import { setTimeout as sleep } from 'node:timers/promises';
import { decideComment, isEarlier, type Decision } from '../ci/comment.ts';
import { asNumber, asObject, type Comment, type Forge } from '../ci/forge.ts';
import { callApi, Refused, TryAgain } from './call-api.ts';
import { environmentFailure } from './failure.ts';

export interface Wanted {
  readonly marker: string;
  readonly text: string;
  /** The review has no changes. */
  readonly unchanged: boolean;
}

/** What was done, and the comment as it is now; none for `silence`. */
export interface Posted {
  readonly done: Decision['kind'];
  readonly url: string | undefined;
}

const ATTEMPTS = 4;
/** Nobody waits longer for a comment; a server that wants more is said to be too busy. */
const LONGEST_WAIT_SECONDS = 60;
const PAGES = 100;

/**
 * Brings the one comment of a review up to date. Each attempt looks for the comment again: an answer that got lost
 * may belong to one that was written.
 * @throws Refused where the token may not do it; Failure where the server does not answer
 */
export async function postComment(forge: Forge, wanted: Wanted, signal: AbortSignal): Promise<Posted> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryOnce(forge, wanted, signal);
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const wait = error.wait ?? 2 ** (attempt - 1);
      if (attempt === ATTEMPTS || wait > LONGEST_WAIT_SECONDS) throw environmentFailure(error.message);
      await sleep(wait * 1000, undefined, { signal });
    }
  }
}

async function tryOnce(
  forge: Forge,
  { marker, text, unchanged }: Wanted,
  signal: AbortSignal,
): Promise<Posted> {
  const account = await accountOf(forge, signal);
  const earlier = await findEarlier(forge, marker, account, signal);
  const decision = decideComment(earlier, text, unchanged);
  if (decision.kind === 'silence') return { done: 'silence', url: undefined };
  if (decision.kind === 'keep') return { done: 'keep', url: decision.comment.url };
  const call =
    decision.kind === 'create'
      ? ({ method: 'POST', path: forge.commentsPath } as const)
      : ({ method: forge.updateMethod, path: forge.commentPath(decision.comment.id) } as const);
  const { json } = await callApi(forge, { ...call, body: { body: text } }, signal);
  return { done: decision.kind, url: forge.readComment(json)?.url };
}

/** The account of the token; undefined where it may not be asked for, as with the token of a job of GitHub. */
async function accountOf(forge: Forge, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { json } = await callApi(forge, { method: 'GET', path: forge.accountPath }, signal);
    return asNumber(asObject(json).id);
  } catch (error) {
    if (error instanceof Refused && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

async function findEarlier(
  forge: Forge,
  marker: string,
  account: number | undefined,
  signal: AbortSignal,
): Promise<Comment | undefined> {
  for (let page = 1; page <= PAGES; page += 1) {
    const path = `${forge.commentsPath}?per_page=100&page=${page}`;
    const { json, hasNext } = await callApi(forge, { method: 'GET', path }, signal);
    const comments = Array.isArray(json) ? json.map((item) => forge.readComment(item)) : [];
    const earlier = comments.find((comment) => comment !== undefined && isEarlier(comment, marker, account));
    if (earlier !== undefined || !hasNext) return earlier;
  }
  throw environmentFailure(`${forge.name} lists more than ${PAGES} pages of comments`);
}
