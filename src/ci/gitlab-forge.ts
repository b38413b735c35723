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

/** The maximum of a note; GitLab stores no longer one. */
const NOTE_LIMIT = 1_000_000;

/** The variable with the token; the one of the job (CI_JOB_TOKEN) may not write notes. */
export const GITLAB_TOKEN = 'LVS_PUPPET_TOKEN';

/** The merge request of a run of GitLab CI. In a pipeline of a fork it stands in another project than the pipeline. */
export function gitlabForge(env: Environment): ForgeOfRun {
  const number = env.CI_MERGE_REQUEST_IID ?? '';
  if (number === '') return { kind: 'none', reason: 'this run belongs to no merge request' };
  const token = env[GITLAB_TOKEN] ?? '';
  if (token === '') return { kind: 'none', reason: `there is no token in ${GITLAB_TOKEN}` };
  if (!isToken(token)) return { kind: 'wrong', reason: `what is in ${GITLAB_TOKEN} is no token` };
  const api = apiUrl(env.CI_API_V4_URL ?? '');
  if (api === undefined) return { kind: 'wrong', reason: 'CI_API_V4_URL is no URL of HTTP' };
  const project = env.CI_MERGE_REQUEST_PROJECT_ID ?? env.CI_PROJECT_ID ?? '';
  if (!/^[0-9]+$/.test(project) || !/^[0-9]+$/.test(number))
    return { kind: 'wrong', reason: 'CI_MERGE_REQUEST_PROJECT_ID and CI_MERGE_REQUEST_IID are no numbers' };
  const notes = `projects/${project}/merge_requests/${number}/notes`;
  const page = env.CI_MERGE_REQUEST_PROJECT_URL;
  return {
    kind: 'forge',
    forge: {
      name: 'GitLab',
      api,
      token,
      headers: { accept: 'application/json', 'private-token': token },
      commentsPath: notes,
      commentPath: (id) => `${notes}/${id}`,
      accountPath: 'user',
      updateMethod: 'PUT',
      limit: NOTE_LIMIT,
      readComment: (json) => readNote(json, page && `${page}/-/merge_requests/${number}`),
    },
  };
}

function readNote(json: unknown, page: string | undefined): Comment | undefined {
  const { id, body, author, system } = asObject(json);
  const [number, text] = [asNumber(id), asText(body)];
  if (number === undefined || text === undefined || system === true) return undefined;
  return {
    id: number,
    body: text,
    author: asNumber(asObject(author).id),
    byProgram: undefined,
    url: page && `${page}#note_${number}`,
  };
}
