package Lab::Dns;

# As much of RFC 1035 as one question and one answer need.

use v5.36;
use Socket qw(AF_INET AF_INET6 inet_pton);

use constant { A => 1, PTR => 12, TXT => 16, AAAA => 28, IN => 1 };

# Gives the answer to a query, or nothing for what is no query. `$answer_of` takes the name that was asked for (or the
# address, where a pointer was) and gives an address or a name.
sub answer ( $query, $host, $answer_of ) {
    return if length $query < 17;
    my ( $id, $flags, $questions ) = unpack 'n3', $query;
    return if $flags & 0x8000 || $questions != 1;
    my ( $name, $end ) = name_at( $query, 12 );
    return if !defined $name || length $query < $end + 4;
    my $type = unpack 'n', substr $query, $end, 2;
    my $data = record( $type, $host, $answer_of->( $type == PTR ? address_of_pointer($name) : $name ) );
    my $header = pack 'n6', $id, 0x8580, 1, defined $data ? 1 : 0, 0, 0;
    my $records = defined $data ? pack( 'n n n N n/a*', 0xc00c, $type, IN, 0, $data ) : '';
    return $header . substr( $query, 12, $end + 4 - 12 ) . $records;
}

sub record ( $type, $host, $answer ) {
    return inet_pton( AF_INET,  $answer ) if $type == A;
    return inet_pton( AF_INET6, $answer ) if $type == AAAA;
    return packed_name($answer)           if $type == PTR;
    return pack 'C/a*', substr $host, 0, 255 if $type == TXT;
    return;
}

sub packed_name ($name) {
    return join( '', map { pack 'C/a*', substr $_, 0, 63 } grep { length } split /\./, $name ) . "\0";
}

# The name that stands at an offset, and the offset behind it. The name behind a pointer is not read: nobody asks for it.
sub name_at ( $message, $offset ) {
    my @labels;
    while ( $offset < length $message ) {
        my $length = ord substr $message, $offset++, 1;
        return ( join( '.', @labels ), $offset )     if $length == 0;
        return ( join( '.', @labels ), $offset + 1 ) if $length >= 0xc0;
        push @labels, substr $message, $offset, $length;
        $offset += $length;
    }
    return;
}

# 4.3.2.1.in-addr.arpa is 1.2.3.4; nibbles of ip6.arpa stay as they are.
sub address_of_pointer ($name) {
    return $name =~ /\A(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa\z/i ? "$4.$3.$2.$1" : $name;
}

1;
