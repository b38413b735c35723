/** Whether an error is the system's of this code, as in `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Something else than a plain file, or one that cannot be read, is where one of ours belongs. */
export class InTheWay extends Error {
  override readonly name = 'InTheWay';
  /** Absolute. */
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
