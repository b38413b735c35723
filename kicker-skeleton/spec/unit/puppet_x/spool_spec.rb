# frozen_string_literal: true

require 'spec_helper'
require 'json'
require 'tmpdir'
require 'puppet_x/kicker/spool'

describe PuppetX::Kicker::Spool do
  subject(:spool) { described_class.new(path) }

  let(:time) { Time.utc(2026, 11, 26, 12) }
  let(:uuid) { '9402187b-d9d8-496d-a10a-13c23df71130' }
  let(:name) { "#{uuid}.lvs.json" }
  let(:path) { File.join(@place, 'spool') }
  let(:elsewhere) { File.join(@place, 'elsewhere') }
  let(:kick) do
    {
      'certname' => 'mq2.example.com',
      'target' => 'lvs',
      'environment' => 'production',
      'job_id' => nil,
      'transaction_uuid' => uuid,
    }
  end

  around do |example|
    Dir.mktmpdir do |place|
      @place = place
      Dir.mkdir(path, 0o700)
      Dir.mkdir(elsewhere, 0o700)
      example.run
    end
  end

  def mode(*names)
    format('%<mode>o', mode: File.lstat(File.join(path, *names)).mode & 0o7777)
  end

  it 'writes a kick whole, private, and leaves nothing else' do
    expect(spool.put(kick, time)).to be(true)
    expect(File.read(File.join(path, 'new', name))).to eq(
      '{"version":1,"certname":"mq2.example.com","target":"lvs","environment":"production","job_id":null,' \
      "\"transaction_uuid\":\"#{uuid}\",\"time\":\"2026-11-26T12:00:00.000Z\"}",
    )
    expect([mode, mode('new'), mode('tmp'), mode('new', name)]).to eq(['700', '700', '700', '600'])
    expect(File.lstat(File.join(path, 'new', name)).nlink).to eq(1)
    expect(Dir.children(File.join(path, 'tmp'))).to be_empty
  end

  it 'is private under any umask' do
    before = File.umask(0)
    begin
      spool.put(kick, time)
    ensure
      File.umask(before)
    end
    expect([mode('new'), mode('tmp'), mode('new', name)]).to eq(['700', '700', '600'])
  end

  it 'tells the time in UTC' do
    spool.put(kick, Time.new(2026, 11, 26, 14, 0, Rational(123_456, 1_000_000), '+02:00'))
    expect(JSON.parse(File.read(File.join(path, 'new', name)))['time']).to eq('2026-11-26T12:00:00.123Z')
  end

  it 'keeps the kick that waits already' do
    spool.put(kick, time)
    expect(spool.put(kick.merge('certname' => 'evil.example.com'), time)).to be(false)
    expect(File.read(File.join(path, 'new', name))).to include('mq2.example.com')
  end

  it 'keeps it also where both come at the same moment' do
    spool.put(kick, time)
    allow(spool).to receive(:there?).and_wrap_original { |original, asked| !asked.end_with?('.json') && original.call(asked) }
    expect(spool.put(kick.merge('certname' => 'evil.example.com'), time)).to be(false)
    expect(File.read(File.join(path, 'new', name))).to include('mq2.example.com')
    expect(Dir.children(File.join(path, 'tmp'))).to be_empty
  end

  ['', 'new', 'tmp'].each do |folder|
    it "does not follow a link in place of the folder #{folder.empty? ? 'itself' : folder}" do
      Dir.rmdir(path) if folder.empty?
      File.symlink(elsewhere, File.join(path, folder).chomp('/'))
      expect { spool.put(kick, time) }.to raise_error(described_class::Refused, %r{no folder, but a link})
      expect(Dir.children(elsewhere)).to be_empty
    end

    it "refuses a file in place of the folder #{folder.empty? ? 'itself' : folder}" do
      Dir.rmdir(path) if folder.empty?
      File.write(File.join(path, folder).chomp('/'), '')
      expect { spool.put(kick, time) }.to raise_error(described_class::Refused, %r{no folder, but a file})
    end

    it "refuses a folder that others may enter: #{folder.empty? ? 'itself' : folder}" do
      target = File.join(path, folder)
      Dir.mkdir(target) unless folder.empty?
      [0o701, 0o710, 0o704, 0o770, 0o1777].each do |mode|
        File.chmod(mode, target)
        expect { spool.put(kick, time) }.to raise_error(described_class::Refused, %r{has mode #{mode.to_s(8)}, not 700})
      end
    end
  end

  it 'refuses the folder of another user' do
    allow(Process).to receive(:euid).and_return(Process.euid + 1)
    expect { spool.put(kick, time) }.to raise_error(described_class::Refused, %r{belongs to user \d+, not to \d+})
  end

  it 'does not follow a link in place of the kick, also one that leads nowhere' do
    Dir.mkdir(File.join(path, 'new'), 0o700)
    victim = File.join(elsewhere, 'victim')
    File.symlink(victim, File.join(path, 'new', name))
    expect(spool.put(kick, time)).to be(false)
    expect(File.exist?(victim)).to be(false)
    File.write(victim, 'as it was')
    expect(spool.put(kick, time)).to be(false)
    expect(File.read(victim)).to eq('as it was')
  end

  it 'does not follow a link in place of the draft' do
    allow(SecureRandom).to receive(:hex).and_return('0123456789abcdef')
    Dir.mkdir(File.join(path, 'tmp'), 0o700)
    victim = File.join(elsewhere, 'victim')
    File.symlink(victim, File.join(path, 'tmp', "#{name}.#{Process.pid}.0123456789abcdef"))
    expect { spool.put(kick, time) }.to raise_error(SystemCallError)
    expect(File.exist?(victim)).to be(false)
    expect(Dir.children(File.join(path, 'new'))).to be_empty
  end

  it 'takes a bounded number of kicks' do
    allow(described_class).to receive(:most).and_return(2)
    ['gui', 'lvs'].each { |role| spool.put(kick.merge('target' => role), time) }
    expect { spool.put(kick.merge('target' => 'websocket'), time) }.to raise_error(described_class::Refused, %r{has 2 kicks})
    expect(spool.put(kick, time)).to be(false)
  end

  describe 'the most of one node' do
    # Puts kicks of a node until one is refused; gives how many there were.
    def put_many(certname, most = 60, **others)
      (1..most).count do |number|
        uuid = format('%<own>08x-0000-0000-0000-%<number>012d', own: certname.sum, number: number)
        spool.put(kick.merge('certname' => certname, 'transaction_uuid' => uuid, **others), time)
      rescue described_class::Refused => e
        expect(e.message).to eq('50 kicks of this role by this node wait')
        false
      end
    end

    it 'leaves room for the others' do
      expect(put_many('evil.example.com')).to eq(50)
      expect(put_many('mq2.example.com', 3)).to eq(3)
      expect(put_many('mq3.example.com')).to eq(50)
    end

    it 'is of each role, as a kick of one is none of the other' do
      put_many('mq2.example.com')
      expect(put_many('mq2.example.com', 1, 'target' => 'gui')).to eq(1)
    end

    it 'ends when the dispatcher takes one away' do
      put_many('mq2.example.com')
      File.unlink(File.join(path, 'new', Dir.children(File.join(path, 'new')).first))
      expect(spool.put(kick, time)).to be(true)
    end

    it 'does not count what is no kick of it, and follows nothing' do
      put_many('mq2.example.com', 49)
      { 'broken' => '{', 'list' => '["mq2.example.com"]', 'bytes' => "\xff", 'empty' => '' }.each do |other, text|
        File.binwrite(File.join(path, 'new', "#{other}.lvs.json"), text)
      end
      Dir.mkdir(File.join(path, 'new', 'folder.lvs.json'))
      File.mkfifo(File.join(path, 'new', 'pipe.lvs.json'))
      File.symlink(Dir.children(File.join(path, 'new')).grep(%r{\A0}).first, File.join(path, 'new', 'link.lvs.json'))
      File.symlink('nowhere', File.join(path, 'new', 'dangling.lvs.json'))
      File.binwrite(File.join(path, 'new', "\xff.lvs.json"), %({"certname":"mq2.example.com","more":"#{'x' * 20_000}"}))
      expect(spool.put(kick, time)).to be(true)
    end
  end

  it 'raises where it is missing, and makes none' do
    Dir.rmdir(path)
    expect { spool.put(kick, time) }.to raise_error(Errno::ENOENT)
    expect(File.exist?(path)).to be(false)
  end

  it 'gives all of many that come at once from several processes' do
    children = (0...4).map do |child|
      fork do
        (0...25).each do |number|
          spool.put(kick.merge('transaction_uuid' => format('00000000-0000-0000-%04d-%012d', child % 2, number)), time)
        end
        exit!(0)
      end
    end
    expect(children.map { |child| Process.wait2(child)[1].exitstatus }).to all(be_zero)
    files = Dir.children(File.join(path, 'new'))
    expect(files.length).to eq(50)
    expect(files.map { |file| JSON.parse(File.read(File.join(path, 'new', file)))['target'] }).to all(eq('lvs'))
    expect(Dir.children(File.join(path, 'tmp'))).to be_empty
  end
end
