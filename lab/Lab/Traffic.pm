package Lab::Traffic;

# Steady requests, each on a connection of its own: `client.pl traffic`.

use v5.36;
use List::Util qw(min);
use Lab::Ask;
use Lab::Json qw(say_document);
use Lab::Loop;

sub traffic ( $input, $seconds ) {
    my @streams = map { { what => $_, figures => fresh_figures(), turn => 0, open => 0 } } @{ $input->{streams} };
    my $fastest = min( map { $_->{what}{every} } @streams );
    my $ending;
    my $ended = sub { Lab::Loop::stop() if $ending && !grep { $_->{open} } @streams };
    for my $number ( 0 .. $#streams ) {
        my $stream = $streams[$number];
        my $tick;
        $tick = sub {
            return if $ending;
            Lab::Loop::after( $stream->{what}{every}, $tick );
            ask_next( $stream, $seconds, $ended );
        };
        # One after the other, not all in one moment, and each soon.
        Lab::Loop::after( $fastest * $number / @streams, $tick );
    }
    # Each is asked once more at the end, however long its turns are: what came last is seen by all.
    Lab::Loop::on_end( sub {
        $ending = 1;
        ask_next( $_, $seconds, $ended ) for @streams;
        $ended->();
    } );
    say_document( { going => JSON::PP::true() } );
    Lab::Loop::run();
    say_document( report(@streams) );
    return;
}

sub fresh_figures () {
    my $now = Lab::Loop::now();
    return { lastSuccess => $now, longest => 0, asked => 0, failed => 0, errors => {} };
}

sub ask_next ( $stream, $seconds, $ended ) {
    my @sources = @{ $stream->{what}{from} // [] };
    my $from = @sources ? $sources[ $stream->{turn}++ % @sources ] : undef;
    $stream->{open}++;
    Lab::Ask::ask( { %{ $stream->{what} }, from => $from, seconds => $seconds }, sub ($answer) {
        $stream->{open}--;
        count( $stream->{figures}, $answer );
        $ended->();
    } );
    return;
}

sub count ( $figures, $answer ) {
    $figures->{asked}++;
    if ( defined $answer->{host} ) {
        note_gap($figures);
        $figures->{lastSuccess} = Lab::Loop::now();
        return;
    }
    $figures->{failed}++;
    $figures->{errors}{ $answer->{error} }++;
    return;
}

sub note_gap ($figures) {
    my $gap = Lab::Loop::now() - $figures->{lastSuccess};
    $figures->{longest} = $gap if $gap > $figures->{longest};
    return;
}

sub report (@streams) {
    my @lines;
    for my $stream (@streams) {
        my $figures = $stream->{figures};
        note_gap($figures);
        push @lines, {
            id => $stream->{what}{id},
            ( map { $_ => $figures->{$_} } qw(asked failed errors) ),
            longestGap => 0 + sprintf( '%.3f', $figures->{longest} ),
        };
    }
    return { streams => \@lines };
}

1;
