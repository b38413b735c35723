# frozen_string_literal: true

# Compiles catalogs of many modules in one Ruby process, each in an environment of its own,
# with everything that Puppet can be strict about.
#
# Input (JSON): a list of { "id", "modulepath": [folder], "hostname", "classes": { name: { parameter: value } } },
# and where they are wanted "code" of a site's manifest, "hiera", the file that configures Hiera when it is not
# that of the secrets, or "data", YAML that Hiera finds before the secrets.
# Output (JSON): for each { "id", "problems": [text], "resources": [reference], "files": { path => content } }.
# A warning is a problem, too; so are attributes that a resource type refuses and cycles.

require 'json'
require 'puppet'
require 'tmpdir'

# Puppet's log of one compilation, kept in memory: all that is worse than a notice.
class Complaints
  attr_reader :messages

  def initialize
    @messages = []
  end

  # Puppet prints the whole scope into some messages: a line needs no more than its beginning.
  def add(level, text)
    messages << "#{level}: #{text.lines.map { |line| line.chomp[0, 300] }.join("\n")}"
  end
end

Puppet::Util::Log.newdesttype(:complaints) do
  match 'Complaints'

  def initialize(complaints)
    @complaints = complaints
  end

  def handle(log)
    @complaints.add(log.level, log.message) unless %i[debug info notice].include?(log.level)
  end
end

def node_for(job, environment)
  hostname, domain = job['hostname'].split('.', 2)
  name = "#{hostname}.#{domain || 'example.com'}"
  networking = FACTS.fetch('networking').merge('fqdn' => name, 'hostname' => hostname)
  facts = Puppet::Node::Facts.new(name, FACTS.merge('networking' => networking))
  node = Puppet::Node.new(name, environment: environment, facts: facts)
  node.classes = job['classes']
  node.merge(facts.values)
  node.trusted_data = { 'authenticated' => 'local', 'certname' => name, 'extensions' => {}, 'external' => {} }
  node.add_server_facts('serverversion' => Puppet.version)
  node
end

# The catalogs of one module share what Puppet parsed, as on a server; two modules share nothing.
# (Classes come as from a node classifier: a new `Puppet[:code]` would make Puppet parse all again.)
ENVIRONMENTS = Hash.new do |known, modulepath|
  known[modulepath] = Puppet::Node::Environment.create(:"golden#{known.size}", modulepath)
end

# Evaluates the code of a manifest where classes of a node come in: a manifest of its own would be an environment of its own.
class CodeCompiler < Puppet::Parser::Compiler
  def initialize(node, code)
    super(node)
    @code = code
  end

  def evaluate_node_classes
    super
    Puppet::Pops::Parser::EvaluatingParser.new.evaluate_string(topscope, @code, 'site.pp')
  end
end

FOLDER = Dir.mktmpdir('catalogs')
at_exit { FileUtils.remove_entry(FOLDER) }

def write(name, text)
  path = File.join(FOLDER, name)
  File.write(path, text)
  path
end

def hiera_config(job)
  return File.join(__dir__, job.fetch('hiera', 'hiera/hiera.yaml')) unless job.key?('data')

  levels = [write("#{job['id'].hash}.yaml", job['data']), File.join(__dir__, 'hiera/secrets.yaml')]
  hierarchy = levels.map { |path| { 'name' => path, 'path' => path, 'data_hash' => 'yaml_data' } }
  write("#{job['id'].hash}.hiera.yaml", { 'version' => 5, 'hierarchy' => hierarchy }.to_yaml)
end

def compile(job)
  Puppet[:hiera_config] = hiera_config(job)
  environment = ENVIRONMENTS[job['modulepath']]
  Puppet.override(current_environment: environment) do
    catalog = CodeCompiler.new(node_for(job, environment), job.fetch('code', '')).compile
    check_as_agent(catalog)
    describe(catalog)
  end
end

# What an agent would find out first: wrong attributes, unknown references, cycles.
def check_as_agent(catalog)
  ral = catalog.to_ral
  cycles = ral.relationship_graph.find_cycles_in_graph
  raise "dependency cycle: #{cycles.first.map(&:ref).join(' -> ')}" unless cycles.empty?
end

def describe(catalog)
  files = catalog.resources.select { |resource| resource.type == 'File' && resource[:content].is_a?(String) }
  {
    'resources' => catalog.resources.map(&:ref),
    'files' => files.to_h { |file| [file.title, file[:content]] },
  }
end

def attempt(job)
  complaints = Complaints.new
  result = Puppet::Util::Log.with_destination(complaints) { compile_or_complain(job, complaints) }
  { 'id' => job['id'], 'problems' => complaints.messages, 'resources' => [], 'files' => {} }.merge(result)
end

def compile_or_complain(job, complaints)
  compile(job)
rescue StandardError, SystemStackError => e
  complaints.add(:error, e.message)
  {}
end

Puppet.initialize_settings(['--strict=error', '--strict_variables=true', '--log_level=warning'])
Puppet::Util::Log.close_all
# Only structured facts: the legacy ones (`ipaddress`, `osfamily`) are gone in Puppet 8.
FACTS = Puppet::Node::Facts.indirection.find(Puppet[:certname]).values
                           .select { |name, value| value.is_a?(Hash) || name == 'kernel' }.freeze

puts JSON.generate(JSON.parse($stdin.read).map { |job| attempt(job) })
