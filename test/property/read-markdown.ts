import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A node of a parsed text, as far as the tests look at it. */
export interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly lang?: string | null | undefined;
  readonly children?: readonly MarkdownNode[];
}

/** Parses Markdown as GitHub writes it: CommonMark with tables, links out of plain text, and so on. */
export function readMarkdown(text: string): MarkdownNode {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** All nodes, in the order of the text. */
export function nodesOf(node: MarkdownNode): MarkdownNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

/** The words of a node, its code included, with one blank between them. */
export function wordsOf(node: MarkdownNode): string {
  const raw = nodesOf(node)
    .map(({ type, value }) => (type === 'text' || type === 'inlineCode' ? (value ?? '') : ''))
    .join('');
  return raw.replaceAll(/\s+/g, ' ').trim();
}
