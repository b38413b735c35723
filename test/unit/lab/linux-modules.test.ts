import { expect, test } from 'vitest';
import { loadOrder, newestFirst } from '../../../src/lab/linux-modules.ts';

/** Lines of Debian 12's and, with compressed files, Debian 13's lists. */
const lists = {
  dependencies: [
    'kernel/fs/9p/9p.ko: kernel/net/9p/9pnet.ko kernel/fs/fscache/fscache.ko kernel/fs/netfs/netfs.ko',
    'kernel/net/9p/9pnet.ko:',
    'kernel/net/9p/9pnet_virtio.ko.xz: kernel/net/9p/9pnet.ko kernel/drivers/virtio/virtio.ko kernel/drivers/virtio/virtio_ring.ko',
    'kernel/drivers/char/virtio-console.ko:',
    '',
  ].join('\n'),
  builtIn: 'kernel/drivers/virtio/virtio_pci.ko\n',
};

test('what a module needs is loaded before it, and once', () => {
  expect(loadOrder(['9pnet_virtio', '9p'], lists)).toEqual({
    paths: [
      'kernel/drivers/virtio/virtio_ring.ko',
      'kernel/drivers/virtio/virtio.ko',
      'kernel/net/9p/9pnet.ko',
      'kernel/net/9p/9pnet_virtio.ko.xz',
      'kernel/fs/netfs/netfs.ko',
      'kernel/fs/fscache/fscache.ko',
      'kernel/fs/9p/9p.ko',
    ],
  });
});

test('what is part of the kernel is not loaded, and names have no dashes', () => {
  expect(loadOrder(['virtio_pci', 'virtio_console'], lists)).toEqual({
    paths: ['kernel/drivers/char/virtio-console.ko'],
  });
});

test('what the kernel does not have is named', () => {
  expect(loadOrder(['9p', 'ip_vs', 'veth'], lists)).toEqual({ missing: ['ip_vs', 'veth'] });
});

test('versions are compared as numbers', () => {
  expect(newestFirst(['6.1.0-9-amd64', '6.1.0-56-amd64', '6.12.0-1-amd64', '6.1.0-10-amd64'])).toEqual([
    '6.12.0-1-amd64',
    '6.1.0-56-amd64',
    '6.1.0-10-amd64',
    '6.1.0-9-amd64',
  ]);
});
