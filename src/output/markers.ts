/** The lines that git, and this tool, put around the sides of a conflict, in their order. */
const MARKERS = [/^<{7}(?: |$)/, /^={7}$/, /^>{7}(?: |$)/] as const;

/** Whether a text holds the markers of a conflict that nobody has resolved: all three, each on a line, in order. */
export function hasMarkers(text: string): boolean {
  if (!text.includes('<<<<<<<')) return false;
  let found = 0;
  for (const line of text.split(/\r?\n/)) {
    if (MARKERS[found]?.test(line) === true) found += 1;
  }
  return found === MARKERS.length;
}
