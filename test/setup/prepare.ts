import { readFileSync } from 'node:fs';
import type { Need } from '../runner/suites.ts';
import { findMemoryFolder } from '../../src/lab/requirements.ts';
import { runOrThrow } from './command.ts';
import { installDebianPackages } from './debian-packages.ts';
import { ensureDockerEngine, type DockerEngine } from './docker-engine.ts';
import { ensureImages } from './images.ts';
import { ensureLinuxImage } from './linux-image.ts';
import type { Say } from './progress.ts';
import { ensurePuppetServerRoot } from './puppet-server-roots.ts';

/** What `validate --engine puppet` runs on the machine itself, beside the engine `docker`. */
const programsOnPath = ['puppet', 'ldirectord', 'ipvsadm'];

/** What reads the pictures of `graph`. */
const pictureReaders = ['graphviz', 'libxml2-utils'];

/** The browser that looks at the review page. */
const browser = ['chromium'];

/** What rehearsals run: a kernel with IPVS, and what the module and its checks need on a director. */
export const rehearsalPackages = [
  'user-mode-linux',
  'qemu-system-x86',
  'puppet',
  'ldirectord',
  'ipvsadm',
  'iproute2',
  'kmod',
  'procps',
  'systemd',
  'nftables',
  'openssl',
  'libnet-inet6glue-perl',
];

/** What judges the readers of ldirectord.cf and of its template. */
export const readerJudges = ['ldirectord', 'ruby'];

/** A broker of messages for the real servers of a lab, and what speaks to it. */
export const brokerPackages = ['rabbitmq-server', 'python3-pika'];

/** What was started for the tests; what was installed stays. */
export interface Machine {
  release(): Promise<void>;
}

/** What runs and judges the pipelines and hooks of the repository; gitlab-ci-local copies with rsync. */
const pipelinePrograms = ['pre-commit', 'rsync', 'shellcheck'];

/**
 * Brings a bare Debian machine to where every suite with these needs can run. What is there already stays as
 * it is; nothing is skipped: whatever cannot be set up is an error.
 */
export async function prepareMachine(needs: readonly Need[], say: Say): Promise<Machine> {
  if (needs.length > 0) requireDebianRoot();
  if (needs.includes('chromium')) await installDebianPackages(browser, say);
  if (needs.includes('ldirectord')) await installDebianPackages(readerJudges, say);
  if (needs.includes('uml') || needs.includes('rabbitmq')) await prepareRehearsals(say);
  if (needs.includes('rabbitmq')) await installDebianPackages(brokerPackages, say);
  // Either one mostly waits for a mirror and for the disk.
  const [containers, roots] = await Promise.allSettled([
    needs.includes('containers') ? prepareContainers(say) : { release: async () => undefined },
    preparePuppetServers(needs, say),
  ]);
  if (containers.status === 'rejected') throw containers.reason;
  if (roots.status === 'fulfilled') return containers.value;
  await containers.value.release();
  throw roots.reason;
}

async function preparePuppetServers(needs: readonly Need[], say: Say): Promise<void> {
  if (needs.includes('puppet-server')) await ensurePuppetServerRoot('bookworm', say);
  if (needs.includes('puppet-server-8')) await ensurePuppetServerRoot('trixie', say);
}

/**
 * Kernels in which the module is rehearsed. The one for virtual machines is unpacked only. User-mode Linux keeps its memory on a tmpfs from which programs may be run;
 * containers have a small one that is noexec.
 */
async function prepareRehearsals(say: Say): Promise<void> {
  await installDebianPackages(rehearsalPackages, say);
  await ensureLinuxImage(say);
  if ((await findMemoryFolder(process.env)) !== undefined) return;
  say('mounting a tmpfs on /dev/shm for user-mode Linux');
  const options = ['-t', 'tmpfs', '-o', 'mode=1777,size=6g', 'tmpfs', '/dev/shm'];
  await runOrThrow('mount', options, { timeoutSeconds: 20 });
}

async function prepareContainers(say: Say): Promise<DockerEngine> {
  await installDebianPackages([...programsOnPath, ...pictureReaders, ...pipelinePrograms], say);
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
