import { printable, quoted } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import type { Plain } from '../inventory/plain.ts';
import type { Edit } from './edits.ts';
import { noEffect, type Effect } from './effect.ts';
import type { Change, Subject } from './model.ts';
import type { ReasonCode } from './reasons.ts';

/** A change before its nodes are known and the changes are put in order. */
export interface Draft extends Omit<Change, 'id' | 'risk' | 'blast' | 'confirmed'> {
  readonly effect: Effect;
  /** How many servers, services and virtual IPs the nodes lose with it. */
  readonly losses: number;
  /** The roles that lose something; a removal is confirmed where all of them are. */
  readonly losers: readonly string[];
}

/** A draft without what it does not need. */
export function draft(
  parts: Pick<Draft, 'reason' | 'action' | 'subject' | 'message' | 'edits'> & Partial<Draft>,
): Draft {
  return {
    from: undefined,
    attribute: undefined,
    before: undefined,
    after: undefined,
    hint: undefined,
    at: { before: undefined, after: undefined },
    effect: noEffect,
    losses: 0,
    losers: [],
    ...parts,
  };
}

/** What one value of something became. */
export interface ValueChange {
  readonly reason: ReasonCode;
  readonly subject: Subject;
  /** What has the value, in words, such as `of server "gui1"`. */
  readonly of: string;
  readonly attribute: string;
  readonly edit: Edit;
  readonly at: Draft['at'];
  readonly effect: Effect;
}

/** The draft of a value that changed, was set, or is set no longer. */
export function valueDraft({ reason, subject, of, attribute, edit, at, effect }: ValueChange): Draft {
  const { before, after } = valuesOf(edit);
  return draft({
    reason,
    action: 'changed',
    subject,
    attribute,
    before: before === undefined ? undefined : valueText(before),
    after: after === undefined ? undefined : valueText(after),
    message: `the ${nounOf(attribute)} ${of} ${became(before, after)}`,
    at,
    effect,
    edits: [edit],
  });
}

/** Directives whose names are no nouns, and one that is called as what has it. */
const NO_NOUNS: ReadonlySet<string> = new Set([
  'persistent',
  'receive',
  'quiescent',
  'readdquiescent',
  'cleanstop',
  'fork',
  'autoreload',
  'ops',
  'service',
]);

function nounOf(attribute: string): string {
  return NO_NOUNS.has(attribute) ? `directive ${attribute}` : attribute;
}

function valuesOf(edit: Edit): { before?: Plain; after?: Plain } {
  if (edit.kind === 'set') return edit;
  if (edit.kind === 'add') return { after: edit.value };
  return edit.kind === 'remove' ? { before: edit.value } : {};
}

/** What happened to a value, as the rest of a sentence. */
function became(before: Plain | undefined, after: Plain | undefined): string {
  if (after === undefined) return `is no longer set, and was ${shown(before)}`;
  if (before === undefined) return `is set to ${shown(after)}`;
  return `changes from ${shown(before)} to ${shown(after)}`;
}

function shown(value: Plain | undefined): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? quoted(value) : printable(valueText(value));
}

/** A value in words of the inventory. */
export function valueText(value: Plain): string {
  if (value instanceof Map) return [...value].map(([key, item]) => `${key}: ${valueText(item)}`).join(', ');
  return Array.isArray(value) ? value.map(valueText).join(', ') : String(value);
}

/** Where something stands on both sides. */
export function places(
  before: { readonly at: Place } | undefined,
  after: { readonly at: Place } | undefined,
): Draft['at'] {
  return { before: before?.at, after: after?.at };
}

/** A draft for keys of a map that stand in another order. */
export function orderDraft(
  subject: Subject,
  attribute: string,
  edit: Edit | undefined,
  effect: Effect,
  of: string,
): Draft[] {
  if (edit === undefined) return [];
  return [
    draft({
      reason: 'order-changed',
      action: 'reordered',
      subject,
      attribute,
      message: `the ${attribute.replace('_', ' ')}${of} stand in another order`,
      effect,
      edits: [edit],
    }),
  ];
}
