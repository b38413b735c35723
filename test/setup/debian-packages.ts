import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, runOrThrow } from './command.ts';
import type { Say } from './progress.ts';

const policyFile = '/usr/sbin/policy-rc.d';
const signature = 'Made by the tests of lvs-puppet';

let lastInstallation: Promise<void> = Promise.resolve();

/**
 * Installs what is missing of these Debian packages, in a way that no service starts.
 * Calls wait for each other: the package manager allows only one at a time.
 */
export function installDebianPackages(packages: readonly string[], say: Say): Promise<void> {
  lastInstallation = lastInstallation.then(() => installMissing(packages, say));
  return lastInstallation;
}

/** Unpacks a package below a folder, without installing it: what it does at its installation it does not do to this machine. */
export async function unpackDebianPackage(name: string, folder: string): Promise<void> {
  await aptGet(['update'], 180);
  const download = mkdtempSync(join(tmpdir(), 'lvs-puppet-package-'));
  try {
    await runOrThrow('apt-get', ['-q', 'download', name], { cwd: download, timeoutSeconds: 600 });
    const files = readdirSync(download).map((file) => join(download, file));
    await runOrThrow('dpkg', ['-x', ...files, folder], { timeoutSeconds: 300 });
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

async function installMissing(packages: readonly string[], say: Say): Promise<void> {
  const missing = await withoutInstalled(packages);
  if (missing.length === 0) {
    return;
  }
  say(`installing Debian packages: ${missing.join(' ')}`);
  await withoutServiceStarts(say, async () => {
    await aptGet(['update'], 180);
    await aptGet(['install', '-y', '--no-install-recommends', ...missing], 600);
  });
}

/** Somebody else on the machine may be installing at this moment: wait for a while, not for ever. */
async function aptGet(args: readonly string[], timeoutSeconds: number): Promise<void> {
  const options = { timeoutSeconds, env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } };
  for (let attempt = 1; ; attempt += 1) {
    const result = await run('apt-get', ['-q', ...args], options);
    if (result.exitCode === 0) {
      return;
    }
    if (attempt === 12 || !result.stderr.includes('Could not get lock')) {
      throw new Error(`apt-get ${args.join(' ')} failed:\n${result.stderr.trim()}`);
    }
    await sleep(5000);
  }
}

async function withoutInstalled(packages: readonly string[]): Promise<string[]> {
  const query = ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...packages];
  const { stdout } = await run('dpkg-query', query, { timeoutSeconds: 30 });
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return packages.filter((name) => !installed.has(`${name} installed`));
}

/**
 * Packages start their services when they are installed unless policy-rc.d forbids it.
 * A file that an administrator put there stays as it is.
 */
async function withoutServiceStarts(say: Say, install: () => Promise<void>): Promise<void> {
  if (existsSync(policyFile) && !readFileSync(policyFile, 'utf8').includes(signature)) {
    say(`${policyFile} exists already: left as it is`);
    return install();
  }
  writeFileSync(policyFile, policyForThisProcess(), { mode: 0o755 });
  try {
    await install();
  } finally {
    rmSync(policyFile, { force: true });
  }
}

/**
 * The policy forbids starts only while this process lives: left behind by a killed run it would
 * keep every service of the machine down, so it then allows everything and removes itself.
 */
function policyForThisProcess(): string {
  const { pid } = process;
  return `#!/bin/sh
# ${signature} while they install packages; of no use afterwards.
if [ "$(cut -d' ' -f22 /proc/${pid}/stat 2>/dev/null)" = ${startTime(pid)} ]; then exit 101; fi
rm -f ${policyFile}
exit 0
`;
}

/** When a process started, in clock ticks: with the process id it names one process for good. */
export function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks, so count from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
