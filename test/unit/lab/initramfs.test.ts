import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initramfsPrograms, librariesIn, makeInitramfs } from '../../../src/lab/initramfs.ts';
import type { Run } from '../../../src/validate/runner.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lvs-puppet-initramfs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
}

const said = `/usr/bin/sh:
\tlinux-vdso.so.1 (0x00007ffe7d1f2000)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6d5e000000)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f6d5e3d2000)
/usr/bin/mount:
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6d5e000000)
`;

test('libraries and the loader are found in what ldd says, each once', () => {
  expect(librariesIn(said)).toEqual(['/lib/x86_64-linux-gnu/libc.so.6', '/lib64/ld-linux-x86-64.so.2']);
});

function image(...first: string[]) {
  return { version: '6.1', kernel: '', modules: join(root, 'modules'), first };
}

function saying(stdout: string): Run {
  return async () => ({ exitCode: 0, stdout, stderr: '', missing: false, cutShort: undefined });
}

test('it has the programs, their libraries, and the modules in the order in which they are loaded', async () => {
  write('modules/6.1/kernel/virtio.ko', 'VIRTIO');
  write('modules/6.1/kernel/9p.ko.xz', '9P');
  const shell = write('usr/bin/sh', 'SHELL');
  const library = write('lib/libc.so.6', 'LIBC');
  const archive = await makeInitramfs(
    saying(`\tlibc.so.6 => ${library} (0x00007f6d5e000000)\n`),
    image('kernel/virtio.ko', 'kernel/9p.ko.xz'),
    Buffer.from('INIT'),
    [shell],
  );
  const text = archive.toString('latin1');
  const places = [
    'bin',
    'init',
    'bin/sh',
    library.slice(1),
    'modules/00-virtio.ko',
    'modules/01-9p.ko.xz',
  ].map((path) => text.indexOf(`${path}\0`));
  expect(places.includes(-1)).toBe(false);
  expect(text.indexOf(`${dirname(library).slice(1)}\0`)).toBeLessThan(text.indexOf(`${library.slice(1)}\0`));
  for (const content of ['INIT', 'SHELL', 'LIBC', 'VIRTIO', '9P']) expect(text).toContain(content);
});

test.each(['', '\tlibc.so.6 => not found\n'])(
  'a library that is not there is an obstacle: %j',
  async (stdout) => {
    await expect(makeInitramfs(saying(stdout), image(), Buffer.from(''), ['/bin/sh'])).rejects.toThrow(
      'the libraries of /bin/sh are not to be found',
    );
  },
);

test('its first program runs what is listed, and nothing else', () => {
  const script = readFileSync(new URL('../../../lab/initramfs.sh', import.meta.url), 'utf8');
  const [, shell] = /^#!\/bin\/(\w+)$/m.exec(script) ?? [];
  const ofTheShell = new Set(['export', 'for', 'done']);
  const words = [...script.matchAll(/^ *(?:exec )?([a-z_]+)/gm)].flatMap(([, word]) => word ?? []);
  const programs = new Set([shell, ...words.filter((word) => !ofTheShell.has(word))]);
  expect(programs).toEqual(new Set(initramfsPrograms.map(({ program }) => program)));
});
