/** Two revisions in one word, as in `main...topic`. */
export interface Range {
  readonly from: string;
  readonly to: string;
  /** `...`: from where the two have parted, which is what a pull request changes. */
  readonly sinceParting: boolean;
}

/** A file of a revision, as in `HEAD~1:lvs.yaml`; the revision is empty for what is staged, as in `:lvs.yaml`. */
export interface ObjectName {
  readonly revision: string;
  /** Undefined where only a revision is named. */
  readonly path: string | undefined;
}

/** `A..B` and `A...B` as git reads them: a side that is left out is HEAD. Undefined where the text is no range. */
export function parseRange(text: string): Range | undefined {
  const match = /^(?<from>[^:]*?[^:.]|)(?<dots>\.{2,3})(?<to>[^:.][^:]*|)$/.exec(withoutBraces(text));
  const { from = '', dots = '', to = '' } = match?.groups ?? {};
  // `..` alone, or a path with it in.
  if (dots === '' || from + to === '' || from.endsWith('/') || to.startsWith('/')) return undefined;
  return {
    from: text.slice(0, from.length) || 'HEAD',
    to: text.slice(from.length + dots.length) || 'HEAD',
    sinceParting: dots === '...',
  };
}

/** Parts `REV:path` at its first colon. */
export function parseObjectName(text: string): ObjectName {
  const colon = withoutBraces(text).indexOf(':');
  if (colon === -1) return { revision: text, path: undefined };
  return { revision: text.slice(0, colon), path: text.slice(colon + 1) };
}

/** What stands in braces belongs to the revision, whatever it is, as in `HEAD^{/fix: weight}`: it is blanked out. */
function withoutBraces(text: string): string {
  return text.replaceAll(/\{[^}]*\}/g, (braces) => '_'.repeat(braces.length));
}

/** Why a text cannot be given to git as a name: an option, more than one line, or a form that takes all behind it. */
export function problemOfName(text: string): string | undefined {
  if (text.startsWith('-')) return 'a revision does not begin with -';
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'a revision has no control characters';
  if (text.startsWith(':/')) return 'write HEAD^{/TEXT} for the commit whose message has TEXT';
  return undefined;
}

/** The name that git itself uses for a commit that does not exist, as CI systems give it for a new branch. */
export function isNullRevision(revision: string): boolean {
  return /^(?:0{40}|0{64})$/.test(revision);
}
