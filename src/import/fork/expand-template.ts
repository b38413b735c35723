import { compareText, type Place } from '../../diagnostics/finding.ts';
import type { Source } from '../../inventory/source.ts';
import { collectLines, type Output } from './collect-lines.ts';
import { evaluate, isHash, isList, isTrue, textOf, type Known, type Names } from './evaluate.ts';
import { lastPart } from './reading.ts';
import type { Data, Expression, Hash } from './ruby-expressions.ts';
import type { Head } from './ruby-forms.ts';
import { splitTemplate, type Tag } from './split-template.ts';
import { buildTemplate, type Block, type Lines, type Node, type Template } from './template-tree.ts';

export type { Data } from './ruby-expressions.ts';

/** What a template gives. */
export interface Expanded {
  readonly text: string;
  /** For each line of the text the line of the template that it came from, counted from 1. */
  readonly lines: readonly number[];
  /** The lines of the template that are left out with the first line of their section, which is told. */
  readonly leftOut: readonly number[];
  /** The tags that are not understood, or need what is not known; what depends on them is not in the text. */
  readonly notUnderstood: readonly NotUnderstood[];
  readonly asked: Asked;
}

export interface NotUnderstood {
  readonly at: Place;
  readonly code: string;
  /** All that is not in the text because of it. */
  readonly whole: Place;
}

/** What a template asked for. */
export interface Asked {
  /** Variables, by the last part of their names. */
  readonly names: ReadonlySet<string>;
  /** Keys of hashes, with the first tag that asks for them. */
  readonly keys: ReadonlyMap<Hash, ReadonlyMap<string, Place>>;
}

/** In signs. */
const MAX_OUTPUT = 4 * 1024 * 1024;
/** Loops within loops that write nothing end here. */
const MAX_STEPS = 1_000_000;

/** An expansion under way. */
interface Run {
  readonly template: Template;
  readonly sourceLines: readonly string[];
  readonly variables: ReadonlyMap<string, Data>;
  /** The variables of loops and those that the template sets, by their bare names. */
  readonly locals: Map<string, Data>;
  readonly output: Output;
  /** By their tags, or what else they were found at. */
  readonly notUnderstood: Map<object, NotUnderstood>;
  readonly askedNames: Set<string>;
  readonly askedKeys: Map<Hash, Map<string, Place>>;
  steps: number;
}

/**
 * Expands the ERB template of an ldirectord.cf without running any of it: only the few forms that such templates have are known, and
 * all else is reported. A block that is not understood is passed over up to its end, and a line of output in which something is missing
 * is left out as a whole. A list of which nothing is known counts as empty, and is reported.
 * @param variables by their names as in Puppet: `@x` and `x` are found as `x`, and what the scope is asked for by just the name that it
 * is asked for, without `::` before it
 */
export function expandTemplate(source: Source, variables: ReadonlyMap<string, Data>): Expanded {
  const template = buildTemplate(splitTemplate(source));
  const run: Run = {
    template,
    sourceLines: source.text.trimEnd().split('\n'),
    variables,
    locals: new Map(),
    output: collectLines(MAX_OUTPUT),
    notUnderstood: new Map(),
    askedNames: new Set(),
    askedKeys: new Map(),
    steps: 0,
  };
  for (const tag of template.unsure) report(tag, run);
  for (const node of template.nodes) {
    runNode(node, run);
    if (!isOver(run)) continue;
    // What is too long is told of the outermost block, where a person would look.
    const tag = node.kind === 'text' ? { at: startOf(source.path, node.line), code: '' } : node.tag;
    report(tag, run, { from: tag.at.line, to: Infinity });
    break;
  }
  const collected = run.output.end();
  const asked = { names: run.askedNames, keys: run.askedKeys };
  return { ...collected, notUnderstood: [...run.notUnderstood.values()].toSorted(byPlace), asked };
}

function startOf(file: string, line: number): Place {
  return { file, line, column: 1, endLine: line, endColumn: 1 };
}

function byPlace(a: NotUnderstood, b: NotUnderstood): number {
  return a.at.line - b.at.line || a.at.column - b.at.column || compareText(a.code, b.code);
}

function isOver({ output, steps }: Run): boolean {
  return output.isFull() || steps > MAX_STEPS;
}

/** @param lines all that is left out because of the tag: of a block, from its beginning to its end */
function report(
  tag: Pick<Tag, 'at' | 'code'>,
  { notUnderstood, sourceLines }: Run,
  lines: Lines = { from: tag.at.line, to: tag.at.endLine },
): void {
  const whole = { ...tag.at, line: lines.from, endLine: Math.min(lines.to, sourceLines.length) };
  notUnderstood.set(tag, { at: tag.at, code: tag.code.trim(), whole });
}

function runNodes(nodes: readonly Node[], run: Run): void {
  for (const node of nodes) {
    if (isOver(run)) return;
    runNode(node, run);
  }
}

function runNode(node: Node, run: Run): void {
  const { output, locals } = run;
  run.steps += 1;
  if (node.kind === 'text') {
    output.writeText(node.text, node.line);
  } else if (node.kind === 'block') {
    runBlock(node, run);
  } else if (node.kind === 'unknown') {
    report(node.tag, run);
    if (node.gap) output.leaveOut();
  } else if (node.kind === 'output') {
    const { known, assumed } = ask(node.value, node.tag, run);
    const text = textOf(known);
    if (text === undefined) report(node.tag, run);
    if (text === undefined || assumed) output.leaveOut();
    else output.writeValue(text.value, node.tag.at.line);
  } else {
    const { known, assumed } = ask(node.value, node.tag, run);
    if (known === undefined || assumed) locals.delete(node.name);
    else locals.set(node.name, known.value);
  }
}

interface Answer {
  readonly known: Known | undefined;
  /** Whether something counted as empty of which nothing is known. */
  readonly assumed: boolean;
}

/** Works out an expression of a tag, and reports the tag where that lacks something. */
function ask(expression: Expression, tag: Tag, run: Run, lines?: Lines): Answer {
  let assumed = false;
  const names: Names = {
    find: (naming, name) => {
      const { template, locals, variables } = run;
      if (template.changed.has(naming === 'instance' ? `@${name}` : name)) return undefined;
      if (naming === 'bare' && locals.has(name)) return { value: locals.get(name) };
      if (naming === 'bare' && template.own.has(name)) return undefined;
      run.askedNames.add(lastPart(name));
      return variables.has(name) ? { value: variables.get(name) } : undefined;
    },
    ask: (hash, key) => noteKey(hash, key, tag, run),
    countAsEmpty: () => {
      assumed = true;
    },
  };
  const known = evaluate(expression, names);
  if (known === undefined || assumed) report(tag, run, lines);
  return { known, assumed };
}

function noteKey(hash: Hash, key: string, { at }: Tag, { askedKeys }: Run): void {
  const keys = askedKeys.get(hash) ?? new Map<string, Place>();
  askedKeys.set(hash, keys);
  if (!keys.has(key)) keys.set(key, at);
}

function runBlock(block: Block, run: Run): void {
  const { head, tag, lines } = block;
  if (head === undefined) {
    report(tag, run, lines);
    leaveGap(block, run);
  } else if (head.kind === 'if') {
    runChoice(block, head, run);
  } else {
    runLoop(block, head, run);
  }
}

/** What a block would have written is missing in its line, unless it stands in lines of its own. */
function leaveGap({ wholeLines, lines: { from, to } }: Block, { output, sourceLines }: Run): void {
  if (!wholeLines || !output.atLineStart()) output.leaveOut();
  else if (sourceLines.slice(from - 1, to).some((line) => /^virtual6?\s*=/.test(line)))
    output.leaveOutStart();
}

function runChoice(block: Block, head: Head & { kind: 'if' }, run: Run): void {
  let [first, assuming] = [true, false];
  for (const { tag, condition, nodes } of block.branches) {
    const { known, assumed } =
      condition === undefined
        ? { known: { value: true }, assumed: false }
        : ask(condition, tag, run, block.lines);
    assuming ||= assumed;
    if (known === undefined || assumed) leaveGap(block, run);
    if (known === undefined) return;
    if (isTrue(known.value) === (!first || head.wanted)) {
      runNodes(nodes, run);
      if (assuming) leaveGap(block, run);
      return;
    }
    first = false;
  }
}

function runLoop(block: Block, head: Exclude<Head, { kind: 'if' }>, run: Run): void {
  const { known, assumed } = ask(head.list, block.tag, run, block.lines);
  const rounds = assumed ? undefined : roundsOf(known?.value, head);
  if (rounds === undefined) {
    report(block.tag, run, block.lines);
    leaveGap(block, run);
    return;
  }
  if (isHash(known?.value)) for (const key of known.value.keys()) noteKey(known.value, key, block.tag, run);
  const names = head.kind === 'for' ? [head.name] : head.names;
  const { locals } = run;
  const before = names.map((name): Known | undefined =>
    head.kind === 'each' && locals.has(name) ? { value: locals.get(name) } : undefined,
  );
  for (const values of rounds) {
    run.steps += 1;
    if (isOver(run)) break;
    for (const [index, name] of names.entries()) locals.set(name, values[index]);
    runNodes(block.branches[0]?.nodes ?? [], run);
  }
  for (const [index, name] of names.entries()) {
    const outer = before[index];
    if (outer === undefined) locals.delete(name);
    else locals.set(name, outer.value);
  }
}

/** The values of the variables of a loop, for each round; undefined where this is nothing to go through so. */
function roundsOf(list: Data, head: Exclude<Head, { kind: 'if' }>): Iterable<readonly Data[]> | undefined {
  const how = head.kind === 'for' ? 'items' : head.takes;
  if (how === 'pairs') return isHash(list) ? list.entries() : undefined;
  if (!isList(list)) return undefined;
  return how === 'items' ? list.map((item) => [item]) : list.map((item, index) => [item, index]);
}
