import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../src/docs/generated-files.ts';
import { globalDirectives, serviceDirectives } from '../../src/inventory/directives.ts';
import { codes } from '../../src/diagnostics/codes.ts';
import { reasons } from '../../src/diff/reasons.ts';

const repository = join(import.meta.dirname, '../..');
const rewrite = process.env['LVS_PUPPET_REWRITE_GOLDENS'] === '1';
const files = generatedFiles();

describe('the files made from tables of the source', () => {
  it.each([...files])('%s is up to date', (path, text) => {
    if (rewrite) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    expect(readFileSync(join(repository, path), 'utf8')).toBe(text);
  });

  it('the folder of the schemas holds nothing else', () => {
    expect(readdirSync(join(repository, 'schema'))).toEqual(['lvs.schema.json', 'review.schema.json']);
  });

  it('the pages name every directive and every code', () => {
    const directives = files.get('docs/directives.md') ?? '';
    for (const { name } of [...globalDirectives, ...serviceDirectives])
      expect(directives).toContain(`| \`${name}\` |`);
    const findings = files.get('docs/findings.md') ?? '';
    for (const code of Object.keys(codes)) expect(findings).toContain(`\n## ${code}\n`);
    const changes = files.get('docs/changes.md') ?? '';
    for (const code of Object.keys(reasons)) expect(changes).toContain(`\n### ${code}\n`);
  });

  it('every link of the pages leads somewhere', () => {
    const pages = [...files].filter(([path]) => path.endsWith('.md'));
    for (const [path, text] of pages) {
      for (const [, file = '', anchor = ''] of text.matchAll(/\]\(([^)#]*)#([^)]+)\)/g)) {
        const target = file === '' ? text : files.get(join(dirname(path), file));
        const anchors = [...(target ?? '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
          title.toLowerCase().replaceAll(' ', '-'),
        );
        expect(anchors, `${path}: ${file}#${anchor}`).toContain(anchor);
      }
    }
  });

  it('every table has one number of cells', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('.md')) continue;
      for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
        const cells = block
          .trim()
          .split('\n')
          .map((line) => line.split(/(?<!\\)\|/).length);
        expect(new Set(cells).size, block).toBe(1);
      }
    }
  });
});
