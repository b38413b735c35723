import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './command.ts';
import { installDebianPackages, startTime } from './debian-packages.ts';
import type { Say } from './progress.ts';

/** What the tests remember about an engine that they started themselves. */
const stateFolder = '/run/lvs-puppet-tests';
const engineFile = join(stateFolder, 'dockerd');
const usersFolder = join(stateFolder, 'users');
const logFile = '/var/log/lvs-puppet-tests-dockerd.log';

const startSeconds = 60;
const stopSeconds = 30;

export interface DockerEngine {
  /** Ends the engine if the tests started it and nobody else uses it. */
  release(): Promise<void>;
}

export async function dockerAnswers(): Promise<boolean> {
  const { exitCode } = await run('docker', ['info', '--format', '{{.ServerVersion}}'], {
    timeoutSeconds: 20,
  });
  return exitCode === 0;
}

/** Makes sure that a Docker engine runs: the machine's own, else one of ours until the end of the run. */
export async function ensureDockerEngine(say: Say): Promise<DockerEngine> {
  mkdirSync(usersFolder, { recursive: true });
  const ticket = join(usersFolder, String(process.pid));
  writeFileSync(ticket, startTime(process.pid) ?? '');
  if (await dockerAnswers()) {
    say('a Docker engine runs already');
  } else {
    await installDebianPackages(await neededPackages(), say);
    await waitForEndingEngine(say);
    await startEngine(say);
  }
  return { release: () => releaseEngine(ticket, say) };
}

/** A machine that has an engine of another make (only not running) keeps it. */
async function neededPackages(): Promise<string[]> {
  const { exitCode } = await run('dockerd', ['--version'], { timeoutSeconds: 20 });
  return exitCode === 0 ? [] : ['docker.io', 'iptables'];
}

/** An engine that another run is just ending answers no more, but a new one cannot start beside it. */
async function waitForEndingEngine(say: Say): Promise<void> {
  const pid = ownEngine();
  if (pid !== undefined) {
    say(`waiting for the end of dockerd (process ${pid})`);
    await stopProcess(pid);
  }
}

async function startEngine(say: Say): Promise<void> {
  say(`starting dockerd (log: ${logFile})`);
  const log = openSync(logFile, 'a');
  // Detached: Ctrl-C reaches the tests first, which then end the engine in order.
  const child = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
  child.on('error', () => undefined);
  child.unref();
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) {
    throw new Error('dockerd could not be started');
  }
  writeFileSync(engineFile, `${pid} ${startTime(pid) ?? ''}\n`);
  await waitForEngine(pid);
}

async function waitForEngine(pid: number): Promise<void> {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    if (await dockerAnswers()) {
      return;
    }
    if (!isAlive(pid)) {
      throw new Error(`dockerd ended at once:\n${endOfLog()}`);
    }
    await sleep(500);
  }
  await stopProcess(pid);
  throw new Error(`dockerd did not answer within ${startSeconds} s:\n${endOfLog()}`);
}

function endOfLog(): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

/**
 * Two runs may share one engine: the last one that leaves ends it. A run that was killed is no user
 * any more, so an engine that it left behind is ended by the next run.
 */
async function releaseEngine(ticket: string, say: Say): Promise<void> {
  rmSync(ticket, { force: true });
  const pid = ownEngine();
  if (pid === undefined || otherUsers().length > 0) {
    return;
  }
  say(`ending dockerd (process ${pid})`);
  await stopProcess(pid);
  rmSync(engineFile, { force: true });
}

/** The process id of the engine that the tests started, if that very process still runs. */
function ownEngine(): number | undefined {
  if (!existsSync(engineFile)) {
    return undefined;
  }
  const [pid, started] = readFileSync(engineFile, 'utf8').trim().split(' ');
  return pid !== undefined && startTime(Number(pid)) === started ? Number(pid) : undefined;
}

function otherUsers(): string[] {
  return readdirSync(usersFolder).filter((pid) => {
    const path = join(usersFolder, pid);
    const lives = startTime(Number(pid)) === readFileSync(path, 'utf8');
    if (!lives) {
      rmSync(path, { force: true });
    }
    return lives;
  });
}

async function stopProcess(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + stopSeconds * 1000;
  while (isAlive(pid) && Date.now() < deadline) {
    await sleep(200);
  }
  signal(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return stat !== '' && !stat.includes(') Z ');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
