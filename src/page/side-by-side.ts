import type { FilePair } from '../diff/model.ts';
import { countOf } from '../report/words.ts';
import { alignLines, type Line, type Row } from './align-lines.ts';
import { changedWords, type Stretch } from './changed-words.ts';
import { chunksOf, type Chunk } from './chunks.ts';
import { markup, source, type Markup } from './markup.ts';

/** More changed lines of one file are not shown, so that a page stays one that a browser can hold. */
const MAX_CHANGED = 1500;

interface Options {
  /** Whether stretches without a change can be opened; otherwise they are only counted. */
  readonly folds: boolean;
}

/** Both states of a file beside each other, as tables with the unchanged stretches between them folded. */
export function sideBySide({ path, before, after }: FilePair, { folds }: Options): Markup {
  const rows = alignLines(before ?? '', after ?? '');
  const { shown, left } = cut(rows);
  const parts = chunksOf(shown).map((chunk) =>
    chunk.folded ? foldedLines(chunk, folds) : hunk(path, chunk.rows),
  );
  return markup`<div class="compare">
${parts}</div>
${left === 0 ? undefined : markup`<p class="note">${countOf(left, 'more changed line')} not shown here.</p>`}`;
}

/** The rows up to the last change that is shown, and how many changes come after it. */
function cut(rows: readonly Row[]): { shown: readonly Row[]; left: number } {
  const changed = [...rows.keys()].filter((index) => rows[index]?.kind !== 'same');
  const first = changed[MAX_CHANGED];
  return first === undefined
    ? { shown: rows, left: 0 }
    : { shown: rows.slice(0, first), left: changed.length - MAX_CHANGED };
}

function foldedLines({ rows }: Chunk, folds: boolean): Markup {
  const count = `${countOf(rows.length, 'line')} the same`;
  if (!folds) return markup`<p class="fold">${count}</p>\n`;
  const text = rows.map(({ after }) => `${after?.text ?? ''}\n`).join('');
  return markup`<details class="fold"><summary>${count}</summary>
<pre tabindex="0">
${source(text)}</pre>
</details>
`;
}

function hunk(path: string, rows: readonly Row[]): Markup {
  return markup`<table>
<caption class="unseen">${path}, ${range(rows)}</caption>
<thead><tr><th scope="col"><span class="unseen">Line before</span></th><th scope="col">Before</th><th scope="col"><span class="unseen">Line after</span></th><th scope="col">After</th></tr></thead>
<tbody>
${rows.map(printRow)}</tbody>
</table>
`;
}

function range(rows: readonly Row[]): string {
  const number = rows.map(({ before, after }) => after ?? before)[0]?.number ?? 1;
  return `from line ${number}`;
}

function printRow({ kind, before, after }: Row): Markup {
  const [old, next] = cells(kind, before, after);
  const open = kind === 'same' ? markup`<tr>` : markup`<tr class="${kind}">`;
  return markup`${open}<td>${before?.number}</td><td>${old}</td><td>${after?.number}</td><td>${next}</td></tr>\n`;
}

function cells(kind: Row['kind'], before: Line | undefined, after: Line | undefined): [Part, Part] {
  if (kind === 'changed') {
    const words = changedWords(before?.text ?? '', after?.text ?? '');
    return [
      words.before.map((part) => stretch(part, 'del')),
      words.after.map((part) => stretch(part, 'ins')),
    ];
  }
  const whole = (line: Line | undefined, tag: Tag): Part =>
    line === undefined ? undefined : stretch({ text: line.text, changed: kind !== 'same' }, tag);
  return [whole(before, 'del'), whole(after, 'ins')];
}

type Part = Markup | Markup[] | undefined;
type Tag = 'del' | 'ins';

function stretch({ text, changed }: Stretch, tag: Tag): Markup {
  if (!changed) return source(text);
  return tag === 'del' ? markup`<del>${source(text)}</del>` : markup`<ins>${source(text)}</ins>`;
}
