# @summary What the report processor and the dispatcher share: the spool, and the key of the dispatcher
#
# All of it is private to the user of the Puppet Server, as which both of them run.
#
# @api private
class kicker::spool {
  $key = '/var/lib/kicker/id_ed25519'

  file {
    default:
      ensure => directory,
      owner  => $kicker::server::user,
      group  => $kicker::server::group,
      mode   => '0700',
    ;
    '/var/lib/kicker':
      mode => '0750',
    ;
    '/var/lib/kicker/spool': ;
    '/var/lib/kicker/spool/new': ;
    '/var/lib/kicker/spool/tmp': ;
    '/var/lib/kicker/spool/refused': ;
    '/var/lib/kicker/spool/given-up': ;
  }

  # The key is made on the server and never leaves it.
  exec { 'kicker: make the key of the dispatcher':
    command => ['/usr/bin/ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'kicker', '-f', $key],
    creates => $key,
    user    => $kicker::server::user,
    umask   => '0077',
    require => File['/var/lib/kicker'],
  }
}
