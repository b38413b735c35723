import { isRecord } from '../output/json.ts';

/** A comment below a pull request or merge request. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** The id of the account that wrote it. */
  readonly author: number | undefined;
  /** Whether the platform says that a program wrote it; undefined where it does not tell. */
  readonly byProgram: boolean | undefined;
  /** Where people see it. */
  readonly url: string | undefined;
}

/** Where the comments of one pull request or merge request are read and written, and with what. */
export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** All requests go below this URL; the token is never sent to another origin. */
  readonly api: URL;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Paths below the API: the comments, one comment, and the account of the token. */
  readonly commentsPath: string;
  readonly commentPath: (id: number) => string;
  readonly accountPath: string;
  readonly updateMethod: 'PATCH' | 'PUT';
  /** Characters that a comment may have. */
  readonly limit: number;
  /** A comment as the API gives it; undefined where it is none that a person sees as one. */
  readonly readComment: (json: unknown) => Comment | undefined;
}

/** The forge of a run; why there is none where nothing can be posted; or what of the environment is wrong. */
export type ForgeOfRun =
  | { readonly kind: 'forge'; readonly forge: Forge }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'wrong'; readonly reason: string };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The base of an API as a URL that paths can be resolved against; undefined where it is none of HTTP. */
export function apiUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** A header cannot carry anything else, and the error about it would show the token. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** A value of JSON as an object, to look at its keys one by one. */
export function asObject(json: unknown): Readonly<Record<string, unknown>> {
  return isRecord(json) ? json : {};
}

export function asNumber(json: unknown): number | undefined {
  return typeof json === 'number' && Number.isSafeInteger(json) ? json : undefined;
}

export function asText(json: unknown): string | undefined {
  return typeof json === 'string' ? json : undefined;
}
