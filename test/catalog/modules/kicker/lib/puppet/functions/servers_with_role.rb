# frozen_string_literal: true

# Stands in for the function of an external kicker module: the nodes of a role with all their facts, from PuppetDB.
Puppet::Functions.create_function(:servers_with_role) do
  dispatch :find do
    param 'String', :role
  end

  def find(role)
    query = "inventory[certname, facts] { facts.role = \"#{role}\" }"
    call_function('puppetdb_query', query).map { |row| row['facts'] }
  end
end
