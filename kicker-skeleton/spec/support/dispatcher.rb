# frozen_string_literal: true

require 'fileutils'
require 'json'
require 'securerandom'
require 'socket'
require 'stringio'
require 'tmpdir'
require 'yaml'

$LOAD_PATH.unshift(File.expand_path('../../files/dispatcher/lib', __dir__))
require 'kicker/cli'

# What the specs of the dispatcher share: a folder with spool, edges and configuration, and a PuppetDB of their own.
module DispatcherHelp
  PROGRAM = File.expand_path('../../files/dispatcher/bin/kicker', __dir__)

  # A clock that only goes when it is told to.
  class FakeClock
    attr_accessor :now

    def initialize(now = 1000.0)
      @now = now
    end

    def wall(moment = now)
      moment + 1_700_000_000
    end

    def moment(wall)
      [wall - 1_700_000_000, now].min
    end
  end

  # Answers the dispatcher's few questions from plain data: `signed` is the extension pp_role of each node, `facts` the facts of
  # each node, `unreported` are transactions whose report is not there. `down` makes it unreachable.
  class FakePuppetDB
    attr_accessor :down, :signed, :facts, :unreported, :asked

    def initialize(signed = {})
      @signed = signed
      @facts = {}
      @unreported = []
      @asked = []
    end

    def query(query)
      @asked << query
      raise Kicker::Unreachable, 'it is down' if down

      _, entity, (_, _, condition) = query
      case entity
      when 'inventory' then inventory(condition)
      when 'reports' then (listed(condition, 'transaction_uuid') - unreported).map { |uuid| { 'transaction_uuid' => uuid } }
      when 'facts' then fact_rows(listed(condition, 'name'), listed(condition, 'certname'))
      end
    end

    private

    # VALUES of ["in", FIELD, ["array", VALUES]], at any depth
    def listed(condition, field)
      return nil unless condition.is_a?(Array)
      return condition[2][1] if condition[0] == 'in' && condition[1] == field

      condition.map { |part| listed(part, field) }.compact.first
    end

    def inventory(condition)
      names = listed(condition, 'certname')
      pattern = condition && condition[0] == '~' ? Regexp.new(condition[2]) : //
      rows = signed.select { |name, role| (names.nil? || names.include?(name)) && pattern.match?(role.to_s) }
      rows.map { |name, role| { 'certname' => name, 'trusted' => { 'extensions' => role ? { 'pp_role' => role } : {} } } }
    end

    def fact_rows(names, certnames)
      facts.select { |certname, _| certnames.nil? || certnames.include?(certname) }.flat_map do |certname, values|
        values.slice(*names).map { |name, value| { 'certname' => certname, 'name' => name, 'value' => value } }
      end
    end
  end

  # The same behind a real socket, as PuppetDB's HTTP interface answers.
  class FakePuppetDBServer
    attr_reader :port, :data, :requests

    def initialize(data)
      @data = data
      @requests = []
      start
    end

    def start(port = 0)
      @server = TCPServer.new('127.0.0.1', port)
      @port = @server.addr[1]
      @thread = Thread.new { loop { serve(@server.accept) } }
    end

    def stop
      @thread.kill
      @thread.join
      @server.close
    end

    private

    def serve(socket)
      request, body = DispatcherHelp.read_request(socket)
      body = JSON.generate(@data.query(JSON.parse(body)['query']))
      @requests << request
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
    rescue StandardError
      nil
    ensure
      socket.close
    end
  end

  # @return [Array<String>] first line and body of an HTTP request
  def self.read_request(socket)
    request = socket.gets
    length = 0
    while (line = socket.gets) && line != "\r\n"
      length = line.split(':', 2).last.to_i if line.downcase.start_with?('content-length:')
    end
    [request, socket.read(length)]
  end

  # A folder for each example, with what a dispatcher needs.
  def self.included(group)
    group.around do |example|
      Dir.mktmpdir('kicker') do |folder|
        @folder = folder
        Dir.mkdir(path('spool'), 0o700)
        edges
        example.run
      end
    end
  end

  def path(*names)
    File.join(@folder, *names)
  end

  def edges(kicks = { 'gui' => %w[lvs rabbitmq], 'rabbitmq' => ['lvs'] }, roles = %w[gui lvs rabbitmq websocket])
    File.write(path('edges.yaml'), YAML.dump('roles' => roles, 'kicks' => kicks))
  end

  # Settings that write each run into the file `runs`, and wait for little.
  def settings(changes = {})
    { 'spool' => path('spool'), 'state' => path, 'edges' => path('edges.yaml'), 'key' => path('key'),
      'puppetdb' => { 'urls' => ['http://127.0.0.1:1'], 'timeout' => 2 },
      'transport' => ['/bin/sh', '-c', 'echo "$1 $2" >> "$3"; exit 2', 'sh', '{certname}', '{job_id}', path('runs')],
      'debounce' => 0.2, 'debounce_max' => 1, 'cooldown' => 0.2, 'retry_first' => 0.2 }.merge(changes)
  end

  # Puts a kick into the spool as the report processor does.
  def spool(target: 'lvs', certname: 'mq1.example.org', job_id: nil, uuid: SecureRandom.uuid)
    name = "#{uuid}.#{target}.json"
    FileUtils.mkdir_p(path('spool', 'new'), mode: 0o700)
    File.write(path('spool', "#{name}.tmp"), JSON.generate(
                                               'version' => 1, 'certname' => certname, 'target' => target, 'environment' => 'production',
                                               'job_id' => job_id, 'transaction_uuid' => uuid, 'time' => '2026-11-26T12:00:00.000Z'
                                             ))
    File.rename(path('spool', "#{name}.tmp"), path('spool', 'new', name))
    name
  end

  # @return [Array<String>] the runs that the transport of `settings` made: certname and job id
  def runs
    File.exist?(path('runs')) ? File.readlines(path('runs'), chomp: true) : []
  end

  def spooled(folder = 'new')
    Dir.exist?(path('spool', folder)) ? Dir.children(path('spool', folder)).sort : []
  end

  # Waits for something that another process does.
  def wait_until(seconds = 20)
    give_up_at = Process.clock_gettime(Process::CLOCK_MONOTONIC) + seconds
    until (found = yield)
      raise "not within #{seconds} s" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > give_up_at

      sleep(0.02)
    end
    found
  end
end
