import { readFileSync } from 'node:fs';
import { ensureDockerEngine, type DockerEngine } from './docker-engine.ts';
import { ensureImages } from './images.ts';
import type { Say } from './progress.ts';

/**
 * Brings a bare Debian machine to where every suite can run. What is there already stays as it is;
 * nothing is skipped: whatever cannot be set up is an error.
 */
export async function prepareMachine(say: Say): Promise<DockerEngine> {
  requireDebianRoot();
  const engine = await ensureDockerEngine(say);
  try {
    await ensureImages(say);
  } catch (error) {
    await engine.release();
    throw error;
  }
  return engine;
}

function requireDebianRoot(): void {
  const system = readFileSync('/etc/os-release', 'utf8');
  if (!/^ID(_LIKE)?=.*debian/m.test(system) || process.getuid?.() !== 0) {
    throw new Error('setting up the test machine needs Debian and root; `npm test` needs neither');
  }
}
