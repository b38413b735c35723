/** How findings can be printed; the first is the default. */
export const findingFormats = ['text', 'json', 'markdown', 'github', 'sarif'] as const;

export type FindingFormat = (typeof findingFormats)[number];

/** How a review can be printed: as findings are, and as a page to look at. */
export const reviewFormats = [...findingFormats, 'html'] as const;

export type ReviewFormat = (typeof reviewFormats)[number];

/** How `kicks` can be printed; the first is the default. */
export const kicksFormats = ['text', 'json'] as const;

export type KicksFormat = (typeof kicksFormats)[number];

/** How a rehearsal can be printed. */
export const rehearsalFormats = ['text', 'json', 'markdown'] as const;

export type RehearsalFormat = (typeof rehearsalFormats)[number];
