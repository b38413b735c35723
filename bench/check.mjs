// How much longer than an empty Node `scaffold --check` takes where nothing has changed, at 200 roles: with the record of
// an earlier run, and as in a fresh checkout, where everything is compared. Prints ratios; judges nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeInventory } from './large-inventory.mjs';
import { paired, timed } from './paired.mjs';

const bin = join(import.meta.dirname, '../bin/lvs-puppet.cjs');
const rounds = Number(process.argv[2] ?? 21);
const cwd = mkdtempSync(join(tmpdir(), 'lvs-puppet-bench-'));
process.on('exit', () => rmSync(cwd, { recursive: true, force: true }));

writeFileSync(join(cwd, 'lvs.yaml'), largeInventory(200));
const scaffold = (...args) => timed(process.execPath, [bin, 'scaffold', ...args], { cwd });
scaffold();

const ways = {
  'with the record of the last run': ['--check'],
  'everything compared': ['--check', '--strict'],
};
for (const [name, args] of Object.entries(ways)) {
  scaffold(...args);
  const { first, second, ratio } = paired(
    rounds,
    () => scaffold(...args),
    () => timed(process.execPath, ['-e', '0']),
  );
  console.log(
    `scaffold --check at 200 roles, ${name}: ${ratio.toFixed(2)} x node -e 0 ` +
      `(${first.toFixed(0)} ms against ${second.toFixed(0)} ms, median of ${rounds} pairs)`,
  );
}
