# frozen_string_literal: true

# usage: apply.rb STAGE    (whose `environments` has the modules)
#
# Runs Puppet on hosts of the lab. Starting Puppet is slow in the lab's kernel, so it is loaded once, and each run is a
# process of its own that enters the host: its file system, network, processes and name.
#
# Standard input has a request a line, standard output an answer a line, in JSON. { id, host, environment, folder } begins a
# run as an agent of Puppet does: the facts that the module brings along are written to `facts.json`, and { id, facts: true } is
# answered. { id, go: true } applies `catalog/HOSTNAME.json` then, as `puppet apply` does; { id, go: false } ends the run. What it
# says goes to `apply.log`, and at last { id, exit } is answered, with the exit code of --detailed-exitcodes. `host` is the
# number of the host's first process, `folder` a folder that both sides see.

require 'fiddle'
require 'fileutils'
require 'socket'
require_relative 'load-puppet'

# Puppet as nobody has set it up: the settings and certificates of the machine may be unreadable here, and say other things.
HOME = '/var/lib/lab-puppet'
OWN_FOLDERS = %w[conf var run log].flat_map { |name| ["--#{name}dir", "#{HOME}/#{name}"] } + ['--ssldir', "#{HOME}/ssl"]
ENVIRONMENTS = "#{ARGV.fetch(0)}/environments"
LIBC = Fiddle.dlopen(nil)
SETNS = Fiddle::Function.new(LIBC['setns'], [Fiddle::TYPE_INT, Fiddle::TYPE_INT], Fiddle::TYPE_INT)
FCHDIR = Fiddle::Function.new(LIBC['fchdir'], [Fiddle::TYPE_INT], Fiddle::TYPE_INT)

# A catalog that was read from a file does not know where the files of the modules are.
module FilesOfModules
  def apply_catalog(catalog)
    catalog.environment_instance = Puppet.lookup(:environments).get!(Puppet[:environment])
    super
  end
end
Puppet::Application::Apply.prepend(FilesOfModules)

def enter(host)
  root = Dir.open("/proc/#{host}/root")
  handles = %w[ipc uts net pid mnt].map { |name| File.open("/proc/#{host}/ns/#{name}") }
  handles.each { |handle| raise "no namespace #{handle.path}" unless SETNS.call(handle.fileno, 0).zero? }
  raise 'no root' unless FCHDIR.call(root.fileno).zero?

  Dir.chroot('.')
end

# As the process of one run: all that it says goes to its log.
def run(request, told, heard)
  folder, environment = request.values_at('folder', 'environment')
  log = File.open("#{folder}/apply.log", 'w')
  $stdout.reopen(log)
  $stderr.reopen(log)
  write_facts(environment, folder)
  told.puts('facts')
  told.close
  exit!(0) unless heard.gets == "go\n"
  apply(environment, folder)
end

def write_facts(environment, folder)
  files = Dir.glob("#{ENVIRONMENTS}/#{environment}/modules/*/lib/facter/*.rb")
  Facter.search(*files.map { |path| File.dirname(path) }.uniq)
  names = files.map { |path| File.basename(path, '.rb') }
  File.write("#{folder}/facts.json", JSON.generate(names.to_h { |name| [name, Facter.value(name)] }.compact))
end

def apply(environment, folder)
  FileUtils.mkdir_p(HOME)
  options = [*OWN_FOLDERS, '--catalog_terminus', 'json', '--client_datadir', folder, '--facts_terminus', 'memory']
  options += ['--certname', Socket.gethostname, '--environmentpath', ENVIRONMENTS, '--environment', environment]
  options += ['--detailed-exitcodes', '--color=false', '--show_diff', '-e', '']
  ARGV.replace(options)
  Puppet::Util::CommandLine.new('puppet', ['apply', *options]).execute
end

ANSWERS = Mutex.new
def answer(message)
  ANSWERS.synchronize { $stdout.write("#{JSON.generate(message)}\n") }
  $stdout.flush
end

# Begins a run, and gives that to which is written whether it goes on.
def start(request)
  told, tell = IO.pipe
  heard, say = IO.pipe
  pid = fork do
    # The processes of the host are in a namespace of their own, which only a child of this process enters.
    enter(request['host'])
    worker = fork { run(request, tell, heard) }
    exit!(Process.wait2(worker)[1].exitstatus || 128)
  end
  [tell, heard].each(&:close)
  Thread.new do
    answer({ id: request['id'], facts: true }) if told.gets
    answer({ id: request['id'], exit: Process.wait2(pid)[1].exitstatus || 128 })
  end
  say
end

# The same on all hosts, and asked of a program.
Facter.value(:kernel)
answer({ ready: true, version: Puppet.version })
runs = {}
$stdin.each_line do |line|
  request = JSON.parse(line)
  id = request['id']
  if request.key?('go')
    say = runs.delete(id)
    say.puts(request['go'] ? 'go' : 'stop')
    say.close
  else
    runs[id] = start(request)
  end
end
