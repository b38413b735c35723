#!/usr/bin/perl
# Runs programs inside of the lab for somebody outside of it.
#
# usage: agent.pl [poweroff]
#
# Standard input has a request a line, standard output an answer a line, in JSON. Bytes stand in texts as characters
# 0 to 255. Requests: { id, run: [program, argument…], host?: process } starts a program, on the host whose first
# process has that number where it is given; { id, input: text } writes to it, { id, close: true } ends its input,
# { id, signal: name } sends a signal to it and to what it started. Answers: { id, out: text }, { id, err: text } and
# at last { id, exit: code }, 128 and more for a signal. { read: bytes } tells how much of the requests has been read: a
# serial port stalls when much more is sent than it can hold. The end of the input ends the agent, and with `poweroff` the
# machine.
use v5.36;
use Errno qw(EAGAIN EINTR EPIPE);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use JSON::PP ();
use POSIX ();

my $json = JSON::PP->new->ascii->utf8->canonical;
my %programs;
my $pending = '';

# Programs look at the name of process 1 to learn which system this is; as such it takes in processes without a parent.
$0 = 'systemd' if $$ == 1;
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = sub { };
say_answer({ ready => JSON::PP::true });
until (defined serve()) { }
kill KILL => -$_->{pid} for values %programs;
power_off() if ($ARGV[0] // '') eq 'poweroff';

# One turn: waits for something to read, to write or a program that ended. Gives something when the input is over.
sub serve() {
  my ($read, $write) = ('', '');
  vec($read, fileno(STDIN), 1) = 1;
  for my $program (values %programs) {
    for my $name (qw(out err)) {
      vec($read, fileno($program->{$name}), 1) = 1 if $program->{$name};
    }
    vec($write, fileno($program->{in}), 1) = 1 if $program->{in} && length $program->{input};
  }
  # A signal between a look at the programs and the waiting would go unnoticed, so the waiting is short.
  my $some = select($read, $write, undef, 0.5);
  if ($some > 0) {
    if (vec($read, fileno(STDIN), 1)) {
      my $count = sysread( STDIN, $pending, 65536, length $pending ) or return 1;
      say_answer( { read => $count } );
      handle($json->decode($1)) while $pending =~ s/\A(.*)\n//;
    }
    for my $program (values %programs) {
      for my $name (qw(out err)) {
        pass_on($program, $name) if $program->{$name} && vec($read, fileno($program->{$name}), 1);
      }
      feed($program) if $program->{in} && vec($write, fileno($program->{in}), 1);
    }
  }
  reap();
  return;
}

sub handle($request) {
  my $id = $request->{id};
  if ($request->{run}) {
    start($id, $request);
    return;
  }
  my $program = $programs{$id} or return;
  $program->{input} .= $request->{input} // '';
  utf8::downgrade($program->{input});
  $program->{closing} = 1 if $request->{close};
  close_input($program);
  kill $request->{signal} => -$program->{pid} if $request->{signal};
  return;
}

sub start($id, $request) {
  my @command = $request->{run}->@*;
  # A network namespace, a root, a host name and processes of its own: all that makes a host.
  if (my $host = $request->{host}) {
    unshift @command, 'nsenter', '--target', $host, qw(--mount --uts --ipc --net --pid --root), "--wd=/proc/$host/root", '--';
  }
  # A program gets the bytes, not what Perl has made of them.
  utf8::downgrade($_) for @command;
  pipe(my $in_read, my $in_write) && pipe(my $out_read, my $out_write) && pipe(my $err_read, my $err_write)
    or die "no pipe: $!";
  my $pid = fork // die "no fork: $!";
  # What it starts can be ended together with it. Both sides say so: a signal may come before the child has its first turn.
  setpgrp($pid, $pid);
  if ($pid == 0) {
    $SIG{PIPE} = $SIG{CHLD} = 'DEFAULT';
    # They are meant for the program alone; what leads it into its host would end by them.
    $SIG{USR1} = $SIG{USR2} = 'IGNORE';
    POSIX::dup2(fileno($in_read), 0);
    POSIX::dup2(fileno($out_write), 1);
    POSIX::dup2(fileno($err_write), 2);
    exec { $command[0] } @command or do {
      print STDERR "$command[0]: $!\n";
      POSIX::_exit(127);
    };
  }
  fcntl($_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK) for $in_write, $out_read, $err_read;
  $programs{$id} = { id => $id, pid => $pid, in => $in_write, out => $out_read, err => $err_read, input => '' };
  return;
}

sub pass_on($program, $name) {
  my $count = sysread($program->{$name}, my $bytes, 65536);
  if ($count) {
    say_answer({ id => $program->{id}, $name => $bytes });
  } elsif (defined $count || !$!{EAGAIN}) {
    delete $program->{$name};
  }
  return;
}

sub feed($program) {
  my $count = syswrite($program->{in}, $program->{input});
  if (defined $count) {
    substr($program->{input}, 0, $count) = '';
  } elsif ($!{EPIPE}) {
    delete $program->@{qw(in)};
    $program->{input} = '';
  }
  close_input($program);
  return;
}

sub close_input($program) {
  delete $program->{in} if $program->{closing} && !length $program->{input};
  return;
}

# A program has ended when its process has. What it left running may hold its output open: that is not waited for.
sub reap() {
  while ((my $pid = waitpid(-1, POSIX::WNOHANG)) > 0) {
    my $status = $?;
    my ($program) = grep { $_->{pid} == $pid } values %programs or next;
    for my $name (qw(out err)) {
      while ($program->{$name}) {
        my $bytes;
        my $count = sysread($program->{$name}, $bytes, 65536) or last;
        say_answer({ id => $program->{id}, $name => $bytes });
      }
    }
    delete $programs{ $program->{id} };
    say_answer({ id => $program->{id}, exit => $status & 127 ? 128 + ($status & 127) : $status >> 8 });
  }
  return;
}

sub say_answer($answer) {
  my $line = $json->encode($answer) . "\n";
  while (length $line) {
    my $count = syswrite(STDOUT, $line);
    exit 1 unless defined $count || $!{EINTR} || $!{EAGAIN};
    substr($line, 0, $count // 0) = '';
  }
  return;
}

# The system call of halt(8), which is not everywhere: reboot(2) with its two magic numbers.
sub power_off() {
  my $number = { x86_64 => 169, aarch64 => 142 }->{ (POSIX::uname())[4] } // die 'unknown machine';
  syscall($number, 0xfee1dead, 672274793, 0x4321fedc, 0);
  return;
}
