package Lab::Neighbours;

# Who on the segment says that an address is his? Asked once, by ARP or by neighbour discovery (RFC 826, RFC 4861), with
# raw sockets: needs root.

use v5.36;
use Exporter 'import';
use Lab::Loop;
use Lab::Sockets qw(nonblocking);
use Socket qw(AF_INET AF_INET6 IPPROTO_IPV6 SOCK_DGRAM SOCK_RAW SOL_SOCKET inet_pton pack_sockaddr_in6);

# Values of Linux, which Socket.pm does not have.
use constant {
    AF_PACKET           => 17,
    ETH_P_ARP           => 0x0806,
    SIOCGIFHWADDR       => 0x8927,
    SIOCGIFINDEX        => 0x8933,
    IPPROTO_ICMPV6      => 58,
    IPV6_MULTICAST_IF   => 17,
    IPV6_MULTICAST_HOPS => 18,
    SOLICITATION        => 135,
    ADVERTISEMENT       => 136,
};

our @EXPORT_OK = qw(arp neighbour);

# Takes { interface, address, seconds }, gives { answers => [MAC…] }, each once, in the order of arrival. It is a probe, as
# a host makes it that does not have an address yet.
sub arp ($what) {
    my $own     = interface( $what->{interface} );
    my $address = inet_pton( AF_INET, $what->{address} ) // die "no IPv4 address: $what->{address}\n";
    socket my $socket, AF_PACKET, SOCK_DGRAM, unpack 'S', pack 'n', ETH_P_ARP or die "no packet socket: $!\n";
    bind $socket, link_address( $own->{index}, '' ) or die "cannot bind to $what->{interface}: $!\n";
    my $request = pack 'n n C C n a6 a4 a6 a4', 1, 0x0800, 6, 4, 1, $own->{mac}, '', '', $address;
    my $mac_in  = sub ($packet) {
        return if length $packet < 28;
        my ( $operation, $mac, $from ) = unpack 'x6 n a6 a4', $packet;
        return $operation == 2 && $from eq $address ? $mac : undef;
    };
    return hear_answers( $socket, $request, link_address( $own->{index}, "\xff" x 6 ), $what->{seconds}, $mac_in );
}

# The same for IPv6, where the kernel sends it from the link-local address of the interface.
sub neighbour ($what) {
    my $own     = interface( $what->{interface} );
    my $address = inet_pton( AF_INET6, $what->{address} ) // die "no IPv6 address: $what->{address}\n";
    socket my $socket, AF_INET6, SOCK_RAW, IPPROTO_ICMPV6 or die "no raw socket: $!\n";
    setsockopt $socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, pack 'i', $own->{index}
      or die "cannot choose $what->{interface}: $!\n";
    setsockopt $socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, pack 'i', 255 or die "cannot set the hop limit: $!\n";
    # The kernel puts in the checksum.
    my $request = pack 'C C n N a16 C C a6', SOLICITATION, 0, 0, 0, $address, 1, 1, $own->{mac};
    my $group = inet_pton( AF_INET6, 'ff02::1:ff00:0' );
    substr $group, 13, 3, substr $address, 13, 3;
    my $mac_in = sub ($packet) {
        return if length $packet < 24 || ord $packet != ADVERTISEMENT || substr( $packet, 8, 16 ) ne $address;
        for ( my $at = 24 ; $at + 8 <= length $packet ; ) {
            my ( $type, $length, $mac ) = unpack 'C C a6', substr $packet, $at;
            return $mac if $type == 2;
            last if !$length;
            $at += 8 * $length;
        }
        return;
    };
    my $everybody = pack_sockaddr_in6( 0, $group, $own->{index} );
    return hear_answers( $socket, $request, $everybody, $what->{seconds}, $mac_in );
}

sub hear_answers ( $socket, $request, $to, $seconds, $mac_in ) {
    my ( %seen, @answers );
    nonblocking($socket);
    defined send $socket, $request, 0, $to or die "cannot ask: $!\n";
    Lab::Loop::watch( $socket, read => sub {
        while ( defined recv $socket, my $packet, 2048, 0 ) {
            my $mac = $mac_in->($packet);
            next if !defined $mac || $seen{$mac}++;
            push @answers, join ':', map { sprintf '%02x', ord } split //, $mac;
        }
    } );
    Lab::Loop::after( $seconds, \&Lab::Loop::stop );
    Lab::Loop::run();
    return { answers => \@answers };
}

# Index and MAC of an interface, asked of the kernel: a namespace need not have a /sys of its own.
sub interface ($name) {
    length $name && length $name < 16 or die "no name of an interface: $name\n";
    socket my $socket, AF_INET, SOCK_DGRAM, 0 or die "no socket: $!\n";
    my ( $index, $hardware ) = ( pack( 'a16 x24', $name ) ) x 2;
    ioctl $socket, SIOCGIFINDEX,  $index    or die "no interface $name: $!\n";
    ioctl $socket, SIOCGIFHWADDR, $hardware or die "no hardware address on $name: $!\n";
    return { index => unpack( 'x16 i', $index ), mac => unpack 'x18 a6', $hardware };
}

# struct sockaddr_ll
sub link_address ( $index, $mac ) {
    return pack 'S n i S C C a8', AF_PACKET, ETH_P_ARP, $index, 0, 0, length $mac, $mac;
}

1;
