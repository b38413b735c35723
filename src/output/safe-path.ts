/**
 * Whether a path, relative and with forward slashes, stays inside its folder on every system, and out of the folder of
 * git: paths of the files beside an inventory are input, which anybody may have edited. None of ours has control
 * characters.
 */
export function isInside(path: string): boolean {
  return (
    !/[\\\p{Cc}]|^[A-Za-z]:/u.test(path) &&
    !path.split('/').some((part) => part === '' || part === '.' || part === '..' || isGitFolder(part))
  );
}

/**
 * Whether a name is that of git's own folder, whose files git runs and believes, on any file system: some tell no upper
 * from lower case, drop invisible characters, or drop what follows a colon and dots and blanks at the end, and some have
 * a second, short name for it. git refuses the same names in a checkout (its core.protectHFS and core.protectNTFS).
 */
export function isGitFolder(name: string): boolean {
  const plain = name
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '.git' || /^git~\d+$/.test(plain);
}

/** Two paths of a set that one file would have where names do not tell upper from lower case, or undefined. */
export function collision(paths: Iterable<string>): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined && other !== path) return [other, path];
    seen.set(folded, path);
  }
  return undefined;
}
