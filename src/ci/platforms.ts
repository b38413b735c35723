/** The platforms that `init --ci` knows. */
export const platforms = ['github', 'gitlab'] as const;

export type Platform = (typeof platforms)[number];
