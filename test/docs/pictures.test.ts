import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../setup/command.ts';

const folder = join(import.meta.dirname, '../../fixtures/oe-stack');
const programs = ['dot', 'xmllint'];
const onPath = programs.every((program) =>
  (process.env['PATH'] ?? '').split(':').some((entry) => existsSync(join(entry, program))),
);

beforeEach((context) => {
  if (!onPath) context.skip(`not all of ${programs.join(', ')} are on the PATH`);
});

describe('the picture for Graphviz', () => {
  const golden = readFileSync(join(folder, 'graph.dot'), 'utf8');
  /** As `dot` understands a picture: what it warns about, its nodes and its edges. */
  const read = async (input: string) => {
    const { exitCode, stdout, stderr } = await run('dot', ['-Tplain'], { timeoutSeconds: 60, input });
    const kinds = stdout.split('\n').map((line) => line.split(' ', 1)[0]);
    const count = (kind: string): number => kinds.filter((name) => name === kind).length;
    return { exitCode, stderr, nodes: count('node'), edges: count('edge') };
  };

  test('is drawn without a warning, every node and edge of it', async () => {
    // Two virtual IPs, eight services, five roles and the directors; two edges a service, six kicks.
    expect(await read(golden)).toEqual({ exitCode: 0, stderr: '', nodes: 16, edges: 22 });
  });

  test('is refused with a label that is not ended', async () => {
    const broken = golden.replace('amqp\\l', 'amqp"\\l');
    expect(broken).not.toBe(golden);
    expect((await read(broken)).exitCode).not.toBe(0);
  });
});

describe('the SVG file', () => {
  const golden = readFileSync(join(folder, 'graph.svg'), 'utf8');
  const read = (input: string) => run('xmllint', ['--noout', '--nonet', '-'], { timeoutSeconds: 60, input });

  test('is XML', async () => {
    expect(await read(golden)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('is none with a name that was not escaped', async () => {
    const broken = golden.replace('service amqp', 'service <amqp> & co');
    expect(broken).not.toBe(golden);
    expect((await read(broken)).exitCode).not.toBe(0);
  });
});
