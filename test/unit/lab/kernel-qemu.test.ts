import { expect, test } from 'vitest';
import { qemuArguments } from '../../../src/lab/kernel-qemu.ts';

const image = { version: '6.1', kernel: '/boot/vmlinuz-6.1', modules: '/lib/modules', first: [] };

/** The values of an option. */
function valuesOf(words: readonly string[], option: string): string[] {
  return words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
}

test('a virtual machine has two folders of this one, its root for reading alone, and no network', () => {
  const words = qemuArguments(image, '/tmp/stage', '/tmp/stage/initramfs', '/tmp/stage/console');
  const [root = '', stage = ''] = valuesOf(words, '-fsdev');
  expect(root).toMatch(/,path=\/,.*,readonly=on$/);
  expect(stage).toMatch(/,path=\/tmp\/stage,/);
  expect(stage).not.toContain('readonly');
  expect(valuesOf(words, '-nic')).toEqual(['none']);
  expect(words).toEqual(expect.arrayContaining(['-nodefaults', '-no-user-config', '-no-reboot']));
  expect(valuesOf(words, '-device').join(' ')).not.toContain('net');
});

test('the kernel is told where the stage and its modules are', () => {
  const words = qemuArguments(image, '/tmp/two words', '/tmp/i', '/tmp/c');
  expect(valuesOf(words, '-kernel')).toEqual(['/boot/vmlinuz-6.1']);
  expect(valuesOf(words, '-append')[0]).toContain('stage="/tmp/two words" modules="/lib/modules"');
});

test('a comma in the name of a folder does not end it', () => {
  const words = qemuArguments(image, '/tmp/a,readonly=on', '/tmp/i', '/tmp/a,b');
  expect(valuesOf(words, '-fsdev')[1]).toContain('path=/tmp/a,,readonly=on,security_model');
  expect(valuesOf(words, '-chardev')[0]).toBe('file,id=console,path=/tmp/a,,b');
});
