# What the first process of the lab does in whichever kernel: read by init-uml.sh and init-netns.sh.
#
# File systems of the kernel's own, and an empty /run with a place for the stage and the hosts' disks.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH HOME=/root LC_ALL=C.UTF-8

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/stage /run/lab
