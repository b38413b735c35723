# @summary A node whose agent the dispatcher may run
#
# The key of a dispatcher may log in as root for one purpose: a program that reads the job id and nothing else, and runs
# the agent once. It stands in a file of its own, which sshd reads besides those that it read before.
#
# @example
#   include kicker::agent
#
# @example With two Puppet Servers, and from their addresses only
#   class { 'kicker::agent':
#     servers => ['puppet1.example.com', 'puppet2.example.com'],
#     from    => ['192.0.2.1', '192.0.2.2'],
#   }
#
# @param servers
#   The certnames of the nodes with a dispatcher.
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
# @param manage_sshd
#   Whether sshd is told of the file with the keys. Without this do it yourself: it is `/etc/kicker/authorized_keys`.
#
# @param authorized_keys_files
#   The files in which sshd looks for keys of root besides. These must be the ones it looked in before: what is missing
#   here no longer counts.
class kicker::agent (
  Array[Kicker::Certname, 1] $servers = kicker::compiling_servers(),
  Array[Kicker::Public_key] $keys = kicker::dispatcher_keys($servers),
  Array[Kicker::From] $from = [],
  Optional[Kicker::Path] $program = undef,
  Boolean $manage_sshd = true,
  Array[Kicker::Keys_file] $authorized_keys_files = ['.ssh/authorized_keys', '.ssh/authorized_keys2'],
) {
  require kicker::folder

  if $keys.empty {
    warning("kicker::agent: nobody can kick ${trusted['certname']}, as no key is known of ${servers.join(' and ')} yet")
  }

  $command = ['/usr/local/sbin/kicked', $program].filter |$word| { $word =~ NotUndef }

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
      content => epp('kicker/authorized_keys.epp', { 'keys' => $keys, 'from' => $from, 'command' => $command }),
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

    # A configuration that sshd cannot read fails the run, and sshd goes on with the one it has.
    exec { 'kicker: reload sshd':
      command     => '/usr/sbin/sshd -t && /usr/bin/systemctl try-reload-or-restart ssh.service',
      provider    => shell,
      onlyif      => '/usr/bin/test -d /run/systemd/system',
      refreshonly => true,
      subscribe   => File['/etc/ssh/sshd_config.d/kicker.conf'],
    }
  }
}
