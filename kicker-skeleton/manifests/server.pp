# @summary The kicker on a Puppet Server: what its report processor needs, and the dispatcher
#
# The report processor itself is switched on in puppet.conf, `reports = puppetdb, kick` in the section `server`, which
# this class leaves alone. The key by which the dispatcher logs in to nodes is made here, and told to them by the fact
# `kicker_public_key` of the next run.
#
# @example
#   include kicker::server
#
# @example Agents that are run by another program than ssh
#   class { 'kicker::server':
#     transport => ['/usr/local/bin/run-agent', '--node', '{certname}', '--', '{job_id}'],
#   }
#
# @param manage_packages
#   Whether the packages are installed.
#
# @param package_names
#   The packages that the dispatcher needs.
#
# @param user
#   The user that the Puppet Server runs as: the report processor writes and the dispatcher reads as this one.
#
# @param group
#   The group of that user.
#
# @param ruby
#   The Ruby that runs the dispatcher.
#
# @param ssldir
#   The folder with the certificate that the dispatcher shows to PuppetDB, the one of this node.
#
# @param certname
#   The name in that certificate.
#
# @param puppetdb_urls
#   Where PuppetDB answers. They are tried one after the other.
#
# @param puppetdb_timeout
#   The seconds after which a question to PuppetDB has failed.
#
# @param transport
#   The command that runs the agent of a node. Without this it is ssh, with the key of the dispatcher and the host keys
#   that the facts of the node name.
#
# @param debounce
#   The seconds without a further kick of a role after which its agents are run.
#
# @param debounce_max
#   The seconds after which they are run even if there are further kicks.
#
# @param cooldown
#   The seconds between the end of a run of a role and the next one. Kicks that come in between are run after it.
#
# @param max_per_hour
#   How often an hour the agents of a role are run at most. Kicks beyond that wait.
#
# @param parallel
#   How many agents are run at once.
#
# @param run_timeout
#   The seconds after which the run of an agent has failed.
#
# @param stop_grace
#   The seconds that runs get to end when the dispatcher is stopped. What has not ended is run again after the start.
#
# @param retries
#   A kick whose nodes fail is tried again for as long as so many tries take (ten: about half an hour). After that it waits
#   for `kicker retry`, or for a later run of the role that is good.
#
# @param retry_first
#   The seconds until the first of these tries. The time doubles with each.
#
# @param retry_max
#   The seconds at which it no longer doubles.
#
# @param report_wait
#   The seconds that a kick waits for its report to be in PuppetDB, from where the others learn what has changed.
#
# @param trust_role_fact
#   Whether the facts `role` and `roles` of a node count, if its certificate names no role. Any node could then choose
#   its role, and with it whom it may kick. Set it as `kicker::trust_role_fact` in Hiera, which the functions read too.
#
# @param manage_service
#   Whether the state of the service is managed.
#
# @param service_ensure
#   Whether the dispatcher is to run.
#
# @param service_enable
#   Whether it is to start with the system.
class kicker::server (
  Boolean $manage_packages = true,
  Array[String[1]] $package_names = ['openssh-client', 'ruby'],
  Kicker::User $user = 'puppet',
  Kicker::User $group = 'puppet',
  Kicker::Path $ruby = '/usr/bin/ruby',
  Kicker::Path $ssldir = '/var/lib/puppet/ssl',
  Kicker::Certname $certname = $trusted['certname'],
  Array[Kicker::Puppetdb_url, 1] $puppetdb_urls = ["https://${certname}:8081"],
  Kicker::Seconds $puppetdb_timeout = 10,
  Optional[Kicker::Transport] $transport = undef,
  Kicker::Seconds $debounce = 2,
  Kicker::Seconds $debounce_max = 10,
  Kicker::Seconds $cooldown = 10,
  Integer[1, 3600] $max_per_hour = 30,
  Integer[1, 64] $parallel = 4,
  Kicker::Seconds $run_timeout = 300,
  Integer[0, 3600] $stop_grace = 20,
  Integer[0, 100] $retries = 10,
  Kicker::Seconds $retry_first = 5,
  Kicker::Seconds $retry_max = 300,
  Kicker::Seconds $report_wait = 600,
  Boolean $trust_role_fact = false,
  Boolean $manage_service = true,
  Enum['running', 'stopped'] $service_ensure = 'running',
  Boolean $service_enable = true,
) {
  contain kicker::spool
  contain kicker::config
  contain kicker::dispatcher
  contain kicker::service

  if $manage_packages {
    package { $package_names:
      ensure => installed,
      before => Class['kicker::spool'],
    }
  }

  # The list of allowed edges is read anew as it is, and a restart would end agents that run.
  Class['kicker::spool'] -> Class['kicker::config'] -> Class['kicker::service']
  File['/etc/kicker/kicker.yaml'] ~> Class['kicker::service']
  Class['kicker::spool'] -> Class['kicker::dispatcher'] ~> Class['kicker::service']
}
