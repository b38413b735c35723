/**
 * Whether a path of the module is one that the inventory leaves to the person.
 * @param patterns paths, or folders that end with `/` or `/**` and mean everything below them
 */
export function isUnmanaged(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const name = nameOf(pattern);
    return name.endsWith('/') ? path.startsWith(name) : path === name;
  });
}

/** What a pattern names: a file, or a folder with `/` at its end. */
export function nameOf(pattern: string): string {
  return pattern.replace(/\*\*$/, '');
}
