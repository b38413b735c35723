/** How a graph can be printed; the first is the default. */
export const graphFormats = ['mermaid', 'dot', 'svg'] as const;

export type GraphFormat = (typeof graphFormats)[number];
