/** Says what the set-up is doing: it can take minutes, and a silent one looks like a hang. */
export type Say = (line: string) => void;

/** Prints one progress line with the seconds since the start. */
export function progressFrom(start: number): Say {
  return (line) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    process.stdout.write(`[${String(seconds).padStart(4)} s] ${line}\n`);
  };
}
