import { tmpdir } from 'node:os';
import { createRunner, type Run, type RunResult } from '../validate/runner.ts';

const ANSWER_SECONDS = 20;
const REMOVE_SECONDS = 60;

/** Calls Docker's client. Nothing of a person's current folder is of interest to it. */
export function docker(run: Run, args: readonly string[], timeoutSeconds: number): Promise<RunResult> {
  return run('docker', args, { cwd: tmpdir(), timeoutSeconds });
}

/** Whether a Docker daemon answers. */
export async function dockerAnswers(run: Run): Promise<boolean> {
  const result = await docker(run, ['info', '--format', '{{.ServerVersion}}'], ANSWER_SECONDS);
  // Some clients report an unreachable daemon with exit code 0 and an empty version.
  return result.exitCode === 0 && result.stdout.trim() !== '';
}

/** What every container of ours does without: a network, rights of root, new ones by a program. */
export const withoutRights: readonly string[] = [
  '--network=none',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--init',
];

/** Programs in a container see files that were made for them as the user who made them. */
export function asCaller(): string[] {
  return process.getuid === undefined ? [] : [`--user=${process.getuid()}:${process.getgid?.() ?? 0}`];
}

/** By its own runner: the signal that ended the container must not keep it from being removed. */
export async function removeContainer(name: string): Promise<void> {
  await docker(createRunner(process.env), ['rm', '--force', name], REMOVE_SECONDS);
}

/** What a failed call said at its end. */
export function lastLines(result: RunResult): string {
  const text = result.cutShort ?? (result.stderr.trim() || result.stdout.trim());
  return text.split('\n').slice(-15).join('\n');
}
