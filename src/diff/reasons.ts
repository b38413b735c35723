import type { Risk } from './model.ts';

/** What `lvs-puppet explain CODE` says about a change. */
export interface ReasonEntry {
  readonly risk: Risk;
  readonly title: string;
  /** What happens on the nodes, and to clients. */
  readonly why: string;
  /** What makes it safe. */
  readonly fix: string;
}

function reason(risk: Risk, title: string, why: string, fix: string): ReasonEntry {
  return { risk, title, why, fix };
}

/** The one table of reasons of changes; codes are stable once released, and each has one risk. */
export const reasons = {
  'server-weight-changed': reason(
    'minor',
    'The weight of a real server changed',
    'The scheduler gives the server another share of the new connections as soon as ldirectord has read its file.',
    'Nothing: connections that exist stay where they are.',
  ),
} satisfies Record<string, ReasonEntry>;

export type ReasonCode = keyof typeof reasons;
