import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Source } from '../inventory/source.ts';
import { limits } from '../inventory/yaml-limits.ts';
import { contentFailure, environmentFailure, hasCode, systemReason, usageFailure } from './failure.ts';
import type { Io } from './io.ts';

/** An inventory text, and the folder that the paths of its outputs start from. */
export interface InventoryFile {
  readonly source: Source;
  /** Absolute path of the folder of the inventory; the current folder for standard input. */
  readonly folder: string;
}

/** The inventory that commands read when none is named. */
export const DEFAULT_INVENTORY = 'lvs.yaml';

/** What findings call standard input. */
export const STANDARD_INPUT = '<stdin>';

/** One byte more than the limit is enough for the finding; the rest of a huge or endless file is not read. */
export const MAX_BYTES = limits.bytes + 1;

/**
 * Reads an inventory file, or standard input for `-`.
 * @throws Failure where there is none, or it cannot be read
 */
export async function readInventory(path: string, io: Io): Promise<InventoryFile> {
  if (path === '-') {
    const bytes = await io.stdin(MAX_BYTES);
    return { source: { path: STANDARD_INPUT, text: decodeText(bytes, 'standard input') }, folder: io.cwd };
  }
  const absolute = resolve(io.cwd, path);
  return { source: { path, text: decodeText(readBytes(absolute, path), path) }, folder: dirname(absolute) };
}

/**
 * Reads a file that belongs to an inventory, as a list of servers.
 * @throws Failure where there is none, or it cannot be read
 */
export function readBeside(path: string, io: Io): Source {
  return { path, text: decodeText(readBytes(resolve(io.cwd, path), path), path) };
}

function readBytes(absolute: string, path: string): Uint8Array {
  try {
    const descriptor = openSync(absolute, 'r');
    try {
      if (fstatSync(descriptor).isDirectory()) throw usageFailure(`${path} is a folder, not a file`);
      return readUpTo(descriptor, MAX_BYTES);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    if (!hasCode(error, 'ENOENT')) throw environmentFailure(`cannot read ${path}: ${reason}`);
    const help = basename(path) === DEFAULT_INVENTORY ? '; write one with: lvs-puppet init' : '';
    throw usageFailure(`there is no file ${path}${help}`);
  }
}

/** Reads to the end, of a pipe as well, but never more than the limit. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(limit);
  let length = 0;
  while (length < limit) {
    const read = readSync(descriptor, bytes, length, limit - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/**
 * Bytes to text. A byte order mark is no text; it is dropped, as YAML readers do.
 * @throws Failure where they are not UTF-8
 */
export function decodeText(bytes: Uint8Array, shown: string): string {
  // What is too large may be cut in the middle of a character, and only its size matters.
  const whole = bytes.length < MAX_BYTES;
  try {
    return new TextDecoder('utf-8', { fatal: whole, ignoreBOM: !whole }).decode(bytes);
  } catch {
    throw contentFailure(`${shown} is not UTF-8 text`);
  }
}
