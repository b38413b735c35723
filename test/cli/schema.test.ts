import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { runCli } from './run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const published = join(import.meta.dirname, '../../schema/lvs.schema.json');
const run = (...args: string[]) => runCli(args, { cwd: folder.path });
const COMMENT = '# yaml-language-server: $schema=node_modules/lvs-puppet/schema/lvs.schema.json\n';

describe('schema', () => {
  it('prints the published schema and nothing else', async () => {
    const stdout = readFileSync(published, 'utf8');
    expect(await run('schema')).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  it('takes no argument', async () => {
    expect((await run('schema', 'lvs.yaml')).exitCode).toBe(2);
  });

  it('is named by the starter inventory where the package is installed, and only there', async () => {
    expect((await run('init', '-')).stdout).not.toContain('yaml-language-server');
    expect((await run('init', 'bare.yaml')).exitCode).toBe(0);
    const place = join(folder.path, 'project/node_modules/lvs-puppet/schema');
    mkdirSync(place, { recursive: true });
    cpSync(published, join(place, 'lvs.schema.json'));
    expect((await run('init', 'project/lvs.yaml')).exitCode).toBe(0);
    const [bare, named] = ['bare.yaml', 'project/lvs.yaml'].map((file) =>
      readFileSync(join(folder.path, file), 'utf8'),
    );
    expect(named).toBe(`${COMMENT}${bare}`);
    expect(parseDocument(named ?? '').errors).toEqual([]);
    expect((await run('lint', 'project/lvs.yaml')).exitCode).toBe(0);
  });
});
