/** The lines that this tool puts around the sides of a conflict. */
export const MARKER_LINES = {
  ours: '<<<<<<< edited by hand',
  base: '||||||| written last',
  middle: '=======',
  theirs: '>>>>>>> from the inventory',
} as const;

/** Nobody else writes these, so one of them is enough: a person may have deleted the others. */
const OWN_MARKER = new RegExp(
  `^(?:${[MARKER_LINES.ours, MARKER_LINES.base.replaceAll('|', '\\|'), MARKER_LINES.theirs].join('|')})`,
  'm',
);

/** The lines that git puts around the sides of a conflict, in their order; a single one may be a line of any text. */
const MARKERS = [/^<{7}(?: |$)/, /^={7}$/, /^>{7}(?: |$)/] as const;

/**
 * Whether a text holds the markers of a conflict that nobody has resolved: any of this tool with its label, or all three
 * of git, each on a line, in order.
 */
export function hasMarkers(text: string): boolean {
  if (OWN_MARKER.test(text)) return true;
  if (!text.includes('<<<<<<<')) return false;
  let found = 0;
  for (const line of text.split(/\r?\n/)) {
    if (MARKERS[found]?.test(line) === true) found += 1;
  }
  return found === MARKERS.length;
}
