import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtInSkeleton } from '../module/built-in-skeleton.ts';
import type { Skeleton, Template } from '../module/render.ts';
import { ExitCode } from './exit-code.ts';
import { Failure, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';

/**
 * The built-in skeleton, with the files of a person's own folder over it: a file replaces the one of the same
 * path, with or without `.hbs`, and new ones are emitted as well.
 */
export async function loadSkeleton(folder: string | undefined, io: Io): Promise<Skeleton> {
  const builtIn = builtInSkeleton();
  if (folder === undefined) return builtIn;
  const sources = readSources(resolve(io.cwd, folder), folder);
  // The compiler is needed only for templates that were not compiled with the tool.
  const { compileSkeleton } = await import('../module/compile-skeleton.ts');
  const merged = new Map(builtIn);
  for (const [path, template] of compileSkeleton(sources)) {
    merged.delete(emittedName(path));
    merged.delete(`${emittedName(path)}.hbs`);
    merged.set(path, withPlace(template, join(folder, path)));
  }
  return merged;
}

function emittedName(path: string): string {
  return path.replace(/\.hbs$/, '');
}

function readSources(absolute: string, shown: string): Map<string, string> {
  try {
    const entries = readdirSync(absolute, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(absolute.length + 1));
    return new Map(paths.toSorted().map((path) => [path, readFileSync(join(absolute, path), 'utf8')]));
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw usageFailure(`cannot read the templates in ${shown}: ${reason}`);
  }
}

/** A mistake in an own template is the person's, so it is said with the file and without a stack. */
function withPlace(template: Template, shown: string): Template {
  return (view) => {
    try {
      return template(view);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure(ExitCode.findings, `the template ${shown} is wrong: ${reason}`);
    }
  };
}
