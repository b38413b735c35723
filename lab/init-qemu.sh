#!/bin/sh
# The first process of a lab in a virtual machine, once it has its root: as init-uml.sh.
set -eu
. "$stage/programs/init-common.sh"

# Both sides write there, so nothing is remembered of it.
mount -t 9p -o trans=virtio,version=9p2000.L,cache=none,msize=512000 stage /run/stage
load_modules
# Modules for which nobody asks by name, such as those of nftables, the kernel loads by itself.
printf '#!/bin/sh\nexec /sbin/modprobe --dirname /run/kernel "$@"\n' > /run/kernel/modprobe
chmod 755 /run/kernel/modprobe
echo /run/kernel/modprobe > /proc/sys/kernel/modprobe

# The port can be opened once only.
exec perl /run/stage/programs/agent.pl poweroff 0<>/dev/vport0p1 1>&0
