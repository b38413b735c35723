import { readFileSync } from 'node:fs';
import { installDebianPackages } from './debian-packages.ts';
import { ensureDockerEngine, type DockerEngine } from './docker-engine.ts';
import { ensureImages } from './images.ts';
import type { Say } from './progress.ts';

/** What `validate --engine puppet` runs on the machine itself, beside the engine `docker`. */
const programsOnPath = ['puppet', 'ldirectord', 'ipvsadm'];

/** What reads the pictures of `graph`. */
const pictureReaders = ['graphviz', 'libxml2-utils'];

/**
 * Brings a bare Debian machine to where every suite can run. What is there already stays as it is;
 * nothing is skipped: whatever cannot be set up is an error.
 */
export async function prepareMachine(say: Say): Promise<DockerEngine> {
  requireDebianRoot();
  await installDebianPackages([...programsOnPath, ...pictureReaders], say);
  const engine = await ensureDockerEngine(say);
  releaseWhenInterrupted(engine);
  try {
    await ensureImages(say);
  } catch (error) {
    await engine.release();
    throw error;
  }
  return engine;
}

/**
 * Whoever interrupts the run gets the machine back as it was, too. The listeners stay (no `once`):
 * libraries that find themselves the only listener end the process before the engine has ended.
 */
function releaseWhenInterrupted(engine: DockerEngine): void {
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interrupted) {
        interrupted = true;
        void engine.release().finally(() => process.exit(1));
      }
    });
  }
}

function requireDebianRoot(): void {
  const system = readFileSync('/etc/os-release', 'utf8');
  if (!/^ID(_LIKE)?=.*debian/m.test(system) || process.getuid?.() !== 0) {
    throw new Error('setting up the test machine needs Debian and root; `npm test` needs neither');
  }
}
