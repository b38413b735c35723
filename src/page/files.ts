import type { FilePair } from '../diff/model.ts';
import { countOf } from '../report/words.ts';
import { markup, type Markup } from './markup.ts';
import { sideBySide } from './side-by-side.ts';
import { name } from './words.ts';

/** The files of the emitted module that differ, each folded; nothing where nobody asked for them. */
export function filesSection(files: readonly FilePair[] | undefined): Markup | undefined {
  if (files === undefined) return undefined;
  const differing = files.filter(({ before, after }) => before !== after);
  return markup`<section aria-labelledby="files">
<h2 id="files">Files of the module</h2>
${differing.length === 0 ? markup`<p>The emitted module stays as it is, byte for byte.</p>` : markup`<p>${countOf(differing.length, 'file')} of the emitted module will differ.</p>`}
${differing.map(printFile)}
</section>`;
}

function printFile(file: FilePair): Markup {
  return markup`<details class="file"><summary>${name(file.path)} <span class="mark ${whatHappens(file)}">${whatHappens(file)}</span></summary>
${sideBySide(file, { folds: false })}
</details>
`;
}

function whatHappens({ before, after }: FilePair): 'added' | 'removed' | 'changed' {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}
