/** Below the 65,536 characters of a comment on GitHub, with room for a line or two. In bytes, which are never fewer. */
export const COMMENT_LIMIT = 65_000;

/** The smallest limit: what cannot be left out is always shorter. */
export const MIN_COMMENT_LIMIT = 8_000;

/** Below the 1,000,000 characters of a comment on GitLab. */
export const MAX_COMMENT_LIMIT = 999_000;
