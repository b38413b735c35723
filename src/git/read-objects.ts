import type { Git } from './run-git.ts';

/** What git has under a name. */
export type GitObject =
  | { readonly kind: 'blob' | 'tree' | 'commit' | 'tag'; readonly id: string; readonly bytes: Uint8Array }
  /** There is nothing of this name; `ambiguous`: an abbreviation of more than one. */
  | { readonly kind: 'missing' | 'ambiguous' }
  | { readonly kind: 'submodule' }
  /** A symbolic link that cannot be followed in the tree: out of it, to nothing, or round in a circle. */
  | { readonly kind: 'link' };

/** Objects by their place in the list of names; or what git says instead of answering. */
export type Reading =
  { readonly objects: readonly GitObject[] } | { readonly problem: string; readonly missing: boolean };

/**
 * Reads objects by their names, in one process and without a checkout. Links within a tree are followed.
 * @param names none of them with a line break
 * @param limit the most that is wanted of an object, in bytes: of a larger one there is no more than that
 */
export async function readObjects(git: Git, names: readonly string[], limit: number): Promise<Reading> {
  if (names.length === 0) return { objects: [] };
  const result = await git(['cat-file', '--batch', '--buffer', '--follow-symlinks'], {
    input: names.map((name) => `${name}\n`).join(''),
    maxBytes: names.length * (limit + HEADER),
  });
  if (result.missing) return { problem: 'git is not installed', missing: true };
  const objects = parseObjects(result.stdout, limit);
  if (objects.length === names.length) return { objects };
  const reason = result.complaint || (result.cut ? 'the objects are too large' : 'it did not answer');
  return { problem: reason, missing: false };
}

/** Room for what git says of an object. */
const HEADER = 4096;

/** What `git cat-file --batch` prints. What was cut off is not there; an object cut in its middle is the last one. */
export function parseObjects(output: Uint8Array, limit: number): GitObject[] {
  const bytes = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const objects: GitObject[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\n', at);
    if (end === -1) return objects;
    const [object, length] = objectAt(bytes, at, end, limit);
    objects.push(object);
    at = end + 1 + length;
  }
  return objects;
}

const FOUND = /^(?<id>[0-9a-f]{40,64}) (?<kind>blob|tree|commit|tag) (?<size>\d+)$/;
const LINK = /^(?:symlink|dangling|loop|notdir) (?<size>\d+)$/;

/** The object whose line stands from `at` to `end`, and how many bytes follow that line. */
function objectAt(bytes: Buffer, at: number, end: number, limit: number): [GitObject, number] {
  const line = bytes.toString('utf8', at, end);
  const { id, kind, size } = FOUND.exec(line)?.groups ?? {};
  if (id !== undefined) {
    const content = bytes.subarray(end + 1, end + 1 + Math.min(Number(size), limit));
    return [{ kind: kind as 'blob' | 'tree' | 'commit' | 'tag', id, bytes: content }, Number(size) + 1];
  }
  const link = LINK.exec(line)?.groups?.size;
  if (link !== undefined) return [{ kind: 'link' }, Number(link) + 1];
  if (line.endsWith(' submodule')) return [{ kind: 'submodule' }, 0];
  return [{ kind: line.endsWith(' ambiguous') ? 'ambiguous' : 'missing' }, 0];
}
