#!/usr/bin/perl
# A host of the lab: namespaces of its own, and a root that is the machine's with a disk of its own above it.
#
# usage: host.pl ID HOSTNAME MODULE     in the lab's first namespaces, whose /run/stage and /run/lab it uses
#
# Writes { "pid": N }, the number of the host's first process, when the host is there, and runs until it is ended,
# which takes the power from the host: all its processes end, its disk (/run/lab/ID/disk) stays for the next start.
#
# Starting a program takes longest in user-mode Linux, so this one starts none and loads nearly nothing: it makes the system
# calls by which mount(8) and others do their work.
use v5.36;
use Config;
BEGIN { unshift @INC, $0 =~ m{\A(.*)/} ? $1 : '.' }
use Lab::Furnish qw(furnish);

my ($id, $hostname, $module) = @ARGV;
die "usage: $0 ID HOSTNAME MODULE\n" unless defined $module && $id =~ /\A[a-z][a-z0-9]*\z/;
my $home = "/run/lab/$id";
my $root = "$home/root";
my $is_new = !-d "$home/disk";

# The numbers of system calls, and of their flags.
my %machines = (
  x86_64  => { unshare => 272, mount => 165, sethostname => 170, setsid => 112 },
  aarch64 => { unshare => 97,  mount => 40,  sethostname => 161, setsid => 157 },
);
my $numbers = $machines{ $Config{archname} =~ s/-.*//r } // die "unknown machine\n";
use constant {
  NEW_NAMESPACES => 0x00020000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000,    # of mounts, name, IPC, processes, network
  BIND           => 4096,
  RECURSIVELY    => 16384,
  PRIVATELY      => 1 << 18,
  WNOHANG        => 1,
};

call('unshare', NEW_NAMESPACES);
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
  mount_on('/', 'none', undef, RECURSIVELY | PRIVATELY);
  make_folders($home, map { "$home/$_" } qw(disk work root));
  mount_on($root, 'overlay', 'overlay', 0, "lowerdir=/,upperdir=$home/disk,workdir=$home/work");
  mount_on("$root/proc", 'proc',  'proc',  0);
  mount_on("$root/sys",  'sysfs', 'sysfs', 0);
  mount_on("$root/dev",  '/dev',  undef,   BIND | RECURSIVELY);
  mount_on("$root/run",  'tmpfs', 'tmpfs', 0, 'mode=755');
  mount_on("$root/tmp",  'tmpfs', 'tmpfs', 0, 'mode=1777');
  # Where systemd runs, these are there.
  make_folders(map { "$root/run/$_" } qw(stage lock systemd systemd/system));
  mount_on("$root/run/stage", '/run/stage', undef, BIND);
  furnish($root, $hostname, $module) if $is_new;
  call('sethostname', \$hostname, length $hostname);
  set_loopback_up();
  chdir $root && chroot '.' or die "no root: $!\n";
  return;
}

# Programs look at the name of process 1 to learn which system this is. It collects the processes that lost their parent.
sub be_first() {
  $0 = 'systemd';
  open STDIN,  '<', '/dev/null';
  open STDOUT, '>', '/dev/null';
  call('setsid');
  $SIG{CHLD} = sub { };
  while (1) {
    1 while waitpid(-1, WNOHANG) > 0;
    sleep 5;
  }
}

sub mount_on($folder, $what, $type, $flags, $options = undef) {
  call('mount', \$what, \$folder, defined $type ? \$type : 0, $flags, defined $options ? \$options : 0);
  return;
}

sub make_folders(@folders) {
  for my $folder (@folders) {
    mkdir $folder or $!{EEXIST} or die "$folder: $!\n";
  }
  return;
}

# An ioctl(2) on any socket: reads the flags of the interface, and writes them with one more.
sub set_loopback_up() {
  socket my $socket, 2, 2, 0 or die "no socket: $!\n";    # AF_INET, SOCK_DGRAM
  my $request = pack 'a16 x24', 'lo';
  ioctl $socket, 0x8913, $request or die "no loopback: $!\n";    # SIOCGIFFLAGS
  substr $request, 16, 2, pack 'S', unpack('x16 S', $request) | 1;    # IFF_UP
  ioctl $socket, 0x8914, $request or die "loopback does not come up: $!\n";    # SIOCSIFFLAGS
  return;
}

# Numbers are given as they are, texts as references: Perl passes the place of a copy.
sub call($name, @arguments) {
  my @copies = map { ref ? "$$_" : $_ } @arguments;
  syscall($numbers->{$name}, @copies) >= 0 or die "$name @copies: $!\n";
  return;
}
