import { spawnSync } from 'node:child_process';

/** Wall time of one run, in milliseconds, which must end with the exit code `expected`. */
export function timed(command, args, { expected = 0, ...options } = {}) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== expected) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return milliseconds;
}

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs two things in turn, so that whatever else the machine does hits both, and compares them.
 * The ratio is the median of the ratios of neighbouring runs.
 */
export function paired(rounds, first, second) {
  const pairs = Array.from({ length: rounds }, (_, round) => {
    const [a, b] = round % 2 === 0 ? [first(), second()] : [second(), first()].toReversed();
    return { a, b };
  });
  return {
    first: median(pairs.map(({ a }) => a)),
    second: median(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a / b)),
  };
}
