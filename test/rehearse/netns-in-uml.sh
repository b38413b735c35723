#!/bin/sh
# The first process of a kernel that has IPVS, where the engine `netns` is tried: user-mode Linux stands in for such a machine.
# `stage` comes from the command line of the kernel; what is asked of the agent is in its file `requests`.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH HOME=/root LC_ALL=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/kernel/lib/modules
ln -s "/usr/lib/uml/modules/$(uname -r)" /run/kernel/lib/modules/
modprobe --dirname /run/kernel --all bridge veth overlay ip_vs ip_vs_wrr ip_vs_sh

own='unshare --mount --net --pid --uts --ipc --fork --kill-child'
init="sh $stage/programs/init-netns.sh $stage"
echo '== as root'
{ cat "$stage/requests"; sleep 12; } | $own $init wrr sh 2>&1
echo '== without a scheduler'
$own $init wrr no_such </dev/null 2>&1
echo '== as somebody else'
setpriv --reuid=65534 --regid=65534 --clear-groups $own --user --map-root-user $init wrr </dev/null 2>&1
echo '== end'
# The system call of halt(8).
perl -e 'syscall 169, 0xfee1dead, 672274793, 0x4321fedc, 0'
