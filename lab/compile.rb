# frozen_string_literal: true

# Compiles the catalogs of the lab's hosts as a Puppet server does: outside of the lab's kernel, where it is fast, with
# the facts that come from inside.
#
# usage: compile.rb STAGE    (whose `environments` has what is compiled)
#
# Standard input has a request a line, standard output an answer a line, in JSON: { id, certname, facts, environment, output }
# is answered by { id, warnings } when the catalog is in the file `output`, and by { id, problem } otherwise. What Puppet says
# goes to standard error, too.

require 'tmpdir'
require_relative 'load-puppet'

folder = Dir.mktmpdir('compile')
at_exit { FileUtils.remove_entry(folder) }

Puppet.initialize_settings([
  '--confdir', folder, '--vardir', folder, '--rundir', folder, '--logdir', folder,
  '--environmentpath', "#{ARGV.fetch(0)}/environments", '--strict_variables', '--strict=error', '--color=false'
])
Puppet::Util::Log.level = :warning
Puppet::Util::Log.newdestination(:console)
SAID = []
Puppet::Util::Log.newdestination(Puppet::Test::LogCollector.new(SAID))
Puppet[:node_terminus] = 'plain'
Puppet::Resource::Catalog.indirection.terminus_class = :compiler
# When the compiler is made it warns of a machine without an address of its own, which is no matter of a catalog.
Puppet::Resource::Catalog.indirection.terminus
Puppet::Node::Facts.indirection.terminus_class = :memory

# What a machine of this kind tells of itself; what makes a host comes with the request.
MACHINE = Facter.to_hash.reject { |name, _value| %w[networking role roles].include?(name) }

def catalog_of(request, environment)
  name = request['certname']
  facts = Puppet::Node::Facts.new(name, MACHINE.merge(request['facts']))
  node = Puppet::Node.new(name, environment: environment, facts: facts)
  node.merge(facts.values)
  node.add_server_facts('serverversion' => Puppet.version)
  trusted = Puppet::Context::TrustedInformation.new('local', name, {})
  Puppet.override(current_environment: environment, trusted_information: trusted, rich_data: true) do
    Puppet::Resource::Catalog.indirection.find(name, use_node: node).render(:rich_data_json)
  end
end

$stdout.sync = true
puts JSON.generate({ ready: true, version: Puppet.version })
$stdin.each_line do |line|
  request = JSON.parse(line)
  SAID.clear
  begin
    environment = Puppet.lookup(:environments).get!(request['environment'])
    File.write(request['output'], catalog_of(request, environment))
    puts JSON.generate({ id: request['id'], warnings: SAID.map { |log| "#{log.level.capitalize}: #{log.source}: #{log}" } })
  rescue StandardError => e
    puts JSON.generate({ id: request['id'], problem: e.message })
  end
end
