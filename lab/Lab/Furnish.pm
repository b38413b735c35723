package Lab::Furnish;

# Makes the disk of a new host of the lab that of the machine that a module finds: with the names of the lab's hosts and no name
# servers, no trace of a module that the person's own machine may have, systemctl as it stands in, and the modules of the
# lab's kernel where modprobe looks for them.

use v5.36;
use Exporter 'import';

our @EXPORT_OK = qw(furnish);

# `$root` is the root of the host, which has /run/stage; /run/lab/hosts is what it gets as /etc/hosts.
sub furnish ( $root, $hostname, $module ) {
    unlink "$root/etc/resolv.conf";
    write_file( "$root/etc/resolv.conf", '' );
    write_file( "$root/etc/hosts",       read_file('/run/lab/hosts') );
    write_file( "$root/etc/hostname",    "$hostname\n" );
    remove("$root/etc/$module");
    unlink glob("$root/etc/sysctl.d/90-$module-*"), map { "$root/etc/$_/$module.conf" } qw(modules-load.d tmpfiles.d);
    unlink "$root/var/log/ldirectord.log", "$root/etc/systemd/system/multi-user.target.wants/ldirectord.service";
    my $systemctl = "$root/usr/bin/systemctl";
    unlink $systemctl;
    write_file( $systemctl, read_file('/run/stage/programs/systemctl.pl') );
    chmod 0755, $systemctl;
    give_kernel_modules($root);
    forget_package_lists($root);
    return;
}

sub give_kernel_modules ($root) {
    open my $known, '<', '/run/stage/modules-folder' or return;
    chomp( my $folder = readline $known );
    chomp( my $release = read_file('/proc/sys/kernel/osrelease') );
    mkdir "$root/usr/lib/modules";
    my $link = "$root/usr/lib/modules/$release";
    unlink $link;
    symlink "$folder/$release", $link or die "$link: $!\n";
    return;
}

# Nothing can be installed in a lab. Whatever Puppet asks of apt it would answer from the lists of all packages that there are.
sub forget_package_lists ($root) {
    return if !-d "$root/etc/apt/apt.conf.d";
    write_file( "$root/etc/apt/apt.conf.d/99lab", qq(Dir::State::lists "/run/no-package-lists";\n) );
    return;
}

# A file, or a folder with all that is in it.
sub remove ($path) {
    if ( -d $path && !-l $path ) {
        opendir my $folder, $path or die "$path: $!\n";
        remove("$path/$_") for grep { !/\A\.\.?\z/ } readdir $folder;
        rmdir $path or die "$path: $!\n";
        return;
    }
    unlink $path;
    return;
}

sub read_file ($path) {
    open my $file, '<', $path or die "$path: $!\n";
    local $/;
    return scalar readline $file;
}

sub write_file ( $path, $text ) {
    open my $file, '>', $path or die "$path: $!\n";
    print {$file} $text;
    close $file or die "$path: $!\n";
    return;
}

1;
