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
  const parts = /^(?<from>[^:{}]*?)(?<dots>\.{2,3})(?!\.)(?<to>[^:{}]*)$/.exec(text)?.groups;
  if (parts === undefined || text === '..' || text === '...') return undefined;
  const { from = '', dots, to = '' } = parts;
  // A path, not a range.
  if (from.endsWith('/') || to.startsWith('/')) return undefined;
  return { from: from || 'HEAD', to: to || 'HEAD', sinceParting: dots === '...' };
}

/** Parts `REV:path` at its first colon; those in braces belong to the revision, as in `HEAD^{/fix: weight}`. */
export function parseObjectName(text: string): ObjectName {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ':' && depth === 0) {
      const characters = [...text];
      return {
        revision: characters.slice(0, index).join(''),
        path: characters.slice(index + 1).join(''),
      };
    }
  }
  return { revision: text, path: undefined };
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
