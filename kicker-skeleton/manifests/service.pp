# @summary The dispatcher as it runs
#
# A restart loses nothing: kicks stay in the spool until the agents have run.
#
# @api private
class kicker::service {
  if $kicker::server::manage_service {
    service { 'kicker':
      ensure => $kicker::server::service_ensure,
      enable => $kicker::server::service_enable,
    }
  }
}
