# frozen_string_literal: true

# @summary One server that joined a role, with all its facts
#
# Where several did it is the first by certname. See `servers_with_role` for who has a role and who has joined.
Puppet::Functions.create_function(:server_with_role) do
  # @param role
  #   The role.
  #
  # @param fallback
  #   What is given when no server has joined the role.
  #
  # @return [Any]
  #   The facts of the server, or the fallback.
  #
  # @example
  #   $database = server_with_role('database', { 'fqdn' => 'localhost' })
  dispatch :server_with_role do
    param 'Kicker::Role', :role
    optional_param 'Any', :fallback
    return_type 'Any'
  end

  def server_with_role(role, fallback = nil)
    call_function('servers_with_role', role).first || fallback
  end
end
