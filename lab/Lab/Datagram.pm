package Lab::Datagram;

# Datagrams that are answered from the address that they were sent to. A server with one socket for all addresses needs
# that in a network of virtual IPs: without it the kernel answers from the address of the interface, and the client, who
# asked the virtual IP, does not take it. Perl has no recvmsg, so the system call is made by number.

use v5.36;
use Socket qw(AF_INET6 MSG_DONTWAIT SOL_SOCKET);

# Values of Linux, which Socket.pm does not have.
use constant {
    IPPROTO_IP       => 0,
    IPPROTO_IPV6     => 41,
    IP_PKTINFO       => 8,
    IPV6_RECVPKTINFO => 49,
};
use constant MSGHDR => 'P L x4 P Q P Q i x4';    # struct msghdr of 64 bits
use constant OFFSET_OF_LENGTHS => { name => 8, control => 40 };

# To be called once for a socket: asks the kernel to tell where datagrams were sent to.
sub prepare ( $socket, $family ) {
    require 'syscall.ph';
    my @option = $family == AF_INET6 ? ( IPPROTO_IPV6, IPV6_RECVPKTINFO ) : ( IPPROTO_IP, IP_PKTINFO );
    setsockopt $socket, $option[0], $option[1], pack 'i', 1 or die "cannot ask for packet information: $!\n";
    return;
}

# Gives the text of a datagram and what `answer` needs; nothing when none is there.
sub receive ($socket) {
    my ( $name, $control, $text ) = ( buffer(128), buffer(256), buffer(65_536) );
    my $vector  = pack 'P Q', $text, length $text;
    my $message = pack MSGHDR, $name, length $name, $vector, 1, $control, length $control, 0;
    my $length = syscall SYS_recvmsg(), fileno $socket, $message, MSG_DONTWAIT;
    return if $length < 0;
    my $name_length    = unpack 'x' . OFFSET_OF_LENGTHS->{name} . ' L',    $message;
    my $control_length = unpack 'x' . OFFSET_OF_LENGTHS->{control} . ' Q', $message;
    return (
        substr( $text, 0, $length ),
        {
            name    => substr( $name, 0, $name_length ),
            control => without_interface( substr $control, 0, $control_length ),
        },
    );
}

sub answer ( $socket, $to, $text ) {
    my ( $name, $control ) = @{$to}{qw(name control)};
    my $vector  = pack 'P Q', $text, length $text;
    my $message = pack MSGHDR, $name, length $name, $vector, 1, $control, length $control, 0;
    return syscall( SYS_sendmsg(), fileno $socket, $message, MSG_DONTWAIT ) >= 0;
}

# The kernel writes into this text, so it must be Perl's only copy.
sub buffer ($size) {
    my $buffer = "\0" x $size;
    vec( $buffer, 0, 8 ) = 0;
    return $buffer;
}

# The answer leaves by the route to the client and not by the interface that the question came in on, which for a
# virtual IP is another one. struct in_pktinfo is { interface, source, destination }, struct in6_pktinfo { source,
# interface }.
sub without_interface ($control) {
    return '' if length $control < 16;
    my ( undef, $level ) = unpack 'Q i', $control;
    substr $control, $level == IPPROTO_IPV6 ? 32 : 16, 4, pack 'L', 0;
    return $control;
}

1;
