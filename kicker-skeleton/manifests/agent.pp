# @summary A node whose agent the dispatcher may run
#
# The key of a dispatcher may log in as root for one purpose: a program that reads the job id and nothing else, and runs
# the agent once. It stands in a file of its own, which sshd reads besides those that it read before.
#
# @example
#   include kicker::agent
#
# @example With two Puppet Servers (name all of them on every node), and from their addresses only
#   class { 'kicker::agent':
#     servers => ['puppet1.example.com', 'puppet2.example.com'],
#     from    => ['192.0.2.1', '192.0.2.2'],
#   }
#
# @param servers
#   The certnames of all nodes with a dispatcher. Without this it is the server that compiles the catalog, which is right
#   where there is only one: with several, each would take the key of the others away.
#
# @param keys
#   The public keys of the dispatchers, those of the servers without this.
#
# @param from
#   From where a dispatcher may log in, from anywhere without this.
#
# @param program
#   The program that runs the agent, with the arguments of `puppet`. Without this it is `/usr/bin/puppet` or
#   `/opt/puppetlabs/bin/puppet`.
#
# @param ruby
#   The Ruby that runs the forced command. On a node with Puppet's own packages it is `/opt/puppetlabs/puppet/bin/ruby`.
#
# @param manage_sshd
#   Whether sshd is told of the file with the keys, by a `Match User root` of its own. Without this do it yourself: it is
#   `/etc/kicker/authorized_keys`. Where another `Match` has the last word on the keys of root, the run that writes the
#   file fails, and says so.
#
# @param authorized_keys_files
#   The files in which sshd looks for keys of root besides. These must be the ones it looked in before: what is missing
#   here no longer counts.
class kicker::agent (
  Optional[Array[Kicker::Certname, 1]] $servers = undef,
  Optional[Array[Kicker::Public_key]] $keys = undef,
  Array[Kicker::From] $from = [],
  Optional[Kicker::Path] $program = undef,
  Kicker::Path $ruby = '/usr/bin/ruby',
  Boolean $manage_sshd = true,
  Array[Kicker::Keys_file] $authorized_keys_files = ['.ssh/authorized_keys', '.ssh/authorized_keys2'],
) {
  require kicker::folder

  # Which server compiles, and what PuppetDB knows of it, matters only where no key is given.
  if $keys =~ Undef {
    $dispatchers = $servers.lest || { kicker::compiling_servers() }
    $known_keys = kicker::dispatcher_keys($dispatchers)
    if $known_keys.empty {
      $whom = $dispatchers.join(' and ')
      warning("kicker::agent: nobody can kick ${trusted['certname']}, as no key is known of ${whom} yet")
    }
  } else {
    $known_keys = $keys
  }

  # Not by its first line: that Ruby need not be there.
  $command = [$ruby, '--disable=gems', '/usr/local/sbin/kicked', $program].filter |$word| { $word =~ NotUndef }

  file {
    default:
      ensure => file,
      owner  => 'root',
      group  => 'root',
    ;
    '/usr/local/sbin/kicked':
      mode   => '0755',
      source => 'puppet:///modules/kicker/kicked',
    ;
    '/etc/kicker/authorized_keys':
      mode    => '0600',
      content => epp('kicker/authorized_keys.epp', { 'keys' => $known_keys, 'from' => $from, 'command' => $command }),
      require => File['/usr/local/sbin/kicked'],
    ;
  }

  if $manage_sshd {
    file { '/etc/ssh/sshd_config.d/kicker.conf':
      ensure  => file,
      owner   => 'root',
      group   => 'root',
      mode    => '0644',
      content => epp('kicker/sshd.conf.epp', { 'files' => $authorized_keys_files + ['/etc/kicker/authorized_keys'] }),
      require => File['/etc/kicker/authorized_keys'],
    }

    # A configuration that sshd cannot read fails the run, and sshd goes on with the one it has. So does one in which
    # another block has the last word on the keys of root, since nobody could kick then. An sshd that does not run (or
    # is started for each connection) reads it by itself; only where it runs is there the folder that `sshd -t` needs.
    $keys_read = '^authorizedkeysfile .*/etc/kicker/authorized_keys'
    $wrong = 'kicker: another Match or file of sshd has the last word on AuthorizedKeysFile of root, so nobody can kick this node'
    $look = "/usr/sbin/sshd -T -C user=root,host=localhost,addr=127.0.0.1 | /usr/bin/grep -q '${keys_read}'"
    $reload = '/usr/sbin/sshd -t && /usr/bin/systemctl try-reload-or-restart ssh.service'
    exec { 'kicker: reload sshd':
      command     => "${reload} && { ${look} || { echo '${wrong}'; exit 1; }; }",
      provider    => shell,
      onlyif      => '/usr/bin/systemctl is-active --quiet ssh.service',
      refreshonly => true,
      subscribe   => File['/etc/ssh/sshd_config.d/kicker.conf'],
    }
  }
}
