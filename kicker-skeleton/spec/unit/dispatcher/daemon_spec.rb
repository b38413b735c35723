# frozen_string_literal: true

require 'spec_helper'
require 'etc'
require_relative '../../support/dispatcher'

# The program itself, with real processes, a PuppetDB behind a socket, and a transport that writes into a file.
describe 'kicker run' do
  include DispatcherHelp

  let(:data) { DispatcherHelp::FakePuppetDB.new('mq1.example.org' => 'rabbitmq', 'lvs1.example.org' => 'lvs', 'lvs2.example.org' => 'lvs') }
  let(:puppetdb) { DispatcherHelp::FakePuppetDBServer.new(data) }
  let(:pids) { [] }
  let(:program) { [RbConfig.ruby, DispatcherHelp::PROGRAM, '--config', path('kicker.yaml')] }

  # A transport that notes when it begins and when it ends, so that one can see it in between.
  def slow(seconds)
    ['/bin/sh', '-c', 'echo "begin $1" >> "$2"; sleep "$3"; echo "end $1" >> "$2"', 'sh', '{certname}', path('runs'), seconds.to_s]
  end

  def configure(changes = {})
    File.write(path('kicker.yaml'), YAML.dump(settings({ 'puppetdb' => { 'urls' => ["http://127.0.0.1:#{puppetdb.port}"], 'timeout' => 2 } }.merge(changes))))
  end

  def start
    pid = Process.spawn(*program, 'run', %i[out err] => [path('log'), 'a'])
    pids << pid
    before = log.scan('started pid=').length
    wait_until { log.scan('started pid=').length > before || Process.wait(pid, Process::WNOHANG) }
    pid
  end

  def stop(pid, signal = 'TERM')
    Process.kill(signal, pid)
    Process.wait(pid)
    pids.delete(pid)
    $?
  end

  def log
    File.exist?(path('log')) ? File.read(path('log')) : ''
  end

  def call(*arguments)
    IO.popen([*program, *arguments, err: %i[child out]], &:read)
  end

  # Processes with a parent, by what /proc says.
  def children(pid)
    Dir.glob('/proc/[0-9]*/stat').map { |file| File.read(file).split(') ').last.split rescue nil }.compact.select { |stat| stat[1].to_i == pid }
  end

  def open_files(pid)
    Dir.children("/proc/#{pid}/fd").length
  end

  def cpu_seconds(pid)
    File.read("/proc/#{pid}/stat").split(') ').last.split[11, 2].map(&:to_i).sum / 100.0
  end

  before { configure }

  after do
    pids.each { |pid| Process.kill('KILL', pid) && Process.wait(pid) }
    puppetdb.stop
  end

  it 'starts the transport as soon as the debounce allows' do
    configure('debounce' => 0)
    start
    from = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    spool
    wait_until { runs.length == 2 }
    expect(Process.clock_gettime(Process::CLOCK_MONOTONIC) - from).to be < 2.5
    wait_until { spooled.empty? }
    expect(runs.map { |line| line.split.first }).to match_array(%w[lvs1.example.org lvs2.example.org])
  end

  it 'ends with SIGTERM, lets agents end, and starts again where it was' do
    configure('transport' => slow(1))
    pid = start
    spool
    wait_until { runs.length == 2 }
    late = spool
    expect(stop(pid).exitstatus).to eq(0)
    expect(runs.grep(/end/).length).to eq(2)
    expect(spooled).to eq([late])
    expect(log).to match(/run ended target=lvs ok=2 .*info: stopped kicks_left=1/m)
    start
    wait_until { spooled.empty? }
    expect(runs.grep(/end/).length).to eq(4)
  end

  it 'ends agents that take longer than stop_grace, and leaves their kick' do
    configure('transport' => slow(300), 'stop_grace' => 0.2)
    pid = start
    name = spool
    wait_until { runs.length == 2 }
    sleepers = children(pid).length
    expect(stop(pid).exitstatus).to eq(0)
    expect(sleepers).to eq(2)
    expect(spooled).to eq([name])
    expect(log).to include('run stays for the next start target=lvs nodes=lvs1.example.org,lvs2.example.org kicks=1')
    expect(`ps -eo args`).not_to include("#{path('runs')} 300")
  end

  it 'loses nothing when it is killed with kicks in the spool' do
    configure('debounce' => 1)
    pid = start
    20.times { spool }
    sleep(0.3)
    stop(pid, 'KILL')
    expect(spooled.length).to eq(20)
    start
    wait_until { spooled.empty? }
    expect(runs.length).to eq(2)
  end

  it 'runs again what it was killed in the middle of, and nothing that was done' do
    start.tap do |pid|
      spool
      wait_until { spooled.empty? }
      stop(pid, 'KILL')
    end
    configure('transport' => slow(1), 'cooldown' => 0)
    pid = start
    name = spool
    wait_until { runs.grep(/begin/).length == 2 }
    stop(pid, 'KILL')
    expect(spooled).to eq([name])
    start
    wait_until { spooled.empty? }
    sleep(1)
    expect(runs.grep(/^lvs/).length).to eq(2)
    expect(runs.grep(/begin/).length).to eq(4)
    expect(log.scan('run started').length).to eq(3)
  end

  it 'loses nothing when it is killed at any moment, again and again' do
    configure('debounce' => 0, 'cooldown' => 0, 'max_per_hour' => 10_000)
    names = []
    random = Random.new(7)
    6.times do
      pid = start
      5.times { names << spool }
      sleep(random.rand * 0.6)
      stop(pid, 'KILL')
    end
    start
    wait_until { spooled.empty? }
    expect([spooled('refused'), spooled('given-up')]).to eq([[], []])
    started = log.scan(/run started .*kicks=(\d+)/).flatten.map(&:to_i).sum
    expect(started).to be >= names.length
    expect(JSON.parse(File.read(path('state.json')))['counters']['runs']).to be <= log.scan('run started').length
  end

  it 'leaves no zombie, no child and no open file behind' do
    configure('debounce' => 0, 'cooldown' => 0)
    pid = start
    # Ruby opens what it needs to wait for a program with the first one.
    spool
    wait_until { spooled.empty? }
    # A look may come in the middle of something, as when it writes its state: the fewest of many looks count.
    files = Array.new(20) { sleep(0.02) && open_files(pid) }.min
    5.times do
      spool
      wait_until { spooled.empty? }
    end
    wait_until { children(pid).empty? && open_files(pid) <= files }
  end

  it 'costs next to nothing while nothing happens' do
    pid = start
    sleep(0.5)
    before = cpu_seconds(pid)
    sleep(3)
    expect(cpu_seconds(pid) - before).to be <= 0.05
  end

  it 'goes on when PuppetDB was down' do
    port = puppetdb.port
    puppetdb.stop
    start
    spool
    wait_until { log.include?('PuppetDB does not answer, kicks wait') }
    puppetdb.start(port)
    wait_until { spooled.empty? }
    expect(log).to include('PuppetDB answers again')
    expect(runs.length).to eq(2)
  end

  it 'puts a name aside that is no text, whatever the encoding' do
    Dir.mkdir(path('spool', 'new'), 0o700)
    File.write(path('spool', 'new', "\xff\xfe.json"), '{}')
    pid = Process.spawn({ 'LC_ALL' => 'C.UTF-8' }, *program, 'run', %i[out err] => [path('log'), 'a'])
    pids << pid
    wait_until { spooled('refused').length == 1 || Process.wait(pid, Process::WNOHANG) }
    expect(stop(pid).exitstatus).to eq(0)
  end

  it 'runs only once in a folder' do
    start
    expect(call('run')).to eq("kicker: is running already\n")
  end

  it 'does not start with a mistake in its configuration, and says which' do
    configure('debonce' => 1)
    expect(call('run')).to match(%r{\Akicker: .*/kicker.yaml: unknown key debonce\n\z})
    expect($?.exitstatus).to eq(1)
  end

  describe 'its commands' do
    it 'kick by hand, show and take back' do
      data.signed['lvs2.example.org'] = nil
      expect(call('kick', 'lvs')).to eq("kicked lvs, but kicker is not running: the kick waits\n")
      expect(call('status')).to include('kicker is NOT running', '1 in the spool').and(satisfy { |text| !text.include?('false') })
      expect($?.exitstatus).to eq(1)
      configure('retries' => 0, 'transport' => ['/bin/false'])
      start
      wait_until { spooled('given-up').length == 1 }
      text = call('status')
      expect($?.exitstatus).to eq(0)
      expect(text).to match(/\Akicker is running \(pid \d+, since 20/).and match(/^lvs +cooling|idle/).and include('FAILED: lvs1.example.org')
      expect(text).to include('1 GIVEN UP (kicker retry puts them back)').and include('given_up 1')
      expect(JSON.parse(call('status', '--json'))).to include('running' => true, 'spool' => { 'new' => 0, 'refused' => 0, 'given-up' => 1 })
      expect(call('retry')).to eq("put 1 kick back\n")
    end

    it 'refuse other roles and other words' do
      expect(call('kick', '../lvs')).to match(/unknown role "..\/lvs"; there are gui, lvs, rabbitmq, websocket/)
      expect(call('kick')).to match(/Usage/)
      expect($?.exitstatus).to eq(64)
      expect(call('status', '--nosuch')).to match(/invalid option/)
      expect($?.exitstatus).to eq(64)
      expect(call('--help')).to match(/Usage/)
      expect($?.exitstatus).to eq(0)
      expect(spooled).to eq([])
    end

    it 'work as the user of the spool, also for root', if: Process.euid.zero? do
      nobody = Etc.getpwnam('nobody')
      File.chmod(0o711, path)
      File.chown(nobody.uid, nobody.gid, path('spool'))
      expect(call('kick', 'lvs')).to include('kicked lvs')
      found = File.stat(path('spool', 'new', spooled.first))
      expect([found.uid, found.gid, found.mode & 0o777]).to eq([nobody.uid, nobody.gid, 0o600])
    end

    it 'do nothing as root where a link stands for the spool', if: Process.euid.zero? do
      Dir.rmdir(path('spool'))
      Dir.mkdir(path('other'), 0o700)
      File.symlink(path('other'), path('spool'))
      nobody = Etc.getpwnam('nobody')
      File.lchown(nobody.uid, nobody.gid, path('spool'))
      %w[run status retry].each { |command| expect(call(command)).to eq("kicker: #{path('spool')} is no folder\n") }
      expect(Dir.children(path('other'))).to eq([])
      expect(File.exist?(path('lock'))).to be(false)
    end

    it 'check what a kick needs' do
      edges('rabbitmq' => ['lvs'])
      expect(call('check')).to match(%r{^ok +spool: .*^ok +program: /bin/sh.*^ok +edges: .*^ok +PuppetDB: http.*^ok +role lvs: lvs1.example.org, lvs2.example.org}m)
      expect($?.exitstatus).to eq(0)
      configure('transport' => ['nosuchprogram', '{key}', '{known_hosts}'])
      edges('rabbitmq' => %w[lvs gui])
      text = call('check')
      expect(text).to match(/^FAILED  program: nosuchprogram/).and match(/^FAILED  key: /).and match(/^FAILED  role gui: PuppetDB knows no node/)
      expect(text).to match(/^FAILED  role lvs: no ssh host key in PuppetDB of lvs1/)
      expect($?.exitstatus).to eq(1)
    end
  end
end
