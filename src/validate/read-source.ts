import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { FileReport, InputFile, SourceFile } from './file.ts';

/** Far above any manifest that people write; a larger file would only exhaust the checkers. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads a file once for all checks. One that cannot be read is reported as such, never as valid. */
export async function readSource(file: InputFile): Promise<SourceFile | FileReport> {
  try {
    const bytes = await readLimited(file.absolute);
    const { path, kind } = file;
    if (bytes === undefined) {
      return { path, kind, findings: [], notChecked: `larger than ${MAX_BYTES / 1024 / 1024} MiB` };
    }
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { ...file, bytes, text, moduleRoot: moduleRootOf(file.absolute, existsSync) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { path: file.path, kind: file.kind, findings: [], notChecked: `cannot be read (${code})` };
  }
}

async function readLimited(path: string): Promise<Uint8Array | undefined> {
  const handle = await open(path, 'r');
  try {
    if ((await handle.stat()).size > MAX_BYTES) return undefined;
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * The module of a file: the nearest folder above it with a metadata.json, or the one that holds its
 * manifests/; for a file outside any module, its own folder. Puppet must never see two modules in one call,
 * because two definitions of one name abort it.
 */
export function moduleRootOf(path: string, exists: (path: string) => boolean): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (exists(`${folder}/metadata.json`)) return folder;
    if (basename(folder) === 'manifests') return dirname(folder);
    if (dirname(folder) === folder) return dirname(path);
  }
}
