package Lab::Speech;

# What the stand-ins say. No sockets here: a conversation is a hash
#   { standIn, host, in => what was heard and not yet understood, out => what is to be said, heardAll, done,
#     openData, callBack, sendData }
# `hear` takes from `in`, adds to `out`, and sets `done` when the connection is to be closed. Which words are needed
# comes from the checks of ldirectord 1.186 (check_http, check_smtp, … in /usr/sbin/ldirectord) and the modules that they
# use.
# Whatever the service is, a line `who` is answered with `host=NAME`, so one client can ask every port.

use v5.36;
use Lab::Dns;

my %HEARERS = (
    line      => \&hear_line,
    http      => \&hear_http,
    https     => \&hear_http,
    simpletcp => \&hear_simpletcp,
    dns       => \&hear_dns,
    smtp      => \&hear_command,
    pop       => \&hear_command,
    imap      => \&hear_command,
    ftp       => \&hear_command,
    nntp      => \&hear_command,
);

# Every login is taken. `%s` is the name of the host.
my %DIALOGUES = (
    smtp => {
        greeting => '220 %s ESMTP ready',
        unknown  => '500 what?',
        commands => {
            ( map { $_ => '250 %s' } qw(EHLO HELO MAIL RCPT RSET NOOP) ),
            AUTH => '235 welcome',
            QUIT => '221 bye',
        },
    },
    pop => {
        # Without a text in angle brackets: with one Mail::POP3Client would try APOP.
        greeting => '+OK %s ready',
        unknown  => '-ERR what?',
        commands => {
            ( map { $_ => '+OK' } qw(USER PASS NOOP RSET) ),
            STAT => '+OK 0 0',
            LIST => "+OK\r\n.",
            CAPA => "+OK\r\nUSER\r\n.",
            QUIT => '+OK bye',
        },
    },
    imap => {
        greeting => '* OK %s ready',
        unknown  => 'BAD what?',
        tagged   => 1,
        commands => {
            ( map { $_ => 'OK done' } qw(LOGIN NOOP EXPUNGE CLOSE SELECT) ),
            CAPABILITY => "* CAPABILITY IMAP4rev1\r\nOK done",
            LOGOUT     => "* BYE\r\nOK done",
        },
    },
    ftp => {
        greeting => '220 %s ready',
        unknown  => '502 not here',
        commands => {
            USER => '331 which password?',
            PASS => '230 welcome',
            CWD  => '250 done',
            TYPE => '200 done',
            MODE => '200 done',
            STRU => '200 done',
            NOOP => '200 done',
            PWD  => '257 "/"',
            SYST => '215 UNIX Type: L8',
            PASV => \&open_passive,
            EPSV => sub ( $talk, $ ) { '229 extended passive mode (|||' . $talk->{openData}->()->{port} . '|)' },
            PORT => \&call_back,
            EPRT => \&call_back,
            RETR => \&retrieve,
            QUIT => '221 bye',
        },
    },
    nntp => {
        greeting => '200 %s ready',
        unknown  => '500 what?',
        commands => { MODE => '200 %s', QUIT => '205 bye' },
    },
);
my %LAST_WORD = map { $_ => 1 } qw(QUIT LOGOUT);

sub knows ($speech) { return exists $HEARERS{$speech} }

# What is said before anything was heard.
sub greeting ( $stand_in, $host ) {
    my $dialogue = $DIALOGUES{ $stand_in->{speaks} } or return '';
    return $dialogue->{greeting} =~ s/%s/$host/r . "\r\n";
}

sub hear ($talk) {
    $HEARERS{ $talk->{standIn}{speaks} }->($talk);
    $talk->{done} = 1 if $talk->{heardAll};
    return;
}

# The answer to one datagram, whatever the service is; nothing where none is due.
sub answer_datagram ( $stand_in, $host, $text ) {
    my $speech = $stand_in->{speaks};
    my $is_who = $text =~ /\Awho\r?\n?\z/;
    return Lab::Dns::answer( $text, $host, dns_pairs($stand_in) ) if $speech eq 'dns'       && !$is_who;
    return simpletcp_answer( $stand_in, $text )                   if $speech eq 'simpletcp' && !$is_who;
    return "host=$host\n";
}

# The answer of the pair for which a condition holds, else that of the first, else `ok`.
sub pair_answer ( $stand_in, $holds ) {
    my @pairs = @{ $stand_in->{answers} // [] };
    my ($pair) = grep { $holds->( $_->{request} ) } @pairs;
    return ( $pair // $pairs[0] // {} )->{answer} // 'ok';
}

# ldirectord puts a slash before every request and takes one away again where the service has no paths.
sub without_slash ($request) { return $request =~ s{\A/}{}r }

sub hear_line ($talk) {
    while ( $talk->{in} =~ s/\A[^\n]*\n// ) {
        $talk->{out} .= "host=$talk->{host}\n";
    }
    return;
}

# Takes a line `who` off what was heard, as often as there is one.
sub hear_who ($talk) {
    while ( $talk->{in} =~ s/\A[\r\n]*who\r?\n// ) {
        $talk->{out} .= "host=$talk->{host}\n";
    }
    return;
}

sub hear_http ($talk) {
    hear_who($talk);
    return if $talk->{in} !~ /\A(.*?)\r?\n\r?\n/s;
    my ( $head, $body_starts ) = ( $1, $+[0] );
    my ($body) = $head =~ /^Content-Length:\s*(\d+)/mi;
    return if length( $talk->{in} ) < $body_starts + ( $body // 0 );
    $talk->{in}   = '';
    $talk->{done} = 1;
    my ( $method, $target ) = $head =~ m{\A(GET|HEAD|POST) (\S+) HTTP/1\.[01]\r?$}m;
    if ( !defined $method ) {
        $talk->{out} .= "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return;
    }
    my $text = pair_answer( $talk->{standIn}, sub ($request) { is_target( $request, $target ) } ) . "\n";
    $talk->{out} .= join "\r\n", 'HTTP/1.1 200 OK', 'Content-Type: text/plain', 'Content-Length: ' . length $text,
      'Connection: close', '', $method eq 'HEAD' ? '' : $text;
    return;
}

# Is that what was asked for? A proxy is asked with a whole URI, the target may be written with %xx, and a request may be
# a URI of which the server sees the path only.
sub is_target ( $request, $target ) {
    my $wanted = http_path($request);
    my $path   = http_path($target);
    my $plain  = $path =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ger;
    return without_slash($request) eq without_slash($target) || $wanted eq $path || $wanted eq $plain;
}

sub http_path ($target) { return without_slash( without_slash($target) =~ s{\Ahttps?://[^/]*}{}ir ) }

# ldirectord sends its request without a line end and closes its half; a person sends a line.
sub hear_simpletcp ($talk) {
    my $heard = $talk->{in} =~ s/\r?\n\z//r;
    if ( length $heard && grep { simpletcp_request($_) eq $talk->{in} || simpletcp_request($_) eq $heard }
        map { $_->{request} } @{ $talk->{standIn}{answers} // [] } )
    {
        say_simpletcp( $talk, $heard );
    }
    hear_who($talk);
    if ( $talk->{heardAll} && !$talk->{answered} && !length $talk->{out} ) {
        say_simpletcp( $talk, $talk->{in} );
    }
    return;
}

sub say_simpletcp ( $talk, $heard ) {
    $talk->{out} .= simpletcp_answer( $talk->{standIn}, $heard );
    @{$talk}{qw(in answered)} = ( '', 1 );
    return;
}

sub simpletcp_answer ( $stand_in, $heard ) {
    my $bare = $heard =~ s/\r?\n\z//r;
    return pair_answer( $stand_in, sub ($request) { simpletcp_request($request) =~ s/\r?\n\z//r eq $bare } ) . "\n";
}

# `\n` in the configuration is a line end on the wire.
sub simpletcp_request ($request) { return without_slash($request) =~ s/\\n/\n/gr }

sub hear_dns ($talk) {
    hear_who($talk);
    while ( length $talk->{in} >= 2 && $talk->{in} !~ /\Awh/ ) {
        my $length = unpack 'n', $talk->{in};
        last if length( $talk->{in} ) < 2 + $length;
        my ( undef, $query ) = ( substr( $talk->{in}, 0, 2, '' ), substr $talk->{in}, 0, $length, '' );
        my $answer = Lab::Dns::answer( $query, $talk->{host}, dns_pairs( $talk->{standIn} ) );
        $talk->{out} .= pack 'n/a*', $answer if defined $answer;
    }
    return;
}

sub dns_pairs ($stand_in) {
    return sub ($name) {
        return pair_answer( $stand_in, sub ($request) { lc( without_slash($request) =~ s/\.\z//r ) eq lc $name } );
    };
}

sub hear_command ($talk) {
    my $dialogue = $DIALOGUES{ $talk->{standIn}{speaks} };
    while ( !$talk->{done} && $talk->{in} =~ s/\A([^\n]*?)\r?\n// ) {
        my $line = $1;
        if ( $line eq 'who' ) {
            $talk->{out} .= "host=$talk->{host}\n";
            next;
        }
        my $tag = $dialogue->{tagged} && $line =~ s/\A(\S+)\s+// ? "$1 " : '';
        my ( $word, $rest ) = $line =~ /\A(\S*)\s*(.*)\z/s;
        my $reply = $dialogue->{commands}{ uc $word } // $dialogue->{unknown};
        $reply = $reply->( $talk, $rest ) if ref $reply;
        $talk->{out} .= $reply =~ s/(?=[^\n]*\z)/$tag/r =~ s/%s/$talk->{host}/r . "\r\n";
        $talk->{done} = 1 if $LAST_WORD{ uc $word };
    }
    return;
}

sub open_passive ( $talk, $ ) {
    my $place = $talk->{openData}->();
    return '425 only with EPSV' if $place->{address} !~ /\A[\d.]+\z/;
    return sprintf '227 entering passive mode (%s,%d,%d)', $place->{address} =~ tr/./,/r, $place->{port} >> 8,
      $place->{port} & 255;
}

# Net::FTP asks for it where Debian's libnet.cfg says nothing else, even after PASV.
sub call_back ( $talk, $words ) {
    my ( $four, $high, $low ) = $words =~ /\A(\d+,\d+,\d+,\d+),(\d+),(\d+)\z/;
    my @place = defined $four ? ( $four =~ tr/,/./r, 256 * $high + $low ) : $words =~ /\A\|[12]\|([^|]+)\|(\d+)\|\z/;
    return '501 where?' if !@place;
    $talk->{callBack}->(@place);
    return '200 done';
}

# `sendData` says the rest when the file has been sent.
sub retrieve ( $talk, $path ) {
    my $holds = sub ($request) { without_slash($request) eq without_slash($path) };
    my $text = pair_answer( $talk->{standIn}, $holds );
    return $talk->{sendData}->( "$text\n", "226 done\r\n" ) ? '150 here it comes' : '425 no data connection';
}

1;
