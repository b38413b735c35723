import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Source } from '../inventory/source.ts';
import { limits } from '../inventory/yaml-limits.ts';
import { environmentFailure, Failure, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';

/** An inventory text, and the folder that the paths of its outputs start from. */
export interface InventoryFile {
  readonly source: Source;
  /** Absolute path of the folder of the inventory; the current folder for standard input. */
  readonly folder: string;
}

/** The inventory that commands read when none is named. */
export const DEFAULT_INVENTORY = 'lvs.yaml';

/**
 * Reads an inventory file, or standard input for `-`.
 * @throws Failure where there is none, or it cannot be read
 */
export async function readInventory(path: string, io: Io): Promise<InventoryFile> {
  if (path === '-') return { source: { path: '<stdin>', text: clean(await io.stdin()) }, folder: io.cwd };
  const absolute = resolve(io.cwd, path);
  return { source: { path, text: clean(readText(absolute, path)) }, folder: dirname(absolute) };
}

function readText(absolute: string, path: string): string {
  try {
    const stat = statSync(absolute);
    if (stat.isDirectory()) throw usageFailure(`${path} is a folder, not an inventory`);
    // One byte more than the limit is enough for the finding; the rest of a huge file is not read.
    if (stat.size > limits.bytes) return ' '.repeat(limits.bytes + 1);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(absolute));
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = systemReason(error);
    if (reason === undefined) {
      if (error instanceof TypeError) throw usageFailure(`${path} is not UTF-8 text`);
      throw error;
    }
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw environmentFailure(`cannot read ${path}: ${reason}`);
    const help = basename(path) === DEFAULT_INVENTORY ? '; write one with: lvs-puppet init' : '';
    throw usageFailure(`there is no inventory ${path}${help}`);
  }
}

/** A byte order mark is no text; it is dropped as YAML readers do. */
function clean(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
