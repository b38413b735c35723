package Lab::Json;

# One JSON document in, JSON documents out, a line each. Text stays bytes (UTF-8) on the way: what an inventory says
# goes out on a socket as it came in.

use v5.36;
use Exporter 'import';
use JSON::PP ();

our @EXPORT_OK = qw(read_document say_document);

# Reads standard input up to the end of its one document, an object. The caller may keep the pipe open.
sub read_document () {
    my $text = '';
    while ( sysread STDIN, $text, 65_536, length $text ) {
        next if $text !~ /\}\s*\z/;
        my $document = eval { JSON::PP->new->decode($text) };
        return $document if ref $document eq 'HASH';
    }
    my $document = eval { JSON::PP->new->decode($text) };
    ref $document eq 'HASH' or die "standard input is no JSON object\n";
    return $document;
}

# Writes one line, at once.
sub say_document ($document) {
    my $line = JSON::PP->new->canonical->encode($document) . "\n";
    while ( length $line ) {
        my $written = syswrite STDOUT, $line;
        defined $written or $!{EINTR} or return;
        substr $line, 0, $written // 0, '';
    }
    return;
}

1;
