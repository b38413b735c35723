# @summary What the report processor and the dispatcher read
#
# @api private
class kicker::config {
  require kicker::folder

  $ssldir = $kicker::server::ssldir
  $transport = $kicker::server::transport ? {
    undef   => {},
    default => { 'transport' => $kicker::server::transport },
  }

  # the template reads $settings.
  $settings = {
    'spool'           => '/var/lib/kicker/spool',
    'state'           => '/var/lib/kicker',
    'edges'           => '/etc/kicker/edges.yaml',
    'key'             => $kicker::spool::key,
    'puppetdb'        => {
      'urls'    => $kicker::server::puppetdb_urls,
      'ca'      => "${ssldir}/certs/ca.pem",
      'cert'    => "${ssldir}/certs/${kicker::server::certname}.pem",
      'key'     => "${ssldir}/private_keys/${kicker::server::certname}.pem",
      'timeout' => $kicker::server::puppetdb_timeout,
    },
    'debounce'        => $kicker::server::debounce,
    'debounce_max'    => $kicker::server::debounce_max,
    'cooldown'        => $kicker::server::cooldown,
    'max_per_hour'    => $kicker::server::max_per_hour,
    'parallel'        => $kicker::server::parallel,
    'run_timeout'     => $kicker::server::run_timeout,
    'stop_grace'      => $kicker::server::stop_grace,
    'retries'         => $kicker::server::retries,
    'retry_first'     => $kicker::server::retry_first,
    'retry_max'       => $kicker::server::retry_max,
    'report_wait'     => $kicker::server::report_wait,
    'trust_role_fact' => $kicker::server::trust_role_fact,
  } + $transport

  file {
    default:
      ensure => file,
      owner  => 'root',
      group  => 'root',
      mode   => '0644',
    ;
    '/etc/kicker/kicker.yaml':
      content => template('kicker/kicker.yaml.erb'),
    ;
    # Read anew by both whenever it changes: the dispatcher is not restarted.
    '/etc/kicker/edges.yaml':
      source => 'puppet:///modules/kicker/edges.yaml',
    ;
  }
}
