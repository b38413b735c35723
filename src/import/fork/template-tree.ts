import type { Expression } from './ruby-expressions.ts';
import { parseForm, parseOutput, type Form, type Head } from './ruby-forms.ts';
import type { Piece, Tag, TextPiece } from './split-template.ts';
import { changedIn, shapeOf } from './unknown-code.ts';

/** A part of a template, by the order in which it stands there. */
export type Node =
  | TextPiece
  | { readonly kind: 'output'; readonly tag: Tag; readonly value: Expression }
  | { readonly kind: 'assign'; readonly tag: Tag; readonly name: string; readonly value: Expression }
  /** Code that is not understood; `gap` says whether something may be missing in its line. */
  | { readonly kind: 'unknown'; readonly tag: Tag; readonly gap: boolean }
  | Block;

export interface Block {
  readonly kind: 'block';
  /** The tag to name where the block is not understood. */
  readonly tag: Tag;
  /** What it does; undefined where it is passed over. */
  readonly head: Head | undefined;
  /** The body of a loop; of an `if` all that it chooses from. */
  readonly branches: readonly Branch[];
  /** Whether a block that begins on a new line leaves what follows on a new line. */
  readonly wholeLines: boolean;
  readonly lines: Lines;
}

/** From the line of the first tag of a block to that of its last; to infinity where it has no end. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

export interface Branch {
  readonly tag: Tag;
  /** Undefined for what is run in any case. */
  readonly condition: Expression | undefined;
  readonly nodes: readonly Node[];
}

export interface Template {
  readonly nodes: readonly Node[];
  /** Bare names that the template gives a value itself: they never mean Puppet's variable. */
  readonly own: ReadonlySet<string>;
  /** Names, with their `@`, that code may change which is not understood. */
  readonly changed: ReadonlySet<string>;
  /** Tags after which it is not sure where blocks begin and end. */
  readonly unsure: readonly Tag[];
}

/** How deep blocks may nest that are looked into. */
const MAX_DEPTH = 50;

/** A block whose end is still to come. */
interface Frame {
  tag: Tag;
  /** The line on which it begins. */
  readonly from: number;
  head: Head | undefined;
  readonly branches: { tag: Tag; condition: Expression | undefined; nodes: Node[] }[];
  /** How many blocks its tag opened. */
  open: number;
}

interface Builder {
  readonly nodes: Node[];
  readonly frames: Frame[];
  /** Blocks that are open below the deepest frame. */
  tooDeep: number;
  /** The last line of the outermost of these, once that is known. */
  deepLines: { readonly from: number; to: number };
  readonly own: Set<string>;
  readonly changed: Set<string>;
  readonly unsure: Tag[];
}

/** Finds the blocks of a template, and which names it changes. */
export function buildTemplate(pieces: readonly Piece[]): Template {
  const builder: Builder = {
    nodes: [],
    frames: [],
    tooDeep: 0,
    deepLines: { from: 1, to: 1 },
    own: new Set(),
    changed: new Set(),
    unsure: [],
  };
  for (const piece of pieces) addPiece(builder, piece);
  const { nodes, frames, own, changed, unsure } = builder;
  const [unclosed] = frames;
  if (unclosed !== undefined) nodes.push(passedOver(unclosed.tag, { from: unclosed.from, to: Infinity }));
  return { nodes, own, changed, unsure };
}

function addPiece(builder: Builder, piece: Piece): void {
  if (piece.kind === 'text') add(builder, piece);
  else if (piece.kind === 'output') addOutput(builder, piece);
  else if (piece.kind === 'code') addCode(builder, piece);
  else if (piece.kind === 'unfinished') addUnknown(builder, piece, true);
}

/** A block of which nothing is taken over. */
function passedOver(tag: Tag, lines: Lines): Block {
  return { kind: 'block', tag, head: undefined, branches: [], wholeLines: false, lines };
}

function add(builder: Builder, node: Node): void {
  if (builder.tooDeep === 0) current(builder).push(node);
}

function current({ nodes, frames }: Builder): Node[] {
  return frames.at(-1)?.branches.at(-1)?.nodes ?? nodes;
}

function addOutput(builder: Builder, tag: Tag): void {
  const value = parseOutput(tag.code);
  if (value === undefined) addUnknown(builder, tag, true);
  else add(builder, { kind: 'output', tag, value });
}

function addUnknown(builder: Builder, tag: Tag, gap: boolean): void {
  for (const name of changedIn(tag.code)) builder.changed.add(name);
  add(builder, { kind: 'unknown', tag, gap });
}

function addCode(builder: Builder, tag: Tag): void {
  const form = parseForm(tag);
  const frame = builder.frames.at(-1);
  if (form?.kind === 'assign' && frame === undefined) {
    builder.own.add(form.name);
    add(builder, { kind: 'assign', tag, name: form.name, value: form.value });
  } else if (builder.tooDeep === 0 && form?.kind === 'open') {
    openBlock(builder, tag, form.head, 1);
  } else if (builder.tooDeep === 0 && frame !== undefined && form !== undefined && continues(frame, form)) {
    frame.branches.push({
      tag,
      condition: form.kind === 'elsif' ? form.condition : undefined,
      nodes: [],
    });
  } else if (
    builder.tooDeep === 0 &&
    frame !== undefined &&
    form?.kind === 'close' &&
    endsWith(frame, form)
  ) {
    close(builder, tag.at.endLine);
  } else if (form?.kind !== 'nothing') {
    addShape(builder, tag);
  }
}

/** Whether this is a further branch of an `if`, or of what is passed over anyhow. */
function continues({ head, branches }: Frame, form: Form): boolean {
  if (form.kind !== 'else' && form.kind !== 'elsif') return false;
  if (head === undefined) return true;
  const inElse = branches.length > 1 && branches.at(-1)?.condition === undefined;
  // After `unless` Ruby has no `elsif`.
  return head.kind === 'if' && !inElse && (form.kind === 'else' || head.wanted);
}

function endsWith({ head, open }: Frame, form: Form & { kind: 'close' }): boolean {
  if (open !== 1) return false;
  return head === undefined || form.closer === (head.kind === 'each' ? head.closer : 'end');
}

function openBlock(builder: Builder, tag: Tag, head: Head | undefined, blocks: number): void {
  if (head?.kind === 'for') builder.own.add(head.name);
  if (builder.frames.length === MAX_DEPTH) {
    builder.deepLines = { from: tag.at.line, to: Infinity };
    add(builder, passedOver(tag, builder.deepLines));
    builder.tooDeep = blocks;
    return;
  }
  const condition = head?.kind === 'if' ? head.condition : undefined;
  const branches = [{ tag, condition, nodes: [] }];
  builder.frames.push({ tag, from: tag.at.line, head, branches, open: blocks });
}

function close(builder: Builder, to: number): void {
  const frame = builder.frames.pop();
  if (frame === undefined) return;
  const { tag, from, head, branches } = frame;
  const wholeLines = branches.every(({ nodes }) => keepLineStart(nodes));
  const lines = { from, to };
  add(builder, {
    kind: 'block',
    tag,
    head,
    branches: head === undefined ? [] : branches,
    wholeLines,
    lines,
  });
}

/** Whether parts that begin on a new line leave what follows on a new line. */
function keepLineStart(nodes: readonly Node[]): boolean {
  let atStart = true;
  for (const node of nodes) {
    if (node.kind === 'text') atStart = node.text.endsWith('\n');
    else if (node.kind === 'output') atStart = false;
    else if (node.kind === 'unknown') atStart &&= !node.gap;
    else if (node.kind === 'block') atStart &&= node.wholeLines;
  }
  return atStart;
}

/** Adds code that is not understood, with the blocks that it opens and closes. */
function addShape(builder: Builder, tag: Tag): void {
  for (const name of changedIn(tag.code)) builder.changed.add(name);
  const { closes, opens, endsInRemark } = shapeOf(tag.code);
  const swallows = endsInRemark && !tag.trimmed;
  if (swallows || (closes > 0 && builder.tooDeep === 0)) builder.unsure.push(tag);
  if (builder.tooDeep > 0) {
    builder.tooDeep = Math.max(0, builder.tooDeep - closes) + opens;
    if (builder.tooDeep === 0) builder.deepLines.to = tag.at.endLine;
    return;
  }
  const frame = builder.frames.at(-1);
  if (frame !== undefined && /^\s*(?:else|elsif|when|rescue|ensure)\b/.test(tag.code)) {
    // Which branch is run depends on code that is not understood.
    if (frame.head !== undefined) frame.tag = tag;
    frame.head = undefined;
    frame.branches.push({ tag, condition: undefined, nodes: [] });
    return;
  }
  for (let left = closes; left > 0 && builder.frames.length > 0; left -= 1) closeOne(builder, tag.at.endLine);
  if (opens > 0) openBlock(builder, tag, undefined, opens);
  else add(builder, { kind: 'unknown', tag, gap: swallows });
}

function closeOne(builder: Builder, to: number): void {
  const frame = builder.frames.at(-1);
  if (frame === undefined) return;
  frame.open -= 1;
  if (frame.open === 0) close(builder, to);
}
