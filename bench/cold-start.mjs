// How much longer than an empty Node a cold command takes. Prints ratios; judges nothing.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paired, timed } from './paired.mjs';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin/lvs-puppet.cjs');
const inventory = join(root, 'fixtures/oe-stack/lvs.yaml');
const rounds = Number(process.argv[2] ?? 21);
const empty = () => timed(process.execPath, ['-e', '0']);

// Removed at the end: the file system would still be busy with it while the next run is measured.
const folders = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
process.on('exit', () => rmSync(folders, { recursive: true, force: true }));

/** A run in a folder that holds nothing but the inventory. */
function scaffoldOnce() {
  const cwd = mkdtempSync(join(folders, 'run-'));
  copyFileSync(inventory, join(cwd, 'lvs.yaml'));
  return timed(process.execPath, [bin, 'scaffold'], { cwd });
}

const commands = {
  'scaffold oe-stack (new folder)': scaffoldOnce,
  'scaffold oe-stack, no compiled code kept': () => {
    rmSync(join(root, 'dist/cli/.compiled'), { recursive: true, force: true });
    return scaffoldOnce();
  },
  'lint oe-stack': () => timed(process.execPath, [bin, 'lint', inventory]),
  'render oe-stack': () => timed(process.execPath, [bin, 'render', inventory]),
  'explain kick-cycle': () => timed(process.execPath, [bin, 'explain', 'kick-cycle']),
};
for (const [name, run] of Object.entries(commands)) {
  const { first, second, ratio } = paired(rounds, run, empty);
  console.log(
    `${name}: ${ratio.toFixed(2)} x node -e 0 (${first.toFixed(0)} ms against ${second.toFixed(0)} ms, median of ${rounds} pairs)`,
  );
}
