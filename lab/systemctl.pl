#!/usr/bin/perl
# Stands in for systemctl on a host of the lab, where no systemd runs: it does what the words of the installed units say,
# ExecStart, ExecReload and so on, for the commands that Puppet and administrators use. What it does not know of a unit
# it refuses, so that nothing is proved with words that it did not understand.
#
# Beyond systemctl: `start-enabled UNIT…` starts those of the units that are enabled, in the order of After= and
# Before=, as a start of the machine does. Modules, settings and the network come before them in the lab, as sysinit.target
# does before units with default dependencies, so those without are refused.
#
# Puppet runs it often, and loading modules is most of what that takes in user-mode Linux: only what needs them loads them.
use v5.36;

my @folders = qw(/etc/systemd/system /run/systemd/system /usr/lib/systemd/system /lib/systemd/system);
my $state = '/run/systemd/lab';
my %options = map { /\A--?([a-z-]+)(?:=(.*))?\z/ ? ($1 => $2 // 1) : () } grep { /\A-./ } @ARGV;
my ($command, @units) = grep { !/\A-/ } @ARGV;
mkdir $state;

my %commands = (
  'start'         => sub ($unit) { start($unit) unless is_active($unit) },
  'stop'          => sub ($unit) { stop($unit) },
  'restart'       => sub ($unit) { stop($unit); start($unit) },
  'reload'        => sub ($unit) { is_active($unit) ? exec_lines($unit, 'ExecReload') : fail("$unit is not active") },
  'try-reload-or-restart' => sub ($unit) { is_active($unit) and reload_or_restart($unit) },
  'is-active'     => sub ($unit) { is_active($unit) ? say_word('active') : not_so('inactive', 3) },
  'is-enabled'    => sub ($unit) { is_enabled($unit) ? say_word('enabled') : not_so('disabled', 1) },
  'enable'        => sub ($unit) { symlink_wants($unit, sub ($link) { -l $link or symlink path_of($unit), $link }) },
  'disable'       => sub ($unit) { symlink_wants($unit, sub ($link) { unlink $link }) },
  'unmask'        => sub ($unit) { },
  'cat'           => sub ($unit) { path_of($unit) },
  'show'          => sub ($unit) { show($unit) },
  'start-enabled' => sub ($unit) { start_at_boot($unit) if is_enabled($unit) && !is_active($unit) },
);

exit 0 if ($command // '') =~ /\A(?:daemon-reload|daemon-reexec)\z/;
my $do = $commands{ $command // '' } or fail('knows no ' . ($command // 'empty command'), 64);
@units = map { /\./ ? $_ : "$_.service" } @units;
@units = in_order(grep { defined find($_) } @units) if $command eq 'start-enabled';
my $code = 0;
$do->($_) for @units;
exit $code;

sub find($unit) {
  for my $folder (@folders) {
    return "$folder/$unit" if -e "$folder/$unit";
  }
  return;
}

sub path_of($unit) {
  return find($unit) // fail("Unit $unit could not be found.", 4);
}

# The settings of a unit: a list for each key, as a key may come several times and an empty one starts it anew.
sub settings_of($unit) {
  my $path = path_of($unit);
  my %settings;
  for my $file ($path, map { glob "$_/$unit.d/*.conf" } @folders) {
    open my $lines, '<', $file or fail("$file: $!");
    my $text = do { local $/; <$lines> };
    $text =~ s/\\\n/ /g;
    for (split /\n/, $text) {
      next unless /\A([A-Za-z]+)\s*=\s*(.*?)\s*\z/;
      if ($2 eq '') { $settings{$1} = [] }
      else          { push $settings{$1}->@*, $2 }
    }
  }
  return \%settings;
}

sub value_of($unit, $key) {
  return (settings_of($unit)->{$key} // [])->[-1];
}

# Runs the commands of one key one after another. A dash in front says that a failure does not matter.
sub exec_lines($unit, $key) {
  for my $line ((settings_of($unit)->{$key} // [])->@*) {
    my ($prefix, $rest) = $line =~ /\A([-\@:+!|]*)(.*)\z/;
    fail("$unit: $key=$line has a prefix that is not known here") if $prefix =~ /[^-+!]/;
    require Text::ParseWords;
    my @words = Text::ParseWords::shellwords($rest);
    fail("$unit: $key=$line has a specifier or a variable") if grep { /%[^%]|\$/ } @words;
    system { $words[0] } @words;
    fail("$unit: $key=$line ended with " . ($? >> 8)) if $? != 0 && $prefix !~ /-/;
  }
  return;
}

sub start($unit) {
  my $type = value_of($unit, 'Type') // 'simple';
  exec_lines($unit, 'ExecStartPre');
  if ($type eq 'forking' || $type eq 'oneshot') {
    exec_lines($unit, 'ExecStart');
  } else {
    start_in_background($unit);
  }
  write_state($unit, 'active') if $type eq 'forking' || (value_of($unit, 'RemainAfterExit') // 'no') eq 'yes';
  exec_lines($unit, 'ExecStartPost');
  return;
}

sub reload_or_restart($unit) {
  if (settings_of($unit)->{ExecReload}) { exec_lines($unit, 'ExecReload') }
  else                                  { stop($unit); start($unit) }
  return;
}

sub start_at_boot($unit) {
  my $default = value_of($unit, 'DefaultDependencies') // 'yes';
  fail("$unit has DefaultDependencies=$default: it may start before the settings of the kernel") if $default ne 'yes';
  start($unit);
  return;
}

sub start_in_background($unit) {
  require POSIX;
  my $pid = fork // fail("no fork: $!");
  if ($pid == 0) {
    POSIX::setsid();
    open STDIN, '<', '/dev/null';
    exec_lines($unit, 'ExecStart');
    POSIX::_exit(0);
  }
  write_state($unit, $pid);
  return;
}

sub stop($unit) {
  exec_lines($unit, 'ExecStop') if is_active($unit);
  my $pid = read_file("$state/$unit");
  kill TERM => $pid if defined $pid && $pid =~ /\A\d+\z/;
  unlink "$state/$unit";
  exec_lines($unit, 'ExecStopPost');
  return;
}

# Of a daemon the process counts that its pid file names, as systemd follows it.
sub is_active($unit) {
  my $known = read_file("$state/$unit");
  my $file = value_of($unit, 'PIDFile');
  if (defined $file) {
    my $pid = read_file($file);
    return defined $pid && $pid =~ /\A(\d+)/ && kill 0 => $1;
  }
  return 0 unless defined $known;
  return $known =~ /\A\d+\z/ ? kill(0 => $known) : 1;
}

sub is_enabled($unit) {
  return !!grep { -l || -e } map { glob "$_/*.wants/$unit" } @folders;
}

sub symlink_wants($unit, $change) {
  for my $target (map { split } (settings_of($unit)->{WantedBy} // [])->@*) {
    mkdir "/etc/systemd/system/$target.wants";
    $change->("/etc/systemd/system/$target.wants/$unit");
  }
  return;
}

sub show($unit) {
  my $property = $options{property} // $options{p} // fail('show wants a property');
  fail("knows no property $property") if $property ne 'NeedDaemonReload';
  say_word('NeedDaemonReload=no');
  return;
}

# Those that must come before are put before, the others stay in the order of their names.
sub in_order(@names) {
  my %after = map { $_ => {} } @names;
  for my $unit (@names) {
    my $settings = settings_of($unit);
    for my $other (map { split } ($settings->{After} // [])->@*) {
      $after{$unit}{$other} = 1 if $after{$other};
    }
    for my $other (map { split } ($settings->{Before} // [])->@*) {
      $after{$other}{$unit} = 1 if $after{$other};
    }
  }
  my @order;
  while (%after) {
    my ($next) = grep { !keys $after{$_}->%* } sort keys %after;
    fail('the units wait for each other') unless defined $next;
    push @order, $next;
    delete $after{$next};
    delete $_->{$next} for values %after;
  }
  return @order;
}

sub say_word($word) {
  say $word unless $options{quiet} || $options{q};
  return;
}

sub not_so($word, $exit) {
  say_word($word);
  $code = $exit;
  return;
}

sub write_state($unit, $text) {
  open my $file, '>', "$state/$unit" or fail("$state/$unit: $!");
  print {$file} $text;
  return;
}

sub read_file($path) {
  open my $file, '<', $path or return;
  local $/;
  return scalar <$file>;
}

sub fail($text, $exit = 1) {
  print STDERR "systemctl (stand-in of the lab): $text\n";
  exit $exit;
}
