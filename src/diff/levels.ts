/** What of two inventories is compared: their meaning, the ldirectord.cf, or the files of the emitted module. */
export const levels = ['model', 'config', 'files'] as const;

export type Level = (typeof levels)[number];
