import { diff3Merge, diffIndices } from 'node-diff3';
import { stretches } from './anchors.ts';
import { MARKER_LINES } from './markers.ts';

/** A merged text; `clean` where it needs nobody's decision, else with the markers of git in it. */
export interface Merged {
  readonly text: string;
  readonly clean: boolean;
}

/**
 * Merges line by line what a person and what the tool made of a common text. Where both changed the same lines, both
 * versions stand there with the common one between them, in the form of `git merge-file --diff3`.
 */
export function mergeTexts(base: string, edited: string, next: string): Merged {
  const regions = stretches(lines(edited), lines(base), lines(next)).flatMap(([left, common, right]) =>
    diff3Merge([...left], [...common], [...right], { excludeFalseConflicts: true }),
  );
  const merged = regions.flatMap(({ ok, conflict }) =>
    conflict === undefined ? (ok ?? []) : marked(conflict.a, conflict.b, conflict.o),
  );
  return { text: merged.join('\n'), clean: regions.every(({ conflict }) => conflict === undefined) };
}

/** Both texts in one, where their common origin is not known: every difference is a conflict. */
export function joinTexts(edited: string, next: string): Merged {
  const joined = stretches(lines(edited), lines(edited), lines(next)).flatMap(([left, , right]) =>
    joinLines(left, right),
  );
  return { text: joined.join('\n'), clean: edited === next };
}

function joinLines(left: readonly string[], right: readonly string[]): string[] {
  const joined: string[] = [];
  let done = 0;
  for (const { buffer1, buffer1Content, buffer2Content } of diffIndices([...left], [...right])) {
    const [offset = 0, length = 0] = buffer1;
    joined.push(...left.slice(done, offset), ...marked(buffer1Content, buffer2Content));
    done = offset + length;
  }
  return [...joined, ...left.slice(done)];
}

function lines(text: string): string[] {
  return text.split('\n');
}

function marked(ours: readonly string[], theirs: readonly string[], base?: readonly string[]): string[] {
  const common = base === undefined ? [] : [MARKER_LINES.base, ...base];
  return [MARKER_LINES.ours, ...ours, ...common, MARKER_LINES.middle, ...theirs, MARKER_LINES.theirs];
}
