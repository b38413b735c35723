# @summary The folder for what is configured of the kicker, on servers and on agents
#
# @api private
class kicker::folder {
  file { '/etc/kicker':
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
  }
}
