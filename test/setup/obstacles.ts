import type { Need } from '../runner/suites.ts';
import { findLinuxImage } from '../../src/lab/linux-image.ts';
import { findMemoryFolder, findProgram, missingPackages } from '../../src/lab/requirements.ts';
import { createRunner } from '../../src/validate/runner.ts';
import { findChromium } from './chromium.ts';
import type { Release } from './debootstrap.ts';
import { dockerAnswers } from './docker-engine.ts';
import { findStaleImage } from './images.ts';
import { imageFolder } from './linux-image.ts';
import { brokerPackages, readerJudges } from './prepare.ts';
import { puppetServerRootObstacle } from './puppet-server-roots.ts';

/** Why suites with this need cannot run on this machine as it is; undefined where they can. */
export function findObstacle(need: Need): Promise<string | undefined> {
  return OBSTACLES[need]();
}

const OBSTACLES: Readonly<Record<Need, () => Promise<string | undefined>>> = {
  containers: withoutContainers,
  chromium: withoutChromium,
  uml: () => withoutUserModeLinux([]),
  rabbitmq: () => withoutUserModeLinux(brokerPackages),
  ldirectord: withoutReaderJudges,
  'puppet-server': () => withoutPuppetServer('bookworm'),
  'puppet-server-8': () => withoutPuppetServer('trixie'),
};

async function withoutContainers(): Promise<string | undefined> {
  if (!(await dockerAnswers())) {
    return 'no Docker engine answers; `npm run test:all` starts one';
  }
  const stale = await findStaleImage();
  return stale && `image ${stale} is missing or out of date; \`npm run test:all\` builds it`;
}

async function withoutChromium(): Promise<string | undefined> {
  return findChromium() === undefined
    ? 'there is no /usr/bin/chromium; `npm run test:all` installs it'
    : undefined;
}

async function withoutReaderJudges(): Promise<string | undefined> {
  const path = process.env['PATH'] ?? '';
  const found = await Promise.all(readerJudges.map((program) => findProgram(program, path)));
  const missing = readerJudges.filter((_program, index) => found[index] === undefined);
  return missing.length === 0
    ? undefined
    : `there is no ${missing.join(', ')}; \`npm run test:all\` installs it`;
}

/** @param packages that the tests need besides */
async function withoutUserModeLinux(packages: readonly string[]): Promise<string | undefined> {
  const path = process.env['PATH'] ?? '';
  const engines = ['uml', 'qemu'] as const;
  const run = createRunner(process.env);
  const lists = await Promise.all(engines.map((one) => missingPackages(run, one, { path, packages })));
  const missing = [...new Set(lists.flat())];
  if (missing.length > 0) return `there is no ${missing.join(', ')}; \`npm run test:all\` installs it`;
  if ((await findLinuxImage(imageFolder)) === undefined)
    return 'there is no kernel for virtual machines; `npm run test:all` unpacks one';
  return (await findMemoryFolder(process.env)) === undefined
    ? 'there is no tmpfs for user-mode Linux that is not mounted noexec'
    : undefined;
}

async function withoutPuppetServer(release: Release): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'hosts with a Puppet Server need root, for their namespaces';
  const obstacle = puppetServerRootObstacle(release);
  return obstacle && `${obstacle}; \`npm run test:all\` makes it`;
}
