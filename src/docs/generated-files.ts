import { reviewSchemaText } from '../report/review-schema.ts';
import { inventorySchemaText } from '../schema/inventory-schema.ts';
import { changesPage } from './changes-page.ts';
import { directivesPage } from './directives-page.ts';
import { findingsPage } from './findings-page.ts';
import { languagePage } from './language-page.ts';

/** The files of this repository that are made from tables of the source, by path. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/changes.md', changesPage()],
    ['docs/directives.md', directivesPage()],
    ['docs/findings.md', findingsPage()],
    ['docs/language.md', languagePage()],
    ['schema/lvs.schema.json', inventorySchemaText()],
    ['schema/review.schema.json', reviewSchemaText()],
  ]);
}
