# @summary The public keys by which dispatchers log in
#
# PuppetDB is asked for the fact `kicker_public_key` of these servers and of nobody else: what another node says is the
# key of a dispatcher never counts.
#
# @param servers
#   The certnames of the nodes with a dispatcher.
#
# @return [Array[Kicker::Public_key]]
#   Their keys, sorted. That of a server is known from the second run with `kicker::server` on.
#
# @example
#   kicker::dispatcher_keys(['puppet.example.com'])
function kicker::dispatcher_keys(
  Array[Kicker::Certname, 1] $servers = kicker::compiling_servers(),
) >> Array[Kicker::Public_key] {
  $whose = ['in', 'certname', ['array', $servers]]
  $wanted = ['extract', ['certname', 'value'], ['and', ['=', 'name', 'kicker_public_key'], $whose]]
  $rows = kicker::query(['from', 'facts', $wanted])

  $rows.map |$row| { $row['value'] }.filter |$key| { $key =~ Kicker::Public_key }.unique.sort
}
