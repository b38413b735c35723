# frozen_string_literal: true

require 'json'
require 'puppet'
require 'tmpdir'
require 'yaml'

# Reports that Puppet 7 saved, run through the report processor as a Puppet Server does it, with a spool of their own.
# Each is what `puppet apply --report` wrote for the hooks, or for what somebody else's manifest may have.
module SavedReports
  # Where the configuration and the spool of an example are.
  attr_reader :place

  # The report as Puppet reads it from the wire; the block may change the plain data before. The files are YAML under
  # another name, because puppet-lint 4 reads all of a module and dies of their tags.
  def report(name)
    text = File.read(File.expand_path("../fixtures/reports/#{name}.report", __dir__))
    data = YAML.safe_load(text.sub(%r{\A--- !ruby/object:Puppet::Transaction::Report$}, '---'))
    yield data if block_given?
    Puppet::Transaction::Report.from_data_hash(data)
  end

  # What Puppet::Transaction::Report::Processor does with a report, without the settings of a server.
  def process(report)
    report.dup.extend(Puppet::Reports.report(:kick)).process
  end

  # A status as an agent would send it, after that of another resource.
  def kick_status(data, title, type: 'Exec')
    status = Marshal.load(Marshal.dump(data['resource_statuses'].fetch('Exec[kick -> lvs]')))
    status.merge('title' => title, 'resource' => "#{type}[#{title}]", 'resource_type' => type)
  end

  def spool
    File.join(place, 'spool')
  end

  # The files of a folder of the spool.
  def spooled(folder = 'new')
    path = File.join(spool, folder)
    File.directory?(path) ? Dir.children(path).sort : []
  end

  # The kicks that wait, in order of their files.
  def kicks
    spooled.map { |name| JSON.parse(File.read(File.join(spool, 'new', name))) }
  end

  # The roles that these kick.
  def kicked
    kicks.map { |kick| kick['target'] }
  end

  # What the processor logged, a text for each line, with its level before it.
  def log
    @logs.map { |entry| "#{entry.level}: #{entry.message}" }
  end

  # Settings and allowed edges as kicker::server writes them.
  def configure(settings = {}, roles: ['gui', 'lvs', 'rabbitmq', 'websocket'])
    edges = { 'roles' => roles, 'kicks' => { 'rabbitmq' => ['lvs'] } }
    File.write(File.join(place, 'edges.yaml'), YAML.dump(edges))
    defaults = { 'spool' => spool, 'edges' => File.join(place, 'edges.yaml'), 'debounce' => 2 }
    File.write(File.join(place, 'kicker.yaml'), YAML.dump(defaults.merge(settings)))
  end

  def self.included(group)
    group.around do |example|
      Dir.mktmpdir do |place|
        @place = place
        Dir.mkdir(spool, 0o700)
        configure
        ENV['KICKER_CONFIG'] = File.join(place, 'kicker.yaml')
        example.run
      ensure
        ENV.delete('KICKER_CONFIG')
      end
    end

    group.before do
      @logs = []
      Puppet::Util::Log.close_all
      Puppet::Util::Log.newdestination(Puppet::Test::LogCollector.new(@logs))
      Puppet::Util::Log.level = :info
    end

    group.after { Puppet::Util::Log.close_all }
  end
end
