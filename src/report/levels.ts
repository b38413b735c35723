/** How deep a review goes: what changes in meaning, in ldirectord.cf, in the files of the module. */
export const levels = ['model', 'config', 'files'] as const;

export type Level = (typeof levels)[number];
