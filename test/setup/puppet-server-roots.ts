import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { runOrThrow } from './command.ts';
import { makeDebianRoot, type Release } from './debootstrap.ts';
import type { Say } from './progress.ts';

/** Where the roots are; a machine makes each of them once. */
const rootsFolder = '/var/cache/lvs-puppet-tests/puppet-server';

/** What a Puppet Server with its database needs, and what the module needs on a director. Everything is Debian's. */
const packages = [
  'ca-certificates',
  'curl',
  'ipvsadm',
  'iproute2',
  'kmod',
  'ldirectord',
  'libnet-inet6glue-perl',
  'nftables',
  'openssh-client',
  'openssh-server',
  'postgresql',
  'procps',
  'puppet-agent',
  'puppet-terminus-puppetdb',
  'puppetdb',
  'puppetserver',
  'systemd',
];

/** Written as the last thing: a root without it, or with another text in it, is thrown away. */
const stampFile = 'made-by-lvs-puppet-tests';

const install = `apt-get -q install -y --no-install-recommends ${packages.join(' ')}`;

/**
 * What a package does at its installation has failed once on a busy machine (openjdk-21), and not again: it gets a second try.
 * Hosts of one root would have the same keys, so each makes its own.
 */
const installation = [
  'set -eu',
  'mount -t proc proc /proc',
  'apt-get -q update',
  `${install} || { dpkg --configure -a && ${install}; }`,
  'rm -f /etc/ssh/ssh_host_*',
  'apt-get clean',
  '',
].join('\n');

/** The folder in which the packages of a release are installed, for hosts to have disks of their own above it. */
export function puppetServerRoot(release: Release): string {
  return join(rootsFolder, release);
}

/** Why there is no root to use; undefined where there is one. */
export function puppetServerRootObstacle(release: Release): string | undefined {
  const root = puppetServerRoot(release);
  const stamp = join(root, stampFile);
  if (!existsSync(stamp)) return `there is no ${root}`;
  return readFileSync(stamp, 'utf8') === installation ? undefined : `${root} is out of date`;
}

/**
 * Makes the root of a release, where that has not been done. Nothing is installed on the machine itself, other than what
 * makes it.
 */
export async function ensurePuppetServerRoot(release: Release, say: Say): Promise<void> {
  if (puppetServerRootObstacle(release) === undefined) return;
  const root = puppetServerRoot(release);
  say(`making ${root} with Puppet Server, PuppetDB and PostgreSQL: some minutes, once`);
  // A set-up that was killed halfway left this behind.
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await makeDebianRoot(release, unfinished, say);
  await installPackages(unfinished);
  writeFileSync(join(unfinished, stampFile), installation);
  rmSync(root, { recursive: true, force: true });
  renameSync(unfinished, root);
}

/** In namespaces of its own, so that nothing of it stays mounted and no process of a package stays behind. */
async function installPackages(root: string): Promise<void> {
  for (const file of ['resolv.conf', 'hosts']) copyFileSync(join('/etc', file), join(root, 'etc', file));
  const apart = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  const [program = '', ...args] = [...apart, 'chroot', root, 'sh', '-c', installation];
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', HOME: '/root' };
  await runOrThrow(program, args, { timeoutSeconds: 900, env });
}
