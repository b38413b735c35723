#!/usr/bin/perl

# The client of the lab: client.pl ask | hold | traffic | arp | neighbour
#
# Each takes one JSON document on standard input and gives JSON on standard output, a line a document. Times are seconds
# unless they say milliseconds. Exit code 1, with a sentence on standard error, for what cannot be done at all.
#
# ask: { "questions": [ { id, protocol: tcp|udp, address, port, from: [address…], each, sourcePort?, seconds? } ] }. Asks
#   `each` times from every source, each time on a new connection, which host is there; different questions at once, the
#   same one again after its answer. Gives { "answers": [ { id, from, host, error, milliseconds } ] }.
# hold: { "connections": [ { id, address, port, from? } ], "every" }. Opens TCP connections, says {"open":n} when all
#   are open (or could not be opened), and asks on each every so many seconds. Until SIGTERM or the end of standard
#   input; then { "connections": [ { id, host, exchanges, broken: null | { after, error }, longestSilence } ] }.
# traffic: { "streams": [ { id, protocol, address, port, from: [address…] } ], "every" }. Says {"going":true}; asks
#   in each stream on a new connection every so many seconds, from one source after the other. Until SIGTERM or the end
#   of standard input, and then until the last answer has come, at most 2 s; then { "streams": [ { id, asked, failed,
#   errors: {text: n}, longestGap } ] }. An ask counts when it ends.
# arp, neighbour: { interface, address, seconds }. Gives { "answers": [MAC…] }: who says that he has the address.

use v5.36;
BEGIN { unshift @INC, $0 =~ m{\A(.*)/} ? $1 : '.' }
use Errno;
use Lab::Json qw(read_document say_document);
use Lab::Loop;

my $SECONDS_FOR_AN_EXCHANGE = 3;
my $SECONDS_FOR_TRAFFIC     = 2;

my %ACTIONS = (
    ask       => \&ask_all,
    hold      => sub ($input) { require Lab::Hold; Lab::Hold::hold( $input, $SECONDS_FOR_AN_EXCHANGE ) },
    traffic   => sub ($input) { require Lab::Traffic; Lab::Traffic::traffic( $input, $SECONDS_FOR_TRAFFIC ) },
    arp       => sub ($input) { require Lab::Neighbours; say_document( Lab::Neighbours::arp($input) ) },
    neighbour => sub ($input) { require Lab::Neighbours; say_document( Lab::Neighbours::neighbour($input) ) },
);

my $action = $ACTIONS{ $ARGV[0] // '' };
if ( !$action || @ARGV != 1 ) {
    print STDERR 'usage: client.pl ', join( ' | ', sort keys %ACTIONS ), "\n";
    exit 1;
}
$SIG{PIPE} = 'IGNORE';
if ( !eval { $action->( read_document() ); 1 } ) {
    print STDERR "client: $@";
    exit 1;
}

sub ask_all ($input) {
    require Lab::Ask;
    my ( @answers, $open );
    for my $question ( @{ $input->{questions} } ) {
        my $each = $question->{each} // 1;
        my @rest = map { ($_) x $each } @{ $question->{from} // [undef] };
        my $next;
        $next = sub {
            if ( !@rest ) {
                undef $next;
                Lab::Loop::stop() if !--$open;
                return;
            }
            Lab::Ask::ask( { %{$question}, from => shift @rest }, sub ($answer) {
                push @answers, { id => $question->{id}, %{$answer} };
                $next->();
            } );
        };
        $open++;
        Lab::Loop::after( 0, sub { $next->() } );
    }
    Lab::Loop::run() if $open;
    say_document( { answers => \@answers } );
    return;
}
