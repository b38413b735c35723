import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { helpers } from '../../../src/module/helpers.ts';

const repository = join(import.meta.dirname, '../../..');
const templates = ['module-skeleton', 'kicker-skeleton'].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.hbs') && statSync(join(repository, path)).isFile()),
);

/** Every mustache that prints something without a helper that knows the language around it, with its line. */
function unprintedMustaches(source: string): string[] {
  const found: string[] = [];
  class Finder extends Handlebars.Visitor {
    override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
      const path = statement.path as hbs.AST.PathExpression;
      const known = Object.hasOwn(helpers, path.original) && statement.params.length > 0;
      if (!known) found.push(`${statement.loc.start.line}: {{${path.original}}}`);
      super.MustacheStatement(statement);
    }
  }
  new Finder().accept(Handlebars.parse(source));
  return found;
}

describe('the skeletons', () => {
  it.each(templates)('%s prints every value through the helper of a language', (path) => {
    expect(unprintedMustaches(readFileSync(join(repository, path), 'utf8'))).toEqual([]);
  });

  it('a bare mustache would be found', () => {
    expect(unprintedMustaches('a\n{{ident name}} {{name}} {{{name}}} {{#each xs}}{{this}}{{/each}}')).toEqual(
      ['2: {{name}}', '2: {{name}}', '2: {{this}}'],
    );
  });
});
