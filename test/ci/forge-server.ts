import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A comment as the server keeps it. */
export interface StoredComment {
  readonly id: number;
  readonly author: number;
  body: string;
}

/** What a request gets instead of the usual answer; `undefined` lets the usual one happen. */
export type Disturbance = (request: SeenRequest) => Answer | undefined;

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly time: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The request takes effect, and its answer gets lost. */
  readonly afterwards?: boolean;
}

export interface ForgeServer {
  readonly url: string;
  readonly comments: StoredComment[];
  readonly requests: SeenRequest[];
  /** The writes among the requests, as `METHOD path`. */
  readonly writes: () => string[];
  disturb: Disturbance;
  readonly close: () => Promise<void>;
}

/** Accounts of the server: the token's own, and a person's. */
export const own = 41;
export const person = 7;
export const token = 'secret-token-of-the-run';

/** How many comments a page has: few, whatever is asked for, so that paging is tried. */
const PAGE = 3;

interface Dialect {
  readonly list: RegExp;
  readonly one: RegExp;
  readonly update: string;
  readonly limit: number;
  readonly authorized: (headers: IncomingMessage['headers']) => boolean;
  readonly show: (comment: StoredComment, url: string) => object;
  readonly account: Answer;
}

const dialects: Readonly<Record<'github' | 'gitlab', Dialect>> = {
  github: {
    list: /^\/repos\/oe\/control\/issues\/12\/comments$/,
    one: /^\/repos\/oe\/control\/issues\/comments\/(\d+)$/,
    update: 'PATCH',
    limit: 65_536,
    authorized: ({ authorization }) => authorization === `Bearer ${token}`,
    show: ({ id, author, body }, url) => ({
      id,
      body,
      html_url: `${url}/oe/control/pull/12#issuecomment-${id}`,
      user: { id: author, login: `account-${author}`, type: author === own ? 'Bot' : 'User' },
    }),
    // The token of a job is no account that may be asked for.
    account: { status: 403, body: { message: 'Resource not accessible by integration' } },
  },
  gitlab: {
    list: /^\/api\/v4\/projects\/5\/merge_requests\/12\/notes$/,
    one: /^\/api\/v4\/projects\/5\/merge_requests\/12\/notes\/(\d+)$/,
    update: 'PUT',
    limit: 1_000_000,
    authorized: (headers) => headers['private-token'] === token,
    show: ({ id, author, body }) => ({ id, body, author: { id: author }, system: false }),
    account: { status: 200, body: { id: own } },
  },
};

/** A server on the loopback that behaves like the API of GitHub or GitLab, as far as comments go. */
export async function startForge(name: keyof typeof dialects): Promise<ForgeServer> {
  const dialect = dialects[name];
  const requests: SeenRequest[] = [];
  const comments: StoredComment[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      const seen = { method, path, headers, body, time: Date.now() };
      requests.push(seen);
      const disturbance = forge.disturb(seen);
      if (disturbance === undefined || disturbance.afterwards === true) {
        const usual = answer(seen, dialect, forge);
        return send(response, disturbance ?? usual);
      }
      return send(response, disturbance);
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  const forge: ForgeServer = {
    url: `http://127.0.0.1:${port}`,
    comments,
    requests,
    writes: () =>
      requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    disturb: () => undefined,
    close: () => closeServer(server),
  };
  return forge;
}

function answer({ method, path, headers, body }: SeenRequest, dialect: Dialect, forge: ForgeServer): Answer {
  const url = new URL(path, forge.url);
  if (!dialect.authorized(headers)) return { status: 401, body: { message: 'Bad credentials' } };
  if (url.pathname.endsWith('/user')) return dialect.account;
  if (dialect.list.test(url.pathname))
    return method === 'POST' ? create(body, dialect, forge) : list(url, dialect, forge);
  const id = Number(dialect.one.exec(url.pathname)?.[1]);
  const comment = forge.comments.find((item) => item.id === id);
  if (comment === undefined || method !== dialect.update)
    return { status: 404, body: { message: 'Not Found' } };
  const text = textOf(body);
  if (text.length > dialect.limit) return tooLong;
  comment.body = text;
  return { status: 200, body: dialect.show(comment, forge.url) };
}

const tooLong: Answer = { status: 422, body: { message: 'Validation Failed: body is too long' } };

function create(body: string, dialect: Dialect, forge: ForgeServer): Answer {
  const text = textOf(body);
  if (text.length > dialect.limit) return tooLong;
  const comment = { id: 100 + forge.comments.length, author: own, body: text };
  forge.comments.push(comment);
  return { status: 201, body: dialect.show(comment, forge.url) };
}

function list(url: URL, dialect: Dialect, { comments, url: base }: ForgeServer): Answer {
  const page = Number(url.searchParams.get('page') ?? 1);
  const shown = comments.slice((page - 1) * PAGE, page * PAGE);
  const next = `<${base}${url.pathname}?page=${page + 1}>; rel="next", <${base}${url.pathname}?page=1>; rel="first"`;
  return {
    status: 200,
    body: shown.map((comment) => dialect.show(comment, base)),
    headers: comments.length > page * PAGE ? { link: next } : {},
  };
}

function textOf(body: string): string {
  return (JSON.parse(body) as { body: string }).body;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(() => done());
  });
}

/** What a run of the platform has in its environment. */
export function runVariables(name: keyof typeof dialects, forge: ForgeServer): Record<string, string> {
  return name === 'github'
    ? {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: 'oe/control',
        GITHUB_TOKEN: token,
      }
    : {
        GITLAB_CI: 'true',
        CI_API_V4_URL: `${forge.url}/api/v4`,
        CI_PROJECT_ID: '99',
        CI_MERGE_REQUEST_PROJECT_ID: '5',
        CI_MERGE_REQUEST_PROJECT_URL: `${forge.url}/oe/control`,
        CI_MERGE_REQUEST_IID: '12',
        LVS_PUPPET_TOKEN: token,
      };
}
