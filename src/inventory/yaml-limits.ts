import type { CST } from 'yaml';

/** Limits of the inventory language; what is beyond them is refused before it costs time or memory. */
export const limits = {
  bytes: 4 * 1024 * 1024,
  depth: 100,
  aliases: 1000,
  /** Nodes after aliases are expanded: a thousand aliases of a thousand aliases would be a million. */
  nodes: 1_000_000,
} as const;

/** The offset of the first collection deeper than the limit, or undefined. Works without recursion. */
export function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const pending: { token: CST.Token; depth: number }[] = [];
  for (const token of tokens)
    if (token.type === 'document' && token.value) pending.push({ token: token.value, depth: 1 });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (!('items' in token)) continue;
    if (depth > limits.depth) return token.offset;
    for (const item of token.items) {
      if (item.key) pending.push({ token: item.key, depth: depth + 1 });
      if (item.value) pending.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}
