// How much longer than an empty Node a cold command takes. Prints ratios; judges nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paired, timed } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/lvs-puppet.cjs');
const inventory = join(root, 'fixtures/oe-stack/lvs.yaml');
const rounds = Number(process.argv[2] ?? 21);
const empty = () => timed(process.execPath, ['-e', '0']);

function inFreshFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const commands = {
  'scaffold oe-stack (new folder)': () =>
    inFreshFolder((cwd) => timed(process.execPath, [bin, 'scaffold', '-'], { cwd, input: text })),
  'lint oe-stack': () => timed(process.execPath, [bin, 'lint', inventory]),
  'render oe-stack': () => timed(process.execPath, [bin, 'render', inventory]),
  'explain kick-cycle': () => timed(process.execPath, [bin, 'explain', 'kick-cycle']),
};
const { readFileSync } = await import('node:fs');
const text = readFileSync(inventory, 'utf8');
for (const [name, run] of Object.entries(commands)) {
  const { first, second, ratio } = paired(rounds, run, empty);
  console.log(
    `${name}: ${ratio.toFixed(2)} x node -e 0 (${first.toFixed(0)} ms against ${second.toFixed(0)} ms, median of ${rounds} pairs)`,
  );
}
