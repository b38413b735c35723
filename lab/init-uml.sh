#!/bin/sh
# The first process of the lab's kernel: makes the little that programs need of a system and hands over to the agent.
#
# The root is the file system of the machine, read-only. `stage`, a folder of the machine, and `modules`, which holds those
# of the kernel by its version, come from the command line of the kernel.
set -eu
. "$stage/programs/init-common.sh"

mount -t hostfs -o "$stage" hostfs /run/stage
load_modules

# A line of the serial port is a request or an answer as it is: no echo, no other line ends.
stty -F /dev/ttyS0 raw -echo
exec perl /run/stage/programs/agent.pl poweroff </dev/ttyS0 >/dev/ttyS0
