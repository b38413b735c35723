#!/bin/sh
# The first process of a lab in namespaces of the machine's own kernel: as init-uml.sh, where no kernel has to be booted.
#
# usage: init-netns.sh STAGE [SCHEDULER…]     in new namespaces of mounts, network, processes, host name and IPC
#
# The root is the file system of the machine; whatever hosts write goes to disks of their own. Ends with a word on standard
# error where the kernel has no IPVS, or not all of it for whoever asks: nothing is proved by half of it.
set -eu
cd "$1"
shift
. ./programs/init-common.sh
# The stage may lie below what has just been covered.
mount --no-canonicalize --bind /proc/self/cwd /run/stage

refuse() {
  echo "$1" >&2
  exit 1
}
# The root of a host is that of the machine with a disk above it, and such a one ends where another file system is mounted.
for folder in /etc /lib /opt /usr /usr/local /var /var/lib; do
  ! mountpoint -q "$folder" || refuse "$folder is a file system of its own, in which the hosts of the lab would find nothing"
done

# Without rights over the machine this fails, and what is needed may be there all the same.
modprobe --quiet --all bridge veth overlay ip_vs 2>/dev/null || :

ipvsadm -Ln >/run/table 2>&1 || refuse 'the kernel has no ip_vs, or does not let you use it'
# In a user namespace kernels keep these to themselves.
[ -w /proc/sys/net/ipv4/vs/expire_nodest_conn ] || refuse 'the kernel lets only root change the settings of ip_vs'
# The kernel loads the module of a scheduler for whoever uses it; modprobe does not.
for scheduler in "$@"; do
  { ipvsadm -A -t 127.0.0.1:9 -s "$scheduler" && ipvsadm -D -t 127.0.0.1:9; } >/run/scheduler 2>&1 ||
    refuse "the kernel lacks the scheduler $scheduler"
done
mkdir -p /run/try/disk /run/try/work /run/try/root
mount -t overlay -o lowerdir=/,upperdir=/run/try/disk,workdir=/run/try/work overlay /run/try/root 2>/run/overlay ||
  refuse 'the kernel has no overlay file system, or does not let you use it'
umount /run/try/root
{ ip link add try0 type bridge && ip link add try1 type veth peer name try2; } 2>/run/links ||
  refuse 'the kernel lacks bridges or pairs of interfaces'
ip link delete try0
ip link delete try1

exec perl /run/stage/programs/agent.pl
