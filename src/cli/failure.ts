import { ExitCode } from './exit-code.ts';

/**
 * A reason to end that is nobody's bug: wrong usage, a missing file, no write access. `main` prints the message
 * and exits with the code; everything else that is thrown is a bug and says so.
 */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Wrong usage: an option, an argument, a file that is not there. */
export function usageFailure(message: string): Failure {
  return new Failure(ExitCode.usage, message);
}

/** Something is wrong in a file that was read. */
export function contentFailure(message: string): Failure {
  return new Failure(ExitCode.findings, message);
}

/** Something outside the tool: permissions, a full disk, a missing program. */
export function environmentFailure(message: string): Failure {
  return new Failure(ExitCode.environment, message);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not a folder, or a part of its path is none',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many files are open',
  EBUSY: 'it is in use',
  EIO: 'input/output error',
  ENOENT: 'there is no such file or folder',
  EXDEV: 'it lies on another file system',
  EEXIST: 'it exists already',
};

/** The reason of a system error in words, or undefined where the error is none. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return REASONS[error.code] ?? (/^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined);
}

export { hasCode } from '../output/folder-error.ts';
