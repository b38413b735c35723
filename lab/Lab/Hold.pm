package Lab::Hold;

# Long-lived connections that are talked on all the time: `client.pl hold`. At the end each has to answer once more: one that is lost
# without a word is not known to be otherwise.

use v5.36;
use Lab::Ask qw(connect_from error_name host_in);
use Lab::Json qw(say_document);
use Lab::Loop;
use Socket qw(SOL_SOCKET SO_ERROR);

sub hold ( $input, $seconds ) {
    my @held = map { open_connection( $_, $seconds ) } @{ $input->{connections} };
    my $said;
    my $say_open = sub {
        return if $said || grep { $_->{opening} } @held;
        $said = 1;
        say_document( { open => scalar grep { !$_->{broken} } @held } );
    };
    my $ending;
    my $ended = sub { Lab::Loop::stop() if $ending && !grep { !has_ended($_) } @held };
    Lab::Loop::after( 0, $say_open );
    for my $one (@held) {
        my $tick;
        $tick = sub {
            exchange( $one, $seconds ) if !has_ended($one);
            $say_open->();
            $ended->();
            Lab::Loop::after( $input->{every}, $tick ) if !has_ended($one);
        };
        Lab::Loop::after( 0, $tick );
    }
    Lab::Loop::on_end( sub {
        $ending = 1;
        # A question that is under way was asked before.
        $_->{last} = $_->{exchanges} + ( $_->{asked} ? 2 : 1 ) for @held;
        $ended->();
    } );
    Lab::Loop::run();
    say_document( { connections => [ map { figures($_) } @held ] } );
    return;
}

sub open_connection ( $what, $seconds ) {
    my $now = Lab::Loop::now();
    my $one = { id => $what->{id}, opening => 1, exchanges => 0, heard => '' };
    @{$one}{qw(began lastHeard longest)} = ( $now, $now, 0 );
    $one->{socket} = eval { connect_from( 'tcp', @{$what}{qw(address port from)} ) };
    if ( !$one->{socket} ) {
        break_off( $one, $@ =~ s/\n\z//r );
        return $one;
    }
    Lab::Loop::watch( $one->{socket}, write => sub {
        my $error = unpack 'i', getsockopt $one->{socket}, SOL_SOCKET, SO_ERROR;
        return break_off( $one, error_name($error) ) if $error;
        $one->{opening} = 0;
        Lab::Loop::watch( $one->{socket}, read => sub { hear($one) } );
    } );
    $one->{waitingSince} = $now;
    return $one;
}

# Whether nothing more is to be learned of a connection.
sub has_ended ($one) {
    return $one->{broken} || defined $one->{last} && $one->{exchanges} >= $one->{last};
}

# Asks again where the last answer is there; breaks off where it is not and should be.
sub exchange ( $one, $seconds ) {
    if ( defined $one->{waitingSince} ) {
        break_off( $one, 'timeout' ) if Lab::Loop::now() - $one->{waitingSince} >= $seconds;
        return if $one->{opening} || $one->{broken} || $one->{asked};
    }
    return break_off( $one, error_name($!) ) if !defined syswrite $one->{socket}, "who\n";
    @{$one}{qw(waitingSince asked)} = ( Lab::Loop::now(), 1 );
    return;
}

sub hear ($one) {
    my $length = sysread $one->{socket}, $one->{heard}, 16_384, length $one->{heard};
    return if !defined $length && ( $!{EAGAIN} || $!{EINTR} );
    return break_off( $one, defined $length ? 'closed' : error_name($!) ) if !$length;
    my $host = host_in( $one->{heard} ) // return;
    return break_off( $one, "another host answered: $host" ) if ( $one->{host} //= $host ) ne $host;
    $one->{heard} = '';
    $one->{exchanges}++;
    note_silence($one);
    $one->{lastHeard} = Lab::Loop::now();
    @{$one}{qw(waitingSince asked)} = ( undef, 0 );
    return;
}

sub note_silence ($one) {
    my $silence = Lab::Loop::now() - $one->{lastHeard};
    $one->{longest} = $silence if $silence > $one->{longest};
    return;
}

sub break_off ( $one, $error ) {
    return if $one->{broken};
    $one->{broken}  = { after => rounded( Lab::Loop::now() - $one->{began} ), error => $error };
    $one->{opening} = 0;
    note_silence($one);
    return if !$one->{socket};
    Lab::Loop::forget( $one->{socket} );
    close $one->{socket};
    return;
}

sub figures ($one) {
    note_silence($one) if !$one->{broken};
    return {
        ( map { $_ => $one->{$_} } qw(id host exchanges broken) ),
        longestSilence => rounded( $one->{longest} ),
    };
}

sub rounded ($seconds) { return 0 + sprintf '%.3f', $seconds }

1;
