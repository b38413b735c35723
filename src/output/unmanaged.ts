/**
 * Whether a path of the module is one that the inventory leaves to the person.
 * @param patterns paths, or folders that end with `/` or `/**` and mean everything below them
 */
export function isUnmanaged(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const folder = pattern.replace(/\*\*$/, '');
    return folder.endsWith('/') ? path.startsWith(folder) : path === folder;
  });
}
