import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { skeletonDigest } from 'virtual:digests';
import { compareText } from '../diagnostics/finding.ts';
import { builtInSkeleton } from '../module/built-in-skeleton.ts';
import type { Skeleton, Template } from '../module/render.ts';
import { hashOf } from '../output/hash.ts';
import { ExitCode } from './exit-code.ts';
import { environmentFailure, Failure, hasCode, systemReason, usageFailure } from './failure.ts';
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
  for (const path of sources.keys()) refuseFolderName(path, merged, join(folder, path));
  return merged;
}

/** The digest of a skeleton: of the built-in one, and of what a person puts over it. */
export function digestOfSkeleton(folder: string | undefined, io: Io): string {
  if (folder === undefined) return skeletonDigest;
  const sources = [...readSources(resolve(io.cwd, folder), folder)];
  return hashOf(JSON.stringify([skeletonDigest, sources]));
}

function emittedName(path: string): string {
  return path.replace(/\.hbs$/, '');
}

/** A file cannot be where other files need a folder. */
function refuseFolderName(path: string, skeleton: Skeleton, shown: string): void {
  const other = [...skeleton.keys()].find((name) => name.startsWith(`${emittedName(path)}/`));
  if (other !== undefined)
    throw wrongTemplate(shown, `is a file, but the module needs a folder there for ${other}`);
}

function readSources(absolute: string, shown: string): Map<string, string> {
  try {
    const entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => ({
        path: relative(absolute, join(entry.parentPath, entry.name)),
        plain: entry.isFile(),
      }))
      .sort((a, b) => compareText(a.path, b.path));
    return new Map(
      files.map(({ path, plain }) => {
        if (!plain) throw wrongTemplate(join(shown, path), 'is no plain file; links are not followed');
        return [path.split(sep).join('/'), readTemplate(join(absolute, path), join(shown, path))];
      }),
    );
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    const message = `cannot read the templates in ${shown}: ${reason}`;
    const missing = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
    throw missing ? usageFailure(message) : environmentFailure(message);
  }
}

function readTemplate(absolute: string, shown: string): string {
  const bytes = readFileSync(absolute);
  if (!isUtf8(bytes)) throw wrongTemplate(shown, 'is not UTF-8 text');
  return bytes.toString('utf8');
}

function wrongTemplate(shown: string, what: string): Failure {
  return new Failure(ExitCode.findings, `the template ${shown} ${what}`);
}

/** A mistake in an own template is the person's, so it is said with the file and without a stack. */
function withPlace(template: Template, shown: string): Template {
  return (view) => {
    try {
      return template(view);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw wrongTemplate(shown, `is wrong: ${reason}`);
    }
  };
}
