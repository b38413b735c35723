#!/bin/sh
# The first program of a virtual machine, in the file system that the kernel was booted with: mounts the root and hands over.
#
# The root is the file system of the machine outside, read-only. Modules for that are in /modules, in the order of their names.
# `stage`, a folder of the machine, comes from the command line of the kernel.
export PATH=/bin

for module in /modules/*; do
  insmod "$module"
done
mount -t devtmpfs devtmpfs /dev
# Nobody else changes what is read, so what was read once need not be asked for again. With an overlay above it the kernel also remembers
# what is not there: Ruby looks for each of its files in many places.
mount -t 9p -o ro,trans=virtio,version=9p2000.L,cache=loose,msize=512000 root /root
mount -t overlay -o ro,lowerdir=/root:/empty overlay /root
exec switch_root /root /bin/sh "$stage/programs/init-qemu.sh"
