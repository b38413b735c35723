#!/bin/sh
# Makes a new host of the lab the machine that a module finds: no name servers, no trace of a module that the person's own
# machine may have, systemctl as it stands in, and the modules of the lab's kernel where modprobe looks for them.
#
# usage: furnish.sh MODULE
set -eu
module=$1

rm -f /etc/resolv.conf
: > /etc/resolv.conf
rm -rf "/etc/$module" "/etc/sysctl.d/90-$module-"* "/etc/modules-load.d/$module.conf" "/etc/tmpfiles.d/$module.conf"
rm -f /var/log/ldirectord.log /etc/systemd/system/multi-user.target.wants/ldirectord.service
cp /run/stage/programs/systemctl.pl /usr/bin/systemctl
chmod 755 /usr/bin/systemctl
if [ -e "/run/stage/modules-folder" ]; then
  mkdir -p /usr/lib/modules
  ln -sfn "$(cat /run/stage/modules-folder)/$(uname -r)" "/usr/lib/modules/$(uname -r)"
fi
