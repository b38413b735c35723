#!/bin/sh
# The first process of a lab whose hosts run Puppet agents against a Puppet Server.
#
# usage: init-server-lab.sh ROOT STAGE     in new namespaces of mounts, network, processes, host name and IPC
#
# ROOT, a folder with everything installed, becomes the root for all hosts, and is not written to: what hosts write goes to
# disks of their own in memory. When the agent ends, which it does with its input, all processes and mounts are gone.
set -eu
root=$1
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root/run/stage" "$root/run/lab"
mount --bind "$2" "$root/run/stage"
mount -o remount,bind,ro "$root"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 PERLIO=perlio \
  perl /run/stage/programs/agent.pl
