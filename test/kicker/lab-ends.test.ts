import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { puppetServerRoot } from '../setup/puppet-server-roots.ts';
import { until } from './stack.ts';

/* What is left of the hosts when whoever started them is ended: nothing. */

const root = puppetServerRoot('bookworm');

test.each(['SIGINT', 'SIGKILL'] as const)(
  'hosts end with whoever started them, when that ends by %s',
  { timeout: 120_000 },
  async (signal) => {
    const seconds = `${100_000 + Math.floor(Math.random() * 900_000)}`;
    const starter = spawn(
      process.execPath,
      [join(import.meta.dirname, 'start-lab.mjs'), root, 'sleep', seconds],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const stage = said.toString().trim();
    expect(existsSync(stage)).toBe(true);
    await until('the program runs', () => commands().some((command) => command === `sleep ${seconds}`));

    starter.kill(signal);
    await once(starter, 'exit');
    await until(
      'nothing runs',
      () => !commands().some((one) => one.includes(seconds) || one.includes(stage)),
    );
    await until('the stage is gone', () => !existsSync(stage));
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(root);
  },
);

/** The command lines of all processes of the machine. */
function commands(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      } catch {
        return '';
      }
    });
}
