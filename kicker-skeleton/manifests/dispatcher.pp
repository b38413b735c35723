# @summary The programs of the dispatcher and its unit
#
# @api private
class kicker::dispatcher {
  $header = '# Managed by Puppet (module kicker): changes made by hand are lost.'
  $unit = {
    'user'         => $kicker::server::user,
    'group'        => $kicker::server::group,
    'ruby'         => $kicker::server::ruby,
    'stop_timeout' => $kicker::server::stop_grace + 40,
  }

  file {
    default:
      owner => 'root',
      group => 'root',
    ;
    # Whatever is not of this version goes.
    '/usr/local/lib/kicker':
      ensure  => directory,
      mode    => '0644',
      source  => 'puppet:///modules/kicker/dispatcher',
      recurse => true,
      purge   => true,
      force   => true,
    ;
    # The command of operators.
    '/usr/local/sbin/kicker':
      ensure  => file,
      mode    => '0755',
      content => "#!/bin/sh\n${header}\nexec ${kicker::server::ruby} /usr/local/lib/kicker/bin/kicker \"$@\"\n",
    ;
    '/etc/systemd/system/kicker.service':
      ensure  => file,
      mode    => '0644',
      content => epp('kicker/kicker.service.epp', $unit),
    ;
  }
}
