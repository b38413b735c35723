# frozen_string_literal: true

require 'json'

# Stands in for the function of puppetdb-termini: answers the one query that is asked here from a file. The rows
# come in no useful order, and every other one has its facts under their old names, as nodes of Puppet 7 send them.
Puppet::Functions.create_function(:puppetdb_query) do
  dispatch :answer do
    param 'String', :query
  end

  def answer(query)
    role = query[/\Ainventory\[certname, facts\] \{ facts\.role = "([^"]+)" \}\z/, 1]
    raise Puppet::Error, "the stand-in does not know the query #{query}" unless role

    file = File.expand_path('../../../../../discovered.json', __dir__)
    nodes = JSON.parse(File.read(file)).fetch(role, {}).to_a.reverse
    nodes.each_with_index.map do |(name, address), index|
      { 'certname' => name, 'facts' => facts(name, address, index.odd?) }
    end
  end

  def facts(name, address, old)
    return { 'hostname' => name.split('.').first, 'fqdn' => name, 'ipaddress' => address } if old

    { 'networking' => { 'hostname' => name.split('.').first, 'fqdn' => name, 'ip' => address } }
  end
end
