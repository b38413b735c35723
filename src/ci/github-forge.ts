import { parseJson } from '../output/json.ts';
import {
  apiUrl,
  asNumber,
  asObject,
  asText,
  isToken,
  type Comment,
  type Environment,
  type ForgeOfRun,
} from './forge.ts';

/** What the API takes; it answers 422 to one character more. */
const COMMENT_LIMIT = 65_536;

/**
 * The pull request of a run of GitHub Actions.
 * @param event the text of the file at GITHUB_EVENT_PATH; undefined where there is none
 */
export function githubForge(env: Environment, event: string | undefined): ForgeOfRun {
  const number = pullRequestOf(event);
  if (number === undefined) return { kind: 'none', reason: 'this run belongs to no pull request' };
  const token = env.GITHUB_TOKEN ?? '';
  if (token === '') return { kind: 'none', reason: 'there is no token in GITHUB_TOKEN' };
  if (!isToken(token)) return { kind: 'wrong', reason: 'what is in GITHUB_TOKEN is no token' };
  const api = apiUrl(env.GITHUB_API_URL ?? 'https://api.github.com');
  if (api === undefined) return { kind: 'wrong', reason: 'GITHUB_API_URL is no URL of HTTP' };
  const repository = env.GITHUB_REPOSITORY ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    return { kind: 'wrong', reason: 'GITHUB_REPOSITORY is no OWNER/NAME' };
  return {
    kind: 'forge',
    forge: {
      name: 'GitHub',
      api,
      token,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      commentsPath: `repos/${repository}/issues/${number}/comments`,
      commentPath: (id) => `repos/${repository}/issues/comments/${id}`,
      accountPath: 'user',
      updateMethod: 'PATCH',
      limit: COMMENT_LIMIT,
      readComment,
    },
  };
}

function pullRequestOf(event: string | undefined): number | undefined {
  return asNumber(asObject(asObject(parseJson(event ?? '')).pull_request).number);
}

function readComment(json: unknown): Comment | undefined {
  const { id, body, user, html_url: url } = asObject(json);
  const [number, text, account] = [asNumber(id), asText(body), asObject(user)];
  if (number === undefined || text === undefined) return undefined;
  return {
    id: number,
    body: text,
    author: asNumber(account.id),
    byProgram: account.type === 'Bot',
    url: asText(url),
  };
}
