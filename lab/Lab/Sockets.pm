package Lab::Sockets;

# Addresses of both families as the functions of perlfunc take them.

use v5.36;
use Exporter 'import';
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);
use Socket qw(AF_INET AF_INET6 inet_pton pack_sockaddr_in pack_sockaddr_in6);

our @EXPORT_OK = qw(endpoint nonblocking);

# Takes an address (never a name) and a port; gives the family and the packed address.
sub endpoint ( $address, $port ) {
    my $six = index( $address, ':' ) >= 0;
    my $packed = inet_pton( $six ? AF_INET6 : AF_INET, $address ) // die "no address: $address\n";
    return $six ? ( AF_INET6, pack_sockaddr_in6( $port, $packed ) ) : ( AF_INET, pack_sockaddr_in( $port, $packed ) );
}

sub nonblocking ($socket) {
    fcntl $socket, F_SETFL, fcntl( $socket, F_GETFL, 0 ) | O_NONBLOCK;
    return $socket;
}

1;
