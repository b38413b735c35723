import { spawnSync } from 'node:child_process';
import { beforeEach } from 'vitest';

/** Leaves the tests of a group out where a Debian package is missing, with one reason; `npm run test:all` has installed it. */
export function needs(program: string): void {
  const mustRun = process.env['LVS_PUPPET_ALL'] === '1';
  const isThere = spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  beforeEach((context) => {
    if (!mustRun && !isThere) context.skip(`${program} is not installed`);
  });
}
