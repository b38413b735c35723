// Writes the golden modules, pictures and reports of findings anew: the one way to change them. Review the diff; the suites with real programs judge it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'golden'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, LVS_PUPPET_REWRITE_GOLDENS: '1' },
});
process.exitCode = status ?? 1;
