import type { FilePair } from '../diff/model.ts';
import { markup, type Markup } from './markup.ts';
import { sideBySide } from './side-by-side.ts';

/** The ldirectord.cf of both sides beside each other; one sentence where it stays as it is. */
export function configSection(config: FilePair): Markup {
  const same = config.before === config.after;
  return markup`<section aria-labelledby="config">
<h2 id="config">ldirectord.cf</h2>
${same ? markup`<p>The directors keep their file, byte for byte.</p>` : sideBySide(config, { folds: true })}
</section>`;
}
