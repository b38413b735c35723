import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from '../setup/command.ts';

const repository = join(import.meta.dirname, '../..');

/** What the command is built from, and what it takes along. */
const PARTS = [
  'bin',
  'src',
  'build',
  'docker',
  'lab',
  'module-skeleton',
  'kicker-skeleton',
  'package.json',
  'rolldown.config.ts',
] as const;

/** Builds the command into a folder of the test's own, readable for everybody; gives the path of its executable. */
export async function buildCommand(folder: string): Promise<string> {
  const tool = join(folder, 'tool');
  mkdirSync(tool, { recursive: true });
  for (const part of PARTS) cpSync(join(repository, part), join(tool, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(tool, 'node_modules'));
  const rolldown = join(repository, 'node_modules/.bin/rolldown');
  await runOrThrow(rolldown, ['-c', 'rolldown.config.ts'], { cwd: tool, timeoutSeconds: 60 });
  chmodSync(folder, 0o755);
  return join(tool, 'bin/lvs-puppet.cjs');
}
