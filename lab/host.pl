#!/usr/bin/perl
# A host of the lab: namespaces of its own, and a root that is the machine's with a disk of its own above it.
#
# usage: host.pl ID HOSTNAME     in the lab's first namespaces, whose /run/stage and /run/lab it uses
#
# Writes { "pid": N }, the number of the host's first process, when the host is there, and runs until it is ended,
# which takes the power from the host: all its processes end, its disk (/run/lab/ID/disk) stays for the next start.
use v5.36;
use POSIX ();

my ($id, $hostname) = @ARGV;
die "usage: $0 ID HOSTNAME\n" unless defined $hostname && $id =~ /\A[a-z][a-z0-9]*\z/;
my $home = "/run/lab/$id";
my $root = "$home/root";

# unshare(2) with CLONE_NEWNS, NEWUTS, NEWIPC, NEWPID and NEWNET.
my $unshare = { x86_64 => 272, aarch64 => 97 }->{ (POSIX::uname())[4] } // die "unknown machine\n";
syscall($unshare, 0x00020000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000) == 0 or die "no namespaces: $!\n";

pipe(my $up, my $tell) or die "no pipe: $!\n";
my $first = fork // die "no fork: $!\n";
if ($first == 0) {
  close $up;
  start_host();
  syswrite $tell, "up\n";
  close $tell;
  be_first();
}
close $tell;
$SIG{TERM} = $SIG{INT} = $SIG{HUP} = sub { kill KILL => $first };
defined readline($up) or do { waitpid($first, 0); exit 1 };
syswrite STDOUT, qq({"pid":$first}\n);
waitpid($first, 0);

sub start_host() {
  run(qw(mount --make-rprivate /));
  run('mkdir', '-p', map { "$home/$_" } qw(disk work root));
  run('mount', '-t', 'overlay', '-o', "lowerdir=/,upperdir=$home/disk,workdir=$home/work", 'overlay', $root);
  run('mount', '-t', 'proc',  'proc',  "$root/proc");
  run('mount', '-t', 'sysfs', 'sysfs', "$root/sys");
  run('mount', '--rbind', '/dev', "$root/dev");
  run('mount', '-t', 'tmpfs', '-o', 'mode=755',  'tmpfs', "$root/run");
  run('mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', "$root/tmp");
  # Where systemd runs, these are there.
  run('mkdir', '-p', map { "$root/run/$_" } qw(stage lock systemd/system));
  run('mount', '--bind', '/run/stage', "$root/run/stage");
  run('hostname', $hostname);
  run(qw(ip link set lo up));
  chdir $root && chroot '.' or die "no root: $!\n";
  return;
}

# Programs look at the name of process 1 to learn which system this is. It collects the processes that lost their parent.
sub be_first() {
  $0 = 'systemd';
  open STDIN,  '<', '/dev/null';
  open STDOUT, '>', '/dev/null';
  POSIX::setsid();
  $SIG{CHLD} = sub { };
  while (1) {
    1 while waitpid(-1, POSIX::WNOHANG) > 0;
    sleep 5;
  }
}

sub run(@command) {
  system { $command[0] } @command;
  $? == 0 or die "@command: ", $? == -1 ? $! : "status $?", "\n";
  return;
}
