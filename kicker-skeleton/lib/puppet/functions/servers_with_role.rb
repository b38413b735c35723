# frozen_string_literal: true

require_relative '../../puppet_x/kicker/nodes'

# @summary The servers that joined a role, with all their facts
#
# A server has the role when the extension `pp_role` of its certificate names it, alone or among others with commas
# between them. Only with the key `kicker::trust_role_fact` of Hiera the facts `role` and `roles` count, for servers
# without the extension: any node could then choose its role.
#
# It has joined from the end of the run in which all else of the role was in place, and that left the marker of the
# role on it. It leaves with the marker, or when it is deactivated or expires in PuppetDB, and not by a later run that
# fails. A role that leaves no marker, as that of the directors, has all servers that PuppetDB knows with it: which roles do
# is told by the key `kicker::marked_roles` of Hiera, which has those of the inventory.
#
# When PuppetDB gives no answer the catalog fails.
Puppet::Functions.create_function(:servers_with_role) do
  # @param role
  #   The role.
  #
  # @param environment
  #   The environment that the servers must be in. Without this it can be any.
  #
  # @return [Array[Hash[String, Any]]]
  #   The facts of each server, ordered by certname, which is among them. Facts have their old names as well, such as
  #   `hostname`, `fqdn` and `ipaddress`, also where Puppet 8 sends the structured ones only.
  #
  # @example All servers
  #   $servers = servers_with_role('frontend')
  #
  # @example Those of an environment
  #   $servers = servers_with_role('frontend', 'production')
  dispatch :servers_with_role do
    param 'Kicker::Role', :role
    optional_param 'Optional[String[1]]', :environment
    return_type 'Array[Hash[String, Any]]'
  end

  def servers_with_role(role, environment = nil)
    types = Puppet::Pops::Types::TypeFactory
    trusted = call_function('lookup', 'kicker::trust_role_fact', types.boolean, 'first', false)
    marked = call_function('lookup', 'kicker::marked_roles', types.array_of(types.string), 'first', [])
    nodes = PuppetX::Kicker::Nodes.new { |query| call_function('kicker::query', query) }
    nodes.with_role(role, environment: environment, trust_role_fact: trusted, marked: marked.include?(role))
  end
end
