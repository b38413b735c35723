# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

# The dispatcher as a whole, with a clock that is moved by hand, and agents that end when they are told to.
describe Kicker::Dispatcher do
  include DispatcherHelp

  # Agents that end as `codes` says for their node: an exit code, or nil while they run.
  class FakeTransport
    attr_reader :started, :codes
    attr_accessor :contacts, :said

    def initialize
      @said = "it says\r\n\nwhy"
      @started = []
      @codes = Hash.new(0)
      @contacts = false
    end

    def needs_contact?
      @contacts
    end

    def start(certname, job_id, contact, now)
      raise Kicker::Transport::Impossible, 'no ssh host key' if @contacts && contact.empty?

      @started << [certname, job_id]
      Agent.new(self, certname, now)
    end

    Agent = Struct.new(:transport, :certname, :since) do
      def poll(now)
        code = transport.codes[certname]
        code && Kicker::Child::Result.new(code: code, seconds: now - since, output: transport.said)
      end
    end
  end

  let(:output) { StringIO.new }
  let(:clock) { DispatcherHelp::FakeClock.new }
  let(:agents) { FakeTransport.new }
  let(:changes) { {} }
  let(:puppetdb) do
    DispatcherHelp::FakePuppetDB.new('mq1.example.org' => 'rabbitmq', 'mq2.example.org' => 'rabbitmq', 'gui1.example.org' => 'gui',
                                     'lvs1.example.org' => 'lvs', 'lvs2.example.org' => 'lvs')
  end
  let(:config) { Kicker::Config.new(settings('debounce' => 2, 'debounce_max' => 10, 'cooldown' => 10, 'retry_first' => 5).merge(changes)) }
  let!(:dispatcher) { start }

  def start
    described_class.new(config, Kicker::Log.new(output, journal: false), clock: clock, puppetdb: puppetdb, transport: agents)
  end

  def pass(seconds, dispatcher = self.dispatcher)
    (seconds / 0.25).ceil.times do
      dispatcher.step
      clock.now += 0.25
    end
    dispatcher.step
  end

  def nodes
    agents.started.map(&:first)
  end

  def counters
    JSON.parse(File.read(path('state.json')))['counters']
  end

  it 'brings a kick to the agents of its role, and removes it then' do
    spool
    pass(1)
    expect([nodes, spooled.length]).to eq([[], 1])
    pass(2)
    expect(nodes).to eq(%w[lvs1.example.org lvs2.example.org])
    expect(agents.started.map(&:last).uniq).to match([%r{\Akick/[0-9a-f]{16}/rabbitmq,lvs\z}])
    expect(spooled).to eq([])
    expect(output.string).to match(/kick accepted target=lvs from=mq1.example.org way=rabbitmq$/)
    expect(output.string).to match(/run started target=lvs nodes=lvs1.example.org,lvs2.example.org kicks=1 from=mq1.example.org job_id=/)
    expect(output.string).to match(/run ended target=lvs ok=2 failed=0 seconds=/)
  end

  it 'keeps the file until the last agent ended' do
    agents.codes['lvs2.example.org'] = nil
    spool
    pass(60)
    expect(spooled.length).to eq(1)
    agents.codes['lvs2.example.org'] = 2
    pass(1)
    expect([spooled, nodes.length]).to eq([[], 2])
  end

  it 'merges kicks, with the ways of all' do
    spool(certname: 'mq1.example.org')
    spool(certname: 'mq2.example.org', job_id: "kick/#{'a' * 16}/gui,rabbitmq")
    spool(certname: 'gui1.example.org')
    pass(5)
    expect(nodes.length).to eq(2)
    expect(Kicker::Lineage.roles(agents.started.first.last)).to match_array(%w[gui rabbitmq lvs]).and end_with('lvs')
    expect(counters).to include('received' => 3, 'merged' => 2, 'runs' => 1, 'runs_failed' => 0)
  end

  it 'runs a kick that comes during a run after it, and after the cooldown' do
    agents.codes['lvs1.example.org'] = nil
    spool
    pass(3)
    spool(certname: 'mq2.example.org')
    pass(20)
    expect(nodes.length).to eq(2)
    agents.codes['lvs1.example.org'] = 0
    pass(9)
    expect([nodes.length, spooled.length]).to eq([2, 1])
    pass(2)
    expect([nodes.length, spooled.length]).to eq([4, 0])
  end

  it 'runs failed agents again, them only, until they are well' do
    agents.codes['lvs2.example.org'] = 1
    spool
    pass(3)
    expect(output.string).to include('warning: agent failed target=lvs node=lvs2.example.org exit=1').and include('output="it says | why"')
    pass(5)
    agents.codes['lvs2.example.org'] = 2
    pass(11)
    expect(nodes).to eq(%w[lvs1.example.org lvs2.example.org lvs2.example.org lvs2.example.org])
    expect(spooled).to eq([])
    expect(counters).to include('runs' => 3, 'runs_failed' => 2, 'retries' => 2, 'given_up' => 0)
  end

  it 'says of what an agent said only the end, in one line' do
    agents.codes['lvs2.example.org'] = 1
    ["#{'x' * 5000}\nthe end\n", 'y' * 5000, '', "\xff\xfe\e[31m\nlast"].each do |said|
      agents.said = said.b
      spool
      pass(20)
    end
    expect(output.string).to include('output="the end"')
    expect(output.string).to match(/output=y{400}$/)
    expect(output.string).to match(/node=lvs2.example.org exit=1 seconds=[\d.]+$/)
    expect(output.string).to match(/output="\?\?\\e\[31m \| last"$/)
  end

  it 'runs no failed node any more that was deactivated' do
    agents.codes['lvs2.example.org'] = 255
    spool
    pass(3)
    puppetdb.signed.delete('lvs2.example.org')
    pass(10)
    expect([nodes.length, spooled]).to eq([2, []])
  end

  it 'gives up in the end, loudly, and an operator can put it back' do
    agents.codes['lvs2.example.org'] = 255
    name = spool
    pass(2400)
    expect(nodes.length).to eq(2 + 10)
    expect([spooled, spooled('given-up')]).to eq([[], [name]])
    expect(output.string).to include('error: given up target=lvs nodes=lvs2.example.org from=mq1.example.org kicks=1')
    expect(counters).to include('given_up' => 1, 'retries' => 10)
    agents.codes['lvs2.example.org'] = 0
    Kicker::Spool.new(path('spool')).retry
    pass(3)
    expect([spooled, spooled('given-up'), nodes.length]).to eq([[], [], 14])
  end

  it 'gives up no longer what a later run does for all nodes' do
    agents.codes['lvs2.example.org'] = 255
    name = spool
    pass(2400)
    expect(spooled('given-up')).to eq([name])
    spool(target: 'rabbitmq', certname: 'gui1.example.org')
    spool
    pass(20)
    expect(spooled('given-up')).to eq([name])
    agents.codes['lvs2.example.org'] = 0
    pass(20)
    expect([spooled, spooled('given-up')]).to eq([[], []])
    expect(output.string).to include('info: no longer given up, all nodes ran well target=lvs kicks=1')
  end

  it 'keeps what was given up while no node has the role' do
    agents.codes.default = 255
    name = spool
    pass(2400)
    puppetdb.signed.delete_if { |certname, _| certname.start_with?('lvs') }
    spool
    pass(20)
    expect([spooled, spooled('given-up')]).to eq([[], [name]])
  end

  it 'fails a node whose host key nobody knows, and runs the others' do
    agents.contacts = true
    puppetdb.facts = { 'lvs1.example.org' => { 'ssh' => { 'rsa' => {} } } }
    spool
    pass(3)
    expect(nodes).to eq(['lvs1.example.org'])
    expect(output.string).to include('agent not started target=lvs node=lvs2.example.org reason="no ssh host key"')
    expect(spooled.length).to eq(1)
  end

  it 'is done with a role that no node has, and says so' do
    puppetdb.signed.delete_if { |name, _| name.start_with?('lvs') }
    spool
    pass(3)
    expect([nodes, spooled]).to eq([[], []])
    expect(output.string).to include('no node has this role target=lvs')
  end

  context 'with parallel' do
    let(:changes) { { 'parallel' => 2 } }

    it 'runs so many agents at once' do
      5.times { |number| puppetdb.signed["lvs#{number}.example.org"] = 'lvs' }
      agents.codes.default = nil
      spool
      pass(5)
      expect(nodes).to eq(%w[lvs0.example.org lvs1.example.org])
      agents.codes['lvs0.example.org'] = 0
      pass(1)
      expect(nodes.length).to eq(3)
      agents.codes.default = 0
      agents.codes.clear
      pass(2)
      expect([nodes.uniq.length, nodes.length, spooled]).to eq([5, 5, []])
    end
  end

  context 'with max_per_hour' do
    let(:changes) { { 'max_per_hour' => 2 } }

    it 'defers further runs, also over a restart, and says so once' do
      3.times { spool && pass(20) }
      expect([nodes.length, spooled.length]).to eq([4, 1])
      expect(output.string.scan('deferred: as many runs as max_per_hour allows').length).to eq(1)
      again = start
      pass(60, again)
      expect([nodes.length, spooled.length]).to eq([4, 1])
      pass(3600, again)
      expect([nodes.length, spooled.length]).to eq([6, 0])
    end
  end

  describe 'what a kick may not' do
    it 'is refused with a line and a count, and leaves the spool' do
      spool(target: 'gui')
      spool(target: 'nosuch')
      edges({ 'rabbitmq' => ['lvs'], 'lvs' => ['rabbitmq'] })
      spool(certname: 'lvs1.example.org', target: 'rabbitmq', job_id: "kick/#{'a' * 16}/rabbitmq,lvs")
      pass(5)
      expect([nodes, spooled]).to eq([[], []])
      expect(output.string).to include('kick refused: rabbitmq may not kick gui target=gui from=mq1.example.org')
      expect(output.string).to include('cycle refused: rabbitmq -> lvs -> rabbitmq target=rabbitmq from=lvs1.example.org')
      expect(counters).to include('refused_edge' => 2, 'refused_cycle' => 1, 'runs' => 0)
    end

    it 'does not become allowed by a fact' do
      puppetdb.signed['liar.example.org'] = nil
      puppetdb.facts = { 'liar.example.org' => { 'role' => 'rabbitmq' } }
      spool(certname: 'liar.example.org')
      pass(5)
      expect([nodes, spooled, counters['refused_edge']]).to eq([[], [], 1])
    end

    it 'becomes allowed by new edges, and stays so when their file breaks' do
      edges('rabbitmq' => ['gui'])
      spool(target: 'gui')
      pass(3)
      File.write(path('edges.yaml'), 'broken')
      pass(20)
      spool(target: 'gui')
      pass(20)
      expect(nodes).to eq(%w[gui1.example.org gui1.example.org])
    end
  end

  it 'puts aside what is no kick, and goes on with what is one' do
    FileUtils.mkdir_p(path('spool', 'new'), mode: 0o700)
    File.write(path('secret'), 'x')
    File.symlink(path('secret'), path('spool', 'new', "#{SecureRandom.uuid}.lvs.json"))
    File.mkfifo(path('spool', 'new', "#{SecureRandom.uuid}.lvs.json"))
    Dir.mkdir(path('spool', 'new', "#{SecureRandom.uuid}.lvs.json"))
    File.write(path('spool', 'new', "x\nerror: forged"), '{}')
    File.write(path('spool', 'new', "\xff\xfe.json"), '{}')
    File.write(path('spool', 'new', "#{SecureRandom.uuid}.lvs.json"), 'x' * 20_000)
    spool(job_id: '$(id)')
    spool(certname: '-oProxyCommand=id')
    spool
    pass(5)
    expect(nodes.length).to eq(2)
    expect([spooled, spooled('refused').length, counters['malformed']]).to eq([[], 8, 8])
    expect(output.string).not_to match(/^error: forged/)
    expect(File.read(path('secret'))).to eq('x')
  end

  describe 'PuppetDB down' do
    it 'keeps kicks, says so at once and then each minute, and goes on afterwards' do
      puppetdb.down = true
      spool
      pass(300)
      expect([nodes, spooled.length]).to eq([[], 1])
      expect(output.string.scan('error: PuppetDB does not answer, kicks wait').length).to be_between(5, 6)
      expect(puppetdb.asked.length).to be < 20
      expect(JSON.parse(File.read(path('state.json')))['puppetdb']['reason']).to eq('it is down')
      puppetdb.down = false
      pass(35)
      expect([nodes.length, spooled]).to eq([2, []])
      expect(output.string).to include('info: PuppetDB answers again')
    end

    it 'delays the run of kicks that were accepted' do
      spool
      pass(1)
      puppetdb.down = true
      pass(10)
      expect(nodes).to eq([])
      puppetdb.down = false
      pass(10)
      expect([nodes.length, spooled]).to eq([2, []])
    end
  end

  it 'takes a kick by hand, while PuppetDB has no report of it' do
    Kicker::Spool.new(path('spool')).put(Kicker::Kick.new(target: 'gui', transaction_uuid: SecureRandom.uuid, time: '2026-11-26T12:00:00Z'))
    pass(3)
    expect(nodes).to eq(['gui1.example.org'])
    expect(agents.started.first.last).to match(%r{/gui\z})
  end

  it 'begins anew with a state that cannot be read' do
    ['{', '[]', '{"counters": [], "runs": 7, "targets": {"lvs": 1, "gui": {"starts": ["x"], "ended": "y"}}}', "\xff",
     '{"counters": "x"}', '{"counters": {"runs": -4}}'].each do |text|
      File.write(path('state.json'), text)
      pass(0.25, start)
      expect(counters.values.uniq).to eq([0])
    end
  end

  it 'stops no kick when the state cannot be written, and says so once' do
    Dir.mkdir(path('state.json.tmp'))
    spool
    pass(5)
    expect([nodes.length, spooled]).to eq([2, []])
    expect(output.string.scan('state not written').length).to eq(1)
  end

  it 'writes nothing while nothing happens' do
    pass(1)
    before = File.stat(path('state.json'))
    pass(100)
    expect(File.stat(path('state.json')).ino).to eq(before.ino)
    expect(puppetdb.asked).to eq([])
  end
end
