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
  let size = Buffer.byteLength(joined(chosen));
  const order = sections.map((_, index) => index).sort((a, b) => rankOf(sections, a) - rankOf(sections, b));
  for (const index of order) {
    const shortest = Buffer.byteLength(chosen[index] ?? '');
    const form = sections[index]?.forms.find(
      (text) => size - shortest + Buffer.byteLength(text) + GLUE <= limit,
    );
    if (form === undefined) continue;
    chosen[index] = form;
    size = Buffer.byteLength(joined(chosen));
  }
  return joined(chosen);
}

/** What a section can add to the text besides itself: the blank line before it. */
const GLUE = 2;

function joined(texts: readonly string[]): string {
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}

function rankOf(sections: readonly Section[], index: number): number {
  return sections[index]?.rank ?? 0;
}
