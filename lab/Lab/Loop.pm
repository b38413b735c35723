package Lab::Loop;

# One process, one select: sockets that are watched, and things to be done after a time. No modules that are slow to
# load, because in user-mode Linux every system call is dear.

use v5.36;
use Time::HiRes qw(CLOCK_MONOTONIC clock_gettime);

my %watched;                         # file number => { socket, read, write }
my ( $readers, $writers ) = ( '', '' );    # bit vectors, as select takes them
my ( %timers, $last_timer );         # number => [ when, what to do ]
my ( %handlers, %arrived );          # signals
my $running;

# Seconds since some moment in the past; setting the clock does not touch it.
sub now () { return clock_gettime(CLOCK_MONOTONIC) }

# Calls `read` when something can be read (or the other side has closed), `write` when something can be written. Either
# may be undef. Watching a socket again replaces what was said before.
sub watch ( $socket, %what ) {
    my $number = fileno $socket;
    $watched{$number} = { socket => $socket, %what };
    vec( $readers, $number, 1 ) = $what{read}  ? 1 : 0;
    vec( $writers, $number, 1 ) = $what{write} ? 1 : 0;
    return;
}

# To be called before a socket is closed: afterwards it has no number.
sub forget ($socket) {
    my $number = fileno $socket;
    return if !defined $number;
    delete $watched{$number};
    vec( $readers, $number, 1 ) = 0;
    vec( $writers, $number, 1 ) = 0;
    return;
}

# Does something once, after so many seconds. Gives what `cancel` takes.
sub after ( $seconds, $do ) {
    $timers{ ++$last_timer } = [ now() + $seconds, $do ];
    return $last_timer;
}

sub cancel ($timer) {
    delete $timers{$timer} if defined $timer;
    return;
}

# Does something when a signal comes, between two other things and never in the middle of one.
sub on_signal ( $name, $do ) {
    $handlers{$name} = $do;
    $SIG{$name} = sub { $arrived{$name} = 1 };
    return;
}

# Ends `run` when what is being done just now is done.
sub stop () { $running = 0; return }

sub run () {
    $running = 1;
    while ($running) {
        my ( $readable, $writable ) = ( $readers, $writers );
        my $ready = select $readable, $writable, undef, seconds_to_wait();
        for my $name ( keys %arrived ) {
            delete $arrived{$name};
            $handlers{$name}->();
        }
        my $now = now();
        my @due = grep { $timers{$_}[0] <= $now } keys %timers;
        for my $number ( sort { $timers{$a}[0] <=> $timers{$b}[0] || $a <=> $b } @due ) {
            # What was done before may have cancelled it.
            my $timer = delete $timers{$number} or next;
            $timer->[1]->();
        }
        next if $ready <= 0;
        for my $number ( keys %watched ) {
            # What is done for one socket may close another one, or close and reuse its number.
            my $is = $watched{$number} or next;
            if ( $is->{read} && vec( $readable, $number, 1 ) ) {
                $is->{read}->();
            }
            my $still = $watched{$number};
            if ( $still && $still == $is && $is->{write} && vec( $writable, $number, 1 ) ) {
                $is->{write}->();
            }
        }
    }
    return;
}

# At most a second: a signal that comes just before select would otherwise wait for the next event.
sub seconds_to_wait () {
    my $wait = 1;
    my $now  = now();
    for my $timer ( values %timers ) {
        my $left = $timer->[0] - $now;
        $wait = $left if $left < $wait;
    }
    return $wait > 0 ? $wait : 0;
}

# Calls `$end`, once, when somebody asks for the end: by SIGTERM, or as the standard input is over.
sub on_end ($end) {
    my $ending;
    my $once = sub {
        return if $ending++;
        forget( \*STDIN );
        $end->();
    };
    on_signal( TERM => $once );
    watch( \*STDIN, read => sub { sysread STDIN, my $rest, 4096 or $once->() } );
    return;
}

1;
