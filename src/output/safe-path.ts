/**
 * Whether a path, relative and with forward slashes, stays inside its folder on every system: paths of the files
 * beside an inventory are input, which anybody may have edited.
 */
export function isInside(path: string): boolean {
  return (
    !/[\\\0]|^[A-Za-z]:/.test(path) &&
    !path.split('/').some((part) => part === '' || part === '.' || part === '..')
  );
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
