import { appendFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentFailure, systemReason } from './failure.ts';
import type { Io } from './io.ts';

/** What `--format github` says besides its annotations. */
export interface GithubTexts {
  /** Markdown of at most so many bytes. */
  readonly summary: (limit: number) => string;
  /** Lines `name=value`. */
  readonly outputs: string;
}

/** GitHub drops a summary of more than 1,024 KiB as a whole; a step may write several times. */
const MAX_SUMMARY = 1000 * 1024;

/** Less than this is no summary. */
const MIN_SUMMARY = 8_000;

/**
 * Appends to the files that a runner of GitHub Actions names: the summary of the step, and the outputs for later steps.
 * @throws Failure where one of them cannot be written
 */
export function appendGithubFiles({ summary, outputs }: GithubTexts, io: Io): void {
  const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile } = io.env;
  if (summaryFile) {
    const room = MAX_SUMMARY - sizeOf(resolve(io.cwd, summaryFile));
    if (room >= MIN_SUMMARY) append(summaryFile, 'GITHUB_STEP_SUMMARY', summary(room), io);
  }
  if (outputFile) append(outputFile, 'GITHUB_OUTPUT', outputs, io);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function append(file: string, variable: string, text: string, io: Io): void {
  try {
    appendFileSync(resolve(io.cwd, file), text);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw environmentFailure(`cannot write ${file}, the file of ${variable}: ${reason}`);
  }
}
