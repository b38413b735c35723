import { quoted } from '../diagnostics/escape.ts';
import { isNullRevision, parseObjectName, parseRange, problemOfName } from '../git/revision-names.ts';
import { usageFailure } from './failure.ts';
import { DEFAULT_INVENTORY } from './read-inventory.ts';

/** One of the two inventories, as the person named it. */
export type SideName =
  | { readonly kind: 'file'; readonly path: string }
  /** A file of a revision; the revision is empty for what is staged, the path undefined where only a revision is named. */
  | { readonly kind: 'revision'; readonly revision: string; readonly path: string | undefined };

export interface SideNames {
  readonly before: SideName;
  readonly after: SideName;
  /** The old side is where the two revisions have parted. */
  readonly sinceParting: boolean;
}

/** What the revision is where nobody names one. */
export const HEAD = 'HEAD';

/**
 * Which inventories `diff [BASE] [HEAD]` compares: HEAD with the file at hand where none is named. An argument that is the
 * name of a file is that file, anything else is a revision; both may be one range of two revisions.
 * @param inventory the file at hand; `lvs.yaml` without it
 * @throws Failure where the arguments cannot be meant
 */
export function nameSides(
  base: string | undefined,
  head: string | undefined,
  inventory: string | undefined,
  isFile: (path: string) => boolean,
): SideNames {
  const atHand: SideName = { kind: 'file', path: inventory ?? DEFAULT_INVENTORY };
  if (base === undefined) return { before: revision(HEAD), after: atHand, sinceParting: false };
  const range = base === '-' || isFile(base) ? undefined : parseRange(base);
  if (range !== undefined) {
    if (head !== undefined) throw usageFailure(`${quoted(base)} names both sides; leave ${quoted(head)} out`);
    const { from, to, sinceParting } = range;
    return { before: nameSide(from, isFile), after: nameSide(to, isFile), sinceParting };
  }
  const before = nameSide(base, isFile);
  const after = head === undefined ? atHand : nameSide(head, isFile);
  if (isStandardInput(before) && isStandardInput(after))
    throw usageFailure('only one of the two inventories can be standard input');
  if (after.kind === 'revision' && isNullRevision(after.revision))
    throw usageFailure('the new side is a revision that does not exist');
  return { before, after, sinceParting: false };
}

function revision(name: string): SideName {
  return { kind: 'revision', revision: name, path: undefined };
}

function isStandardInput(side: SideName): boolean {
  return side.kind === 'file' && side.path === '-';
}

/** Names that git gives to revisions, and to files of a bare repository. */
const OF_GIT = /^(?:[A-Z]+_)?HEAD$/;

function nameSide(text: string, isFile: (path: string) => boolean): SideName {
  if (text === '-' || (!OF_GIT.test(text) && isFile(text))) return { kind: 'file', path: text };
  const problem = problemOfName(text);
  if (problem !== undefined) throw usageFailure(`${quoted(text)} is no file, and ${problem}`);
  return { kind: 'revision', ...parseObjectName(text) };
}
