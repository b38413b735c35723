import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { quoted } from '../diagnostics/escape.ts';
import { compareText } from '../diagnostics/finding.ts';
import type { FileKind, InputFile } from './file.ts';

/** What the PATH arguments stand for. */
export interface Discovery {
  readonly files: readonly InputFile[];
  /** Wrong usage: a path that does not exist, or one without anything to check. */
  readonly problems: readonly string[];
  /** Symbolic links that were left alone, so that leaving them out is never silent. */
  readonly skippedLinks: readonly string[];
}

const IGNORED_FOLDERS = new Set(['.git', 'node_modules']);
const HIERA_FOLDERS = new Set(['data', 'hieradata']);

/**
 * The kind of a file by its name.
 * @param folders the names of the folders above it, as far as they were asked for
 * @returns undefined for a file that is nothing to check
 */
export function kindOf(name: string, folders: readonly string[]): FileKind | undefined {
  if (name.endsWith('.pp')) return 'manifest';
  if (name.endsWith('.epp')) return 'epp';
  if (name.endsWith('.erb')) return 'erb';
  if (name.endsWith('.cf')) return 'ldirectord';
  if (name === 'metadata.json') return 'metadata';
  if (name === 'hiera.yaml') return 'hiera';
  return isYaml(name) && folders.some((folder) => HIERA_FOLDERS.has(folder)) ? 'hiera' : undefined;
}

/** Finds the files to check behind modules, folders and single files, sorted and each once. */
export async function discoverFiles(paths: readonly string[], cwd: string): Promise<Discovery> {
  const found = new Map<string, InputFile>();
  const problems: string[] = [];
  const skippedLinks: string[] = [];
  for (const path of paths) {
    const walk = await discoverPath(path, cwd);
    if (typeof walk === 'string') {
      problems.push(walk);
      continue;
    }
    for (const file of walk.files) found.set(file.absolute, file);
    skippedLinks.push(...walk.links);
  }
  const files = [...found.values()].toSorted((a, b) => compareText(a.path, b.path));
  return { files, problems, skippedLinks: [...new Set(skippedLinks)].toSorted(compareText) };
}

interface Walk {
  readonly files: InputFile[];
  readonly links: string[];
}

async function discoverPath(path: string, cwd: string): Promise<Walk | string> {
  const absolute = resolve(cwd, path);
  try {
    const status = await stat(absolute);
    if (status.isFile()) return singleFile(path, absolute, cwd);
    if (!status.isDirectory()) return `${quoted(path)} is neither a file nor a folder`;
    const walk: Walk = { files: [], links: [] };
    // A folder given as `.` is called by its real name, so that `validate .` inside data/ finds the same files.
    await walkFolder(absolute, [basename(await realpath(absolute))], cwd, walk);
    return walk.files.length > 0 ? walk : `${quoted(path)} holds nothing to check`;
  } catch (error) {
    return `${quoted(path)} ${whyUnreachable(error)}`;
  }
}

function whyUnreachable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  return `cannot be read (${code || String(error)})`;
}

/** A YAML file that is given by name is Hiera data wherever it lies. */
function singleFile(path: string, absolute: string, cwd: string): Walk | string {
  const name = basename(absolute);
  const kind = kindOf(name, []) ?? (isYaml(name) ? 'hiera' : undefined);
  if (kind === undefined) {
    return `${quoted(path)} is not a kind of file that can be checked (.pp, .epp, .erb, .cf, .yaml, metadata.json)`;
  }
  return { files: [{ path: reportPath(absolute, cwd), absolute, kind }], links: [] };
}

/**
 * Symbolic links inside a folder are never followed: one that stays inside leads to a file that is found
 * anyway, and one that leaves the folder would check what nobody asked for.
 */
async function walkFolder(folder: string, names: readonly string[], cwd: string, walk: Walk): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const absolute = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!isIgnored(entry.name, names)) await walkFolder(absolute, [...names, entry.name], cwd, walk);
      continue;
    }
    if (entry.isSymbolicLink()) {
      if (!IGNORED_FOLDERS.has(entry.name)) walk.links.push(reportPath(absolute, cwd));
      continue;
    }
    const kind = entry.isFile() ? kindOf(entry.name, names) : undefined;
    if (kind !== undefined) walk.files.push({ path: reportPath(absolute, cwd), absolute, kind });
  }
}

/** Other people's modules lie in spec/fixtures while a module is being tested. */
function isIgnored(name: string, parents: readonly string[]): boolean {
  return IGNORED_FOLDERS.has(name) || (name === 'fixtures' && parents.at(-1) === 'spec');
}

function isYaml(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

function reportPath(absolute: string, cwd: string): string {
  return relative(cwd, absolute).split(sep).join('/');
}
