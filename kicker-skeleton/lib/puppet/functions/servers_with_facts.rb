# frozen_string_literal: true

require_relative '../../puppet_x/kicker/nodes'

# @summary The servers whose facts fulfil all conditions, with all their facts
#
# A condition is the name of a fact, an operator and a value:
#
# - `=` and `!=`: the value is this one, or another one. Between slashes it is a pattern, which is that of PostgreSQL
#   after `=` and that of Ruby after `!=`. A server without the fact fulfils `!=`.
# - `<`, `<=`, `>` and `>=`: the fact is a number below or above this one.
#
# The name is that of a fact, with dots for what is within (`networking.hostname`). Old names mean the structured facts
# (`hostname`, `ipaddress_eth0`), and `uptime` with a number the days. What a node says of itself can be wrong: where it
# matters who a server is, `servers_with_role` is the function to take.
#
# When PuppetDB gives no answer the catalog fails.
Puppet::Functions.create_function(:servers_with_facts) do
  # @param conditions
  #   The conditions, all of which must hold.
  #
  # @return [Array[Hash[String, Any]]]
  #   The facts of each server, ordered by certname, which is among them. Facts have their old names as well.
  #
  # @example
  #   $servers = servers_with_facts('hostname=/^web/', 'processorcount>=4', 'os.name=Debian')
  dispatch :servers_with_facts do
    required_repeated_param 'String[1]', :conditions
    return_type 'Array[Hash[String, Any]]'
  end

  def servers_with_facts(*conditions)
    parsed = conditions.map { |condition| PuppetX::Kicker::Condition.parse(condition) }
    PuppetX::Kicker::Nodes.new { |query| call_function('kicker::query', query) }.matching(parsed)
  end
end
