import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { imageFolder } from '../setup/linux-image.ts';

const repository = join(import.meta.dirname, '../..');

/** A command that rehearses something, with a folder of its own for whatever it writes. */
export interface Rehearsal {
  readonly output: () => string;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  interrupt(): void;
  /** The folder that it shares with its lab, as soon as there is one. */
  stage(): string | undefined;
  /** Programs outside of the lab's kernel, and the kernel, that know of its folder: `linux.uml`, `ruby`, … */
  programs(): string[];
  /** Kills those of a name. */
  kill(program: string): void;
}

/** The inventory of a fixture. */
export function inventoryOf(fixture: string): string {
  return join(repository, 'fixtures', fixture, 'lvs.yaml');
}

/** An account without any rights. */
const NOBODY = 65_534;

/**
 * Starts the built command.
 * @param args of `rehearse`; paths are seen from the folder
 * @param who `nobody` where root runs the tests, who has to be let into the folder
 */
export function startRehearsal(
  bin: string,
  folder: string,
  args: readonly string[],
  who: 'the caller' | 'nobody' = 'the caller',
): Rehearsal {
  mkdirSync(folder, { recursive: true });
  const other = who === 'nobody' && process.getuid?.() === 0;
  if (other) chownSync(folder, NOBODY, NOBODY);
  const child = spawn(process.execPath, [bin, 'rehearse', ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, LVS_PUPPET_KERNEL: imageFolder, ...(other && { HOME: folder }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(other && { uid: NOBODY, gid: NOBODY }),
  });
  const running = (): { pid: number; program: string }[] =>
    processesWith(join(folder, 'lvs-puppet-lab-')).map(({ pid, words: [program = ''] }) => ({
      pid,
      program: program.replace(/^.*\//, ''),
    }));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return {
    output: () => output,
    ended: new Promise((resolve) => child.once('close', resolve)),
    interrupt: () => child.kill('SIGINT'),
    stage() {
      const found = readdirSync(folder).find((name) => name.startsWith('lvs-puppet-lab-'));
      return found && join(folder, found);
    },
    programs: () => running().map(({ program }) => program),
    kill(name) {
      for (const { pid, program } of running()) if (program === name) process.kill(pid, 'SIGKILL');
    },
  };
}

/** What a rehearsal says of one thing that it tried. */
export interface Result {
  readonly check: string;
  readonly subject: string;
  /** Of a change. */
  readonly order?: string;
  readonly outcome: 'passed' | 'failed' | 'noted' | 'skipped';
  readonly text: string;
  readonly measured?: string;
  readonly evidence: readonly string[];
}

/** What a rehearsal came to. */
export interface Outcome {
  readonly exitCode: number | null;
  /** All that was printed. */
  readonly output: string;
  readonly results: readonly Result[];
  readonly notRehearsed: readonly { readonly service: string; readonly why: string }[];
  readonly reduced: readonly string[];
}

/** Rehearses to the end, and reads the report for programs. */
export async function rehearse(bin: string, folder: string, args: readonly string[]): Promise<Outcome> {
  const rehearsal = startRehearsal(bin, folder, [
    ...args,
    '--format',
    'text',
    '--format',
    'json:report.json',
  ]);
  const exitCode = await rehearsal.ended;
  const file = join(folder, 'report.json');
  if (!existsSync(file)) throw new Error(`there is no report: ${rehearsal.output()}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as Omit<Outcome, 'exitCode' | 'output'>;
  return { exitCode, output: rehearsal.output(), ...report };
}

/** Waits until something is there. Bounded; a failure shows what the command said. */
export async function waitFor(rehearsal: Rehearsal, what: string, isThere: () => boolean): Promise<void> {
  let isOver = false;
  void rehearsal.ended.then(() => (isOver = true));
  for (const end = Date.now() + 120_000; !isThere(); await sleep(100)) {
    if (isOver || Date.now() > end) throw new Error(`${what} did not come: ${rehearsal.output()}`);
  }
}

/** Whether Puppet has begun to work on a host. */
export function hasRuns(rehearsal: Rehearsal): boolean {
  const stage = rehearsal.stage();
  return (
    stage !== undefined && existsSync(join(stage, 'runs')) && readdirSync(join(stage, 'runs')).length > 0
  );
}

/** The number and the words of every process of this machine that have this text among them. What has ended has no words. */
function processesWith(text: string): { readonly pid: number; readonly words: readonly string[] }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        return words.some((word) => word.includes(text)) ? [{ pid: Number(name), words }] : [];
      } catch {
        return [];
      }
    });
}
