# On the Puppet Server.
include kicker::server
