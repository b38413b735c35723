import { mkdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** A file of the bundle that runs. */
interface Chunk {
  readonly script: Script;
  /** Where its compiled code is kept. */
  readonly kept: string;
  readonly exports: Exports;
}

/** Chunks need nothing but what Node brings along. */
const fromNode = createRequire(import.meta.url);

type Exports = Readonly<Record<string, unknown>>;

/** What a CommonJS module is called with, as far as the bundle uses it. */
type Wrapper = (exports: object, require: (id: string) => unknown, folder: string) => void;

const WRAPPER = ['(function (exports, require, __dirname) {', '\n})'] as const;

/** V8 does not see every difference between two versions of Node, so each keeps its own. */
const KEPT_FOLDER = join('.compiled', `${process.version}-${process.arch}`);

/**
 * Starts the bundled command with the compiled code that an earlier run has kept, and keeps what this run compiles:
 * compiling is a third of a start (measured), and Node 20 keeps nothing by itself. It is kept in the package's own
 * folder: who can write there can change the program anyway. Where nobody can, every run compiles.
 */
export async function start(): Promise<void> {
  const chunks = new Map<string, Chunk>();
  const { run } = load('cli.cjs', import.meta.dirname, chunks) as { run: () => Promise<void> };
  process.once('exit', () => {
    for (const chunk of chunks.values()) keep(chunk);
  });
  await run();
}

function load(name: string, folder: string, chunks: Map<string, Chunk>): Exports {
  const known = chunks.get(name);
  if (known !== undefined) return known.exports;
  const filename = join(folder, name);
  const kept = join(folder, KEPT_FOLDER, `${name}-${statSync(filename).mtimeMs}`);
  const cachedData = readIfThere(kept);
  const script = new Script(WRAPPER.join(readFileSync(filename, 'utf8')), {
    filename,
    columnOffset: -WRAPPER[0].length,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const chunk: Chunk = { script, kept, exports: {} };
  chunks.set(name, chunk);
  const wrapper = script.runInThisContext() as Wrapper;
  const require = (id: string): unknown =>
    id.startsWith('./') ? load(id.slice(2), folder, chunks) : fromNode(id);
  wrapper(chunk.exports, require, folder);
  return chunk.exports;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Keeps the code of a chunk with the functions that ran, unless it came from there. Failing costs only time. */
function keep({ script, kept }: Chunk): void {
  if (script.cachedDataRejected === false) return;
  const temporary = `${kept}.${process.pid}.tmp`;
  try {
    mkdirSync(join(kept, '..'), { recursive: true, mode: 0o755 });
    writeFileSync(temporary, script.createCachedData(), { mode: 0o644 });
    renameSync(temporary, kept);
  } catch {
    removeIfThere(temporary);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Nothing was written.
  }
}
