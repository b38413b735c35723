import { expect, test } from 'vitest';
import { cpioArchive } from '../../../src/lab/cpio.ts';

interface Member {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}

/** Reads an archive as Documentation/driver-api/early-userspace/buffer-format of Linux describes it. */
function readArchive(archive: Buffer): Member[] {
  const members: Member[] = [];
  for (let at = 0; ;) {
    expect(at % 4).toBe(0);
    expect(archive.toString('latin1', at, at + 6)).toBe('070701');
    const field = (number: number): number =>
      Number.parseInt(archive.toString('latin1', at + 6 + 8 * number, at + 14 + 8 * number), 16);
    const [mode, user, group, size, nameSize] = [field(1), field(2), field(3), field(6), field(11)];
    const name = archive.toString('utf8', at + 110, at + 110 + nameSize);
    expect(name.endsWith('\0')).toBe(true);
    const content = Math.ceil((at + 110 + nameSize) / 4) * 4;
    const end = Math.ceil((content + size) / 4) * 4;
    if (name === 'TRAILER!!!\0') {
      expect(end).toBe(archive.length);
      return members;
    }
    expect([user, group]).toEqual([0, 0]);
    members.push({
      path: name.slice(0, -1),
      mode: mode.toString(8),
      content: archive.toString('utf8', content, content + size),
    });
    at = end;
  }
}

test('an archive has folders, programs and files of any length', () => {
  const files = ['', 'a', 'ab', 'abc', 'abcd', 'abcde'].map((content, index) => ({
    path: `bin/${'x'.repeat(index)}ä`,
    kind: 'file' as const,
    executable: index === 0,
    content: Buffer.from(content),
  }));
  expect(readArchive(cpioArchive([{ path: 'bin', kind: 'folder' }, ...files]))).toEqual([
    { path: 'bin', mode: '40755', content: '' },
    ...files.map(({ path, content }, index) => ({
      path,
      mode: index === 0 ? '100755' : '100644',
      content: content.toString('utf8'),
    })),
  ]);
});

test('an empty archive has an end, too', () => {
  expect(readArchive(cpioArchive([]))).toEqual([]);
});
