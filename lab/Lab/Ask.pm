package Lab::Ask;

# One question on a connection of its own: which host answers there?

use v5.36;
use Exporter 'import';
use Lab::Loop;
use Lab::Sockets qw(endpoint nonblocking);
use Socket qw(:DEFAULT SHUT_WR SO_ERROR);

our @EXPORT_OK = qw(ask connect_from error_name host_in);

my $SECONDS_TO_PART = 1;

# `%what` is { protocol, address, port, from?, sourcePort?, seconds }. Calls `$tell` once, with a hash { from, host, error,
# milliseconds } of which host or error is null.
sub ask ( $what, $tell ) {
    my $asked = { what => $what, tell => $tell, began => Lab::Loop::now(), heard => '' };
    $asked->{socket} = eval { connect_from( @{$what}{qw(protocol address port from sourcePort)} ) };
    my $error = $asked->{socket} ? undef : $@ =~ s/\n\z//r;
    # Also an error that is known at once is told from the loop, so the caller has always returned before.
    my $give_up = sub { finish( $asked, undef, $error // 'timeout' ) };
    $asked->{timer} = Lab::Loop::after( $error ? 0 : $what->{seconds} // 3, $give_up );
    return if $error;
    Lab::Loop::watch( $asked->{socket}, write => sub { send_question($asked) } );
    return;
}

# Gives a socket that is being connected; dies with a sentence where that cannot even begin.
sub connect_from ( $protocol, $address, $port, $from = undef, $source_port = undef ) {
    my ( $family, $to ) = endpoint( $address, $port );
    socket my $socket, $family, $protocol eq 'udp' ? SOCK_DGRAM : SOCK_STREAM, 0 or die "no socket: $!\n";
    nonblocking($socket);
    if ( defined $from ) {
        my ( $own_family, $own ) = endpoint( $from, $source_port // 0 );
        $own_family == $family && bind $socket, $own or die "cannot ask from $from: $!\n";
    }
    connect $socket, $to or $!{EINPROGRESS} or die error_name($!) . "\n";
    return $socket;
}

# The short names of what happens every day, the text of the system for the rest.
sub error_name ($error) {
    local $! = $error;
    return $!{ECONNREFUSED} ? 'refused' : $!{ETIMEDOUT} ? 'timeout' : $!{ECONNRESET} || $!{EPIPE} ? 'reset' : "$!";
}

sub send_question ($asked) {
    my $socket = $asked->{socket};
    my $error = unpack 'i', getsockopt $socket, SOL_SOCKET, SO_ERROR;
    return finish( $asked, undef, error_name($error) ) if $error;
    # Whatever protocol a stand-in speaks, it understands this.
    defined syswrite $socket, "who\n" or return finish( $asked, undef, error_name($!) );
    Lab::Loop::watch( $socket, read => sub { read_answer($asked) } );
    return;
}

sub read_answer ($asked) {
    my $length = sysread $asked->{socket}, $asked->{heard}, 16_384, length $asked->{heard};
    return if !defined $length && ( $!{EAGAIN} || $!{EINTR} );
    return finish( $asked, undef, error_name($!) ) if !defined $length;
    my $host = host_in( $asked->{heard} );
    return finish( $asked, $host, undef ) if defined $host;
    return finish( $asked, undef, 'an answer without the name of a host' ) if $asked->{what}{protocol} eq 'udp';
    return finish( $asked, undef, 'closed without the name of a host' )    if !$length;
    return;
}

# Services that greet say other lines before.
sub host_in ($text) { return $text =~ /^host=([^\r\n]+)\r?\n/m ? $1 : undef }

sub finish ( $asked, $host, $error ) {
    Lab::Loop::cancel( $asked->{timer} );
    part( $asked->{socket}, $asked->{what}{protocol} eq 'tcp' && defined $host ) if $asked->{socket};
    $asked->{tell}->( {
        from         => $asked->{what}{from},
        host         => $host,
        error        => $error,
        milliseconds => int( 0.5 + 1000 * ( Lab::Loop::now() - $asked->{began} ) ),
    } );
    return;
}

# A connection that is simply closed with something unread ends in a reset, which IPVS counts as another end: so we say
# that we are done and hear the other side out.
sub part ( $socket, $politely ) {
    Lab::Loop::forget($socket);
    return close $socket if !$politely || !shutdown $socket, SHUT_WR;
    my $timer;
    my $close = sub {
        Lab::Loop::cancel($timer);
        Lab::Loop::forget($socket);
        close $socket;
        undef $timer;
    };
    $timer = Lab::Loop::after( $SECONDS_TO_PART, $close );
    Lab::Loop::watch( $socket, read => sub {
        my $length = sysread $socket, my $rest, 16_384;
        $close->() if !$length && !$!{EAGAIN};
    } );
    return;
}

1;
