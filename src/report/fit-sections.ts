/** A part of a text that can be told at less length; the last form is the shortest. */
export interface Section {
  readonly forms: readonly string[];
  /** What gets its room first: the lowest number. */
  readonly rank: number;
}

/**
 * As much of the sections as the limit allows, in their order. Each is told in one of its forms, never cut: the most important
 * ones get the longest form for which there is still room beside the shortest forms of the others.
 * @param limit in bytes of UTF-8, which are never fewer than the characters that anybody else counts
 */
export function fitSections(sections: readonly Section[], limit: number): string {
  const chosen = sections.map(({ forms }) => forms.at(-1) ?? '');
  // The first section has no blank line before it, and the last one the end of a line after it.
  let size = chosen.reduce((sum, text) => sum + roomOf(text), 0) - BLANK_LINE + 1;
  const order = [...sections.keys()].sort((a, b) => rankOf(sections, a) - rankOf(sections, b));
  for (const index of order) {
    const others = size - roomOf(chosen[index] ?? '');
    const form = sections[index]?.forms.find((text) => others + roomOf(text) <= limit);
    if (form === undefined) continue;
    chosen[index] = form;
    size = others + roomOf(form);
  }
  return `${chosen.filter((text) => text !== '').join('\n\n')}\n`;
}

const BLANK_LINE = 2;

/** How many bytes a section takes with the blank line before it. */
function roomOf(text: string): number {
  return text === '' ? 0 : Buffer.byteLength(text) + BLANK_LINE;
}

function rankOf(sections: readonly Section[], index: number): number {
  return sections[index]?.rank ?? 0;
}
