/** The files in which a kernel keeps what it knows of its modules: modules.dep and modules.builtin. */
export interface ModuleLists {
  /** A line for each module: its path, a colon, the paths of those that it needs, the first to be loaded last. */
  readonly dependencies: string;
  /** The paths of modules that are part of the kernel itself. */
  readonly builtIn: string;
}

/** What has to be loaded for some modules, in this order; or those that the kernel does not have. */
export type LoadOrder = { readonly paths: readonly string[] } | { readonly missing: readonly string[] };

/** Finds all that has to be loaded for these modules, and in which order. */
export function loadOrder(names: readonly string[], { dependencies, builtIn }: ModuleLists): LoadOrder {
  const needs = new Map(
    dependencies.split('\n').flatMap((line) => {
      const [path, rest = ''] = line.split(':', 2);
      return path === undefined || path === ''
        ? []
        : [[nameOf(path), { path, needed: words(rest) }] as const];
    }),
  );
  const present = new Set(words(builtIn).map(nameOf));
  const missing = names.filter((name) => !needs.has(name) && !present.has(name));
  if (missing.length > 0) return { missing };
  const paths = names.flatMap((name) => {
    const found = needs.get(name);
    return found === undefined ? [] : [...found.needed.toReversed(), found.path];
  });
  return { paths: [...new Set(paths)] };
}

/** Versions of kernels, the newest first: numbers count as numbers, so 6.1.0-10 comes before 6.1.0-9. */
export function newestFirst(versions: readonly string[]): string[] {
  return versions.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}

/** The name of a module by its file, which may be compressed. For the kernel a dash is an underscore. */
function nameOf(path: string): string {
  return path
    .replace(/^.*\//, '')
    .replace(/\.ko(?:\.\w+)?$/, '')
    .replaceAll('-', '_');
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
