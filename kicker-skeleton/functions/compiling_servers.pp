# @summary The server that compiles the catalog
#
# @return [Array[Kicker::Certname, 1]]
#   Its name, which is its certname unless that was changed.
#
# @api private
function kicker::compiling_servers() >> Array[Kicker::Certname, 1] {
  $name = getvar('server_facts.servername')
  if $name !~ Kicker::Certname {
    fail('kicker: it is not known which server compiles the catalog, so kicker::agent::servers must name those with a dispatcher')
  }

  [$name]
}
