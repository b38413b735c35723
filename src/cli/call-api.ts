import { asObject, type Forge } from '../ci/forge.ts';
import { printable } from '../diagnostics/escape.ts';
import { parseJson } from '../output/json.ts';
import { environmentFailure } from './failure.ts';

/** An answer that another attempt may change. */
export class TryAgain extends Error {
  /** Seconds that the server asks to wait; undefined where it does not say. */
  readonly wait: number | undefined;

  constructor(message: string, wait?: number) {
    super(message);
    this.wait = wait;
  }
}

/** An answer that stays: what was asked for is not there, or not allowed. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Below the API, with its query. */
  readonly path: string;
  readonly body?: object;
}

export interface ApiAnswer {
  readonly json: unknown;
  /** Whether a list has more pages. */
  readonly hasNext: boolean;
}

const TIMEOUT_MS = 20_000;
const REDIRECTS = 3;

/**
 * One request to the API of a forge.
 * @throws TryAgain, Refused; Failure where the server sends it elsewhere. None of the texts shows the token.
 */
export async function callApi(forge: Forge, call: ApiCall, signal: AbortSignal): Promise<ApiAnswer> {
  const { response, text } = await followRedirects(forge, call, signal);
  if (response.ok)
    return {
      json: jsonOf(text, call, forge),
      hasNext: /;\s*rel="?next"?/.test(response.headers.get('link') ?? ''),
    };
  const message = `${forge.name} answers ${response.status} to ${call.method} ${pathOf(call)}${reasonIn(text, forge)}`;
  if (response.status === 429 || response.status >= 500 || isRateLimit(response))
    throw new TryAgain(message, secondsToWait(response.headers));
  throw new Refused(response.status, message);
}

interface Received {
  readonly response: Response;
  readonly text: string;
}

/** Renamed repositories answer with a redirect; it is followed on the same origin only, with the same method. */
async function followRedirects(forge: Forge, call: ApiCall, signal: AbortSignal): Promise<Received> {
  let url = new URL(call.path, forge.api);
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const received = await send(url, forge, call, signal);
    const location = redirectOf(received.response, url);
    if (location === undefined) return received;
    if (location.origin !== forge.api.origin)
      throw environmentFailure(
        `${forge.name} sends ${call.method} ${pathOf(call)} on to another host, which does not get the token`,
      );
    url = location;
  }
  throw environmentFailure(`${forge.name} sends ${call.method} ${pathOf(call)} in a circle`);
}

async function send(
  url: URL,
  forge: Forge,
  { method, path, body }: ApiCall,
  signal: AbortSignal,
): Promise<Received> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        ...forge.headers,
        'user-agent': 'lvs-puppet',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { response, text: await response.text() };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new TryAgain(
      `${forge.name} does not answer ${method} ${pathOf({ path })}: ${networkReason(error)}`,
    );
  }
}

function redirectOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = headers.get('location');
  if (![301, 302, 307, 308].includes(status) || location === null) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason';
  if (error.name === 'TimeoutError') return `nothing within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? 'the connection failed';
}

function jsonOf(text: string, call: ApiCall, forge: Forge): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json;
  throw new TryAgain(`${forge.name} answers ${call.method} ${pathOf(call)} with something else than JSON`);
}

/** GitHub says with 403, too, that there were too many requests. */
function isRateLimit({ status, headers }: Response): boolean {
  return status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0');
}

function secondsToWait(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  if (/^[0-9]+$/.test(text)) return Number(text);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - Date.now()) / 1000));
}

function pathOf({ path }: Pick<ApiCall, 'path'>): string {
  return `/${path.replace(/\?.*/, '')}`;
}

/** What the server says about it, in short and without the token, which it may have been shown in the request. */
function reasonIn(text: string, { token }: Forge): string {
  const { message } = asObject(parseJson(text));
  if (message === undefined) return '';
  const words = typeof message === 'string' ? message : JSON.stringify(message);
  return `: ${printable(words.replaceAll(token, '***').slice(0, 200))}`;
}
