# What the first process of the lab does in whichever kernel: read by the other init-*.sh.
#
# File systems of the kernel's own, and an empty /run with a place for the stage and the hosts' disks.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH HOME=/root LC_ALL=C.UTF-8
# ldirectord sets this and starts itself again, unless it is set: half of the three seconds that each of its starts takes.
export PERLIO=perlio

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/stage /run/lab

# What hosts need of a kernel that is the lab's own, whose modules are in the folder `modules` by its version. Where modprobe does not
# find them itself hosts get a link (the stage has to be mounted before).
load_modules() {
  [ -e "/lib/modules/$(uname -r)" ] || echo "$modules" > /run/stage/modules-folder
  mkdir -p /run/kernel/lib/modules
  ln -s "$modules/$(uname -r)" /run/kernel/lib/modules/
  modprobe --dirname /run/kernel --all bridge veth overlay ip_vs
}
