import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildCommand } from '../package/built-command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the executable, for suites whose files share one that is built. */
    readonly builtCommand: string;
  }
}

/** Builds the command for all files of a suite, before the first of them; vitest calls what is returned after the last. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-built-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    project.provide('builtCommand', await buildCommand(folder));
    return remove;
  } catch (error) {
    remove();
    throw error;
  }
}
