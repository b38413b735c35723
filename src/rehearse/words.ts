/** A number with its noun: `1 change`, `2 changes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds as a report shows them, without the unit; undefined below a tenth, where they say nothing. */
export function shownSeconds(seconds: number): string | undefined {
  const shown = seconds.toFixed(1);
  return shown === '0.0' ? undefined : shown;
}
