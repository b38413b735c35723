#!/usr/bin/perl
# Asks the installed ldirectord what it thinks of configurations: its script is read where it is, without the code that starts
# the daemon, and `read_config` is called.
#
# usage: judge.pl FOLDER     a folder for a file, standard input has requests, a line of JSON each: { text }
#
# Answers a line of JSON each: { ok: true, config, setup, warnings } with what the daemon would know, or { ok: false, line, text } with the place and
# the words of its error, or { ok: false, needs: NAME } where only name servers can tell.
use v5.36;
use JSON::PP;

my ($folder) = @ARGV;
my $path = '/usr/sbin/ldirectord';
open my $script, '<', $path or die "$path: $!\n";
my $source = do { local $/; readline $script };
# Each of these must be there once, or this is another ldirectord than the one that is known here.
$source =~ s/^# main code\n.*?^# functions\n//ms or die "the main code is not found\n";
$source =~ s/">>\$monitorfile"/">>\/dev\/null"/ or die "the monitor file is not found\n";
$source =~ s/^__END__.*//ms;

our @said;
my $judge = <<'END';
no warnings;
sub config_error { die { line => $_[0], text => $_[1] } }
sub config_warn  { push @main::said, $_[1]; return }
sub ld_openlog   { return 0 }
sub ld_log       { return }
sub ld_gethostbyname {
    my ( $name, $family ) = @_;
    $name = $1 if $name =~ /\[(.*)\]/;
    my $numeric = Socket6::AI_NUMERICHOST();
    my @found   = getaddrinfo( $name, 0, $family, 0, 0, $numeric );
    if ( @found < 4 ) {
        my @other = getaddrinfo( $name, 0, 0, 0, 0, $numeric );
        return undef if @other > 3;
        die { needs => $name };
    }
    my ($text) = getnameinfo( $found[3], NI_NUMERICHOST | NI_NUMERICSERV );
    return $found[0] == AF_INET6 ? "[$text]" : $text;
}
$HOSTNAME = 'director';
sub judge {
    ($CONFIG) = @_;
    @main::said = ();
    local $SIG{ALRM} = sub { die { line => 0, text => 'too long' } };
    alarm 2;
    my $ok = eval { read_config(); 1 };
    my $why = $@;
    alarm 0;
    return ref $why ? { ok => JSON::PP::false(), %$why } : die $why if !$ok;
    my %config = (
        autoreload => $AUTOCHECK, callback => $CALLBACK, checkcount => $CHECKCOUNT, checkinterval => $CHECKINTERVAL,
        checktimeout => $CHECKTIMEOUT, cleanstop => $CLEANSTOP, emailalert => $EMAILALERT, emailalertfreq => $EMAILALERTFREQ,
        emailalertfrom => $EMAILALERTFROM, emailalertstatus => $EMAILALERTSTATUS, failurecount => $FAILURECOUNT,
        fallback => $FALLBACK, fallback6 => $FALLBACK6, fallbackcommand => $FALLBACKCOMMAND, fork => $FORKING,
        logfile => $LDIRLOG, maintenancedir => $MAINTDIR, negotiatetimeout => $NEGOTIATETIMEOUT, quiescent => $QUIESCENT,
        readdquiescent => $READDQUIESCENT, supervised => $SUPERVISED, smtp => $SMTP, execute => [ sort keys %LD_INSTANCE ],
        virtuals => [ map { { %$_, addressfamily => $_->{addressfamily} == AF_INET6 ? 6 : 4 } } @VIRTUAL ],
    );
    my $text = JSON::PP->new->canonical->encode( \%config );
    ld_setup();
    my @flags = map { { %$_{qw(flags checktimeout negotiatetimeout checkcount failurecount)} } } @VIRTUAL;
    return { ok => JSON::PP::true(), config => JSON::PP->new->decode($text), setup => \@flags, warnings => [@main::said] };
}
1;
END
@ARGV = ();
$ENV{HOSTNAME} = 'director';
eval "package Ldirectord; no strict; no warnings; no feature ':all'; use feature ':default';\n$source\n$judge" or die $@;

$| = 1;
my $file = "$folder/judged.cf";
while ( my $line = <STDIN> ) {
    my $request = decode_json($line);
    open my $out, '>:utf8', $file or die "$file: $!\n";
    print {$out} $request->{text};
    close $out;
    # Its texts are the bytes of the file, and leave as they came.
    print JSON::PP->new->canonical->encode( Ldirectord::judge($file) ), "\n";
}
