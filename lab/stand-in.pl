#!/usr/bin/perl

# Answers on the ports of one host like the services that a real server would run, and says which host it is.
#
# Standard input: { "host": "gui1.oe.example", "listen": [StandIn…], "certificate"?: path, "key"?: path } with StandIn
# from src/rehearse/model.ts; the two files are needed where one speaks https. Standard output: {"listening":true} once
# all ports are open. Runs until SIGTERM. SIGUSR1: the services die, ports and connections are closed; SIGUSR2: they are
# back. Exit code 1, with a sentence on standard error, where a port cannot be opened.
#
# One process for all ports and connections, which listens on all addresses: virtual IPs come and go.

use v5.36;
BEGIN { unshift @INC, $0 =~ m{\A(.*)/} ? $1 : '.' }
use Errno;
use Lab::Datagram;
use Lab::Json qw(read_document say_document);
use Lab::Loop;
use Lab::Sockets qw(endpoint nonblocking);
use Lab::Speech;
use Socket qw(:DEFAULT AF_INET6 INADDR_ANY IN6ADDR_ANY IPPROTO_IPV6 IPV6_V6ONLY MSG_PEEK inet_ntop
  pack_sockaddr_in6 unpack_sockaddr_in6);

my $TLS_HANDSHAKE = "\x16";    # the first byte of a TLS client; nobody else begins so

my $input = read_document();
my ( $host, @stand_ins ) = ( $input->{host}, @{ $input->{listen} } );
my ( @listeners, %connections );
my $tls = ( grep { $_->{speaks} eq 'https' } @stand_ins ) ? tls_context() : undef;

$SIG{PIPE} = 'IGNORE';
Lab::Loop::on_signal( TERM => \&Lab::Loop::stop );
Lab::Loop::on_signal( USR1 => \&close_all );
Lab::Loop::on_signal( USR2 => sub { open_all() if !@listeners } );
open_all();
say_document( { listening => JSON::PP::true() } );
Lab::Loop::run();

sub give_up ($sentence) {
    print STDERR "stand-in: $sentence\n";
    exit 1;
}

sub tls_context () {
    eval { require IO::Socket::SSL } or give_up('https needs IO::Socket::SSL (libio-socket-ssl-perl)');
    $input->{certificate} && $input->{key} or give_up('https needs "certificate" and "key"');
    return IO::Socket::SSL::SSL_Context->new(
        SSL_server    => 1,
        SSL_cert_file => $input->{certificate},
        SSL_key_file  => $input->{key},
    ) // give_up( 'the certificate cannot be used: ' . IO::Socket::SSL::errstr() );
}

sub open_all () {
    for my $stand_in (@stand_ins) {
        my ( $protocol, $port ) = @{$stand_in}{qw(protocol port)};
        Lab::Speech::knows( $stand_in->{speaks} ) || $protocol eq 'udp'
          or give_up("nobody here speaks $stand_in->{speaks}");
        for my $family ( AF_INET, AF_INET6 ) {
            my $socket = eval { open_port( $family, $protocol, $port ) };
            give_up( "cannot listen on $protocol port $port: $@" =~ s/\n//r ) if $@;
            next if !$socket;
            push @listeners, $socket;
            my $serve = $protocol eq 'udp' ? \&answer_datagrams : \&accept_all;
            Lab::Loop::watch( $socket, read => sub { $serve->( $socket, $stand_in ) } );
        }
    }
    return;
}

# Gives nothing where the kernel does not have the family at all.
sub open_port ( $family, $protocol, $port ) {
    my $udp = $protocol eq 'udp';
    if ( !socket my $socket, $family, $udp ? SOCK_DGRAM : SOCK_STREAM, 0 ) {
        return if $!{EAFNOSUPPORT};
        die "$!\n";
    }
    else {
        # Two datagram sockets that both say SO_REUSEADDR could share a port, and nobody would be told.
        setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 if !$udp;
        setsockopt $socket, IPPROTO_IPV6, IPV6_V6ONLY, 1 if $family == AF_INET6;
        my $any = $family == AF_INET6 ? pack_sockaddr_in6( $port, IN6ADDR_ANY ) : pack_sockaddr_in( $port, INADDR_ANY );
        bind $socket, $any or die "$!\n";
        Lab::Datagram::prepare( $socket, $family ) if $udp;
        listen $socket, 128 or die "$!\n" if !$udp;
        return nonblocking($socket);
    }
}

sub close_all () {
    close_connection($_) for values %connections;
    for my $socket ( splice @listeners ) {
        Lab::Loop::forget($socket);
        close $socket;
    }
    return;
}

sub answer_datagrams ( $socket, $stand_in ) {
    while ( my ( $text, $from ) = Lab::Datagram::receive($socket) ) {
        my $answer = Lab::Speech::answer_datagram( $stand_in, $host, $text );
        Lab::Datagram::answer( $socket, $from, $answer ) if defined $answer;
    }
    return;
}

sub accept_all ( $listener, $stand_in ) {
    while ( accept my $socket, $listener ) {
        nonblocking($socket);
        my $talk = { standIn => $stand_in, host => $host, socket => $socket, in => '' };
        $talk->{out}      = Lab::Speech::greeting( $stand_in, $host );
        $talk->{openData} = sub { open_data($talk) };
        $talk->{callBack} = sub (@place) { close_data($talk); $talk->{callTo} = \@place };
        $talk->{sendData} = sub ( $text, $then ) { send_data( $talk, $text, $then ) };
        $connections{$talk} = $talk;
        $stand_in->{speaks} eq 'https' ? watch_for_tls($talk) : watch_connection($talk);
    }
    return;
}

sub close_connection ($talk) {
    delete $connections{$talk};
    close_data($talk);
    Lab::Loop::forget( $talk->{socket} );
    close $talk->{socket};
    delete @{$talk}{qw(openData callBack sendData)};    # they hold the connection
    return;
}

# A port that speaks https also understands `who` without TLS, as all the others do.
sub watch_for_tls ($talk) {
    Lab::Loop::watch( $talk->{socket}, read => sub {
        my $from = recv $talk->{socket}, my $first, 1, MSG_PEEK;
        return close_connection($talk) if !defined $from;
        return watch_connection($talk) if $first ne $TLS_HANDSHAKE;
        my $secure = IO::Socket::SSL->start_SSL( $talk->{socket},
            SSL_server => 1, SSL_reuse_ctx => $tls, SSL_startHandshake => 0 ) or return close_connection($talk);
        $talk->{socket} = $secure;
        shake_hands($talk);
    } );
    return;
}

sub shake_hands ($talk) {
    return watch_connection($talk) if $talk->{socket}->accept_SSL;
    no warnings 'once';
    my $waits_for = $IO::Socket::SSL::SSL_ERROR;
    my $again     = sub { shake_hands($talk) };
    return Lab::Loop::watch( $talk->{socket}, read  => $again ) if $waits_for == IO::Socket::SSL::SSL_WANT_READ();
    return Lab::Loop::watch( $talk->{socket}, write => $again ) if $waits_for == IO::Socket::SSL::SSL_WANT_WRITE();
    return close_connection($talk);
}

sub watch_connection ($talk) {
    Lab::Loop::watch(
        $talk->{socket},
        read  => $talk->{heardAll}   ? undef : sub { read_from($talk) },
        write => length $talk->{out} ? sub { write_to($talk) } : undef,
    );
    return;
}

sub read_from ($talk) {
    my $length;
    while ( $length = sysread $talk->{socket}, $talk->{in}, 16_384, length $talk->{in} ) {
        return close_connection($talk) if length $talk->{in} > 1_000_000;
    }
    return close_connection($talk) if !defined $length && !$!{EAGAIN} && !$!{EINTR};
    $talk->{heardAll} = 1 if defined $length;
    Lab::Speech::hear($talk);
    return write_to($talk);
}

sub write_to ($talk) {
    if ( length $talk->{out} ) {
        my $written = syswrite $talk->{socket}, $talk->{out};
        return close_connection($talk) if !defined $written && !$!{EAGAIN} && !$!{EINTR};
        substr $talk->{out}, 0, $written // 0, '';
    }
    return close_connection($talk) if $talk->{done} && !length $talk->{out} && !$talk->{file};
    return watch_connection($talk);
}

# The data connection of ftp: a port of its own for one file.
sub open_data ($talk) {
    close_data($talk);
    my $own = getsockname $talk->{socket};
    my $family = sockaddr_family($own);
    my ( undef, $address ) = $family == AF_INET6 ? unpack_sockaddr_in6($own) : unpack_sockaddr_in($own);
    my $socket = open_port( $family, 'tcp', 0 );
    $talk->{data} = $socket;
    my $bound = getsockname $socket;
    my ($port) = $family == AF_INET6 ? unpack_sockaddr_in6($bound) : unpack_sockaddr_in($bound);
    return { address => inet_ntop( $family, $address ), port => $port };
}

# `$text` goes to whoever connects to the data port, or to where the client waits for us, then `$then` on the connection
# itself.
sub send_data ( $talk, $text, $then ) {
    return 0 if !$talk->{data} && !$talk->{callTo};
    $talk->{file} = { text => $text, then => $then };
    if ( my $to = delete $talk->{callTo} ) {
        my ( $family, $place ) = endpoint( @{$to} );
        socket my $socket, $family, SOCK_STREAM, 0 or return 0;
        nonblocking($socket);
        connect $socket, $place or $!{EINPROGRESS} or return 0;
        $talk->{data} = $socket;
        Lab::Loop::watch( $socket, write => sub { send_file( $talk, $socket ) } );
        return 1;
    }
    Lab::Loop::watch( $talk->{data}, read => sub {
        accept my $socket, $talk->{data} or return;
        send_file( $talk, $socket );
    } );
    return 1;
}

sub send_file ( $talk, $socket ) {
    my $file = delete $talk->{file};
    syswrite $socket, $file->{text};    # less than what fits into the buffer of a fresh socket
    close_data($talk);
    close $socket;
    $talk->{out} .= $file->{then};
    return write_to($talk);
}

sub close_data ($talk) {
    my $socket = delete $talk->{data} or return;
    Lab::Loop::forget($socket);
    close $socket;
    return;
}
