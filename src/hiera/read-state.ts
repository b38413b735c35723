import type { State } from '../inventory/model.ts';
import { readWord, type Reader } from '../inventory/read-values.ts';
import type { Entry } from '../inventory/tree.ts';

/** The type `State` of the module: what is retired is not in it. */
const STATES = ['setup', 'production', 'draining'] as const satisfies readonly State[];

/** Reads the `state` of a server or a service in Hiera. */
export function readState(reader: Reader, entry: Entry | undefined): State | undefined {
  return entry && readWord(reader, entry.value, 'state', STATES);
}
