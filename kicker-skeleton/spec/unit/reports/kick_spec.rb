# frozen_string_literal: true

require 'spec_helper'
require 'support/reports'
require 'puppet/indirector/report/processor'
require 'puppet/reports/kick'

describe 'the report processor kick' do
  include SavedReports

  # Processes a saved report, changed by the block, and gives the roles that it kicked.
  def kicked_by(name, &change)
    process(report(name, &change))
    kicked
  end

  it 'is found by its name, as `reports` in puppet.conf has it' do
    expect(Puppet::Reports.report(:kick).doc).to include('reports = puppetdb, kick')
  end

  describe 'what kicks' do
    it 'a changed marker, once' do
      expect(kicked_by('changed')).to eq(['lvs'])
      expect(kicks).to contain_exactly(
        'version' => 1,
        'certname' => 'mq2.example.com',
        'target' => 'lvs',
        'environment' => 'production',
        'job_id' => nil,
        'transaction_uuid' => report('changed').transaction_uuid,
        'time' => match(%r{\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z}),
      )
      expect(log).to eq(["notice: kick: mq2.example.com kicks lvs (transaction #{report('changed').transaction_uuid})"])
    end

    it 'nothing in a run that had nothing to do' do
      expect(kicked_by('unchanged')).to be_empty
      expect(log).to be_empty
    end

    it 'nothing in a run with --noop' do
      expect(kicked_by('noop')).to be_empty
    end

    it 'nothing in a run with --noop whatever its resources say' do
      expect(kicked_by('changed') { |data| data['noop'] = true }).to be_empty
    end

    it 'no kick that is noop itself' do
      expect(kicked_by('noop-resource')).to be_empty
    end

    it 'a changed marker in a run in which something else failed, since it tells only once' do
      expect(report('failed').status).to eq('failed')
      expect(kicked_by('failed')).to eq(['lvs'])
    end

    it 'nothing where the role itself failed, and so the marker was not written' do
      expect(kicked_by('failed-before')).to be_empty
    end

    it 'no kick that failed' do
      expect(kicked_by('kick-failed')).to be_empty
    end

    it 'no kick that was skipped, or has no event that tells of it' do
      [{ 'skipped' => true }, { 'changed' => false }, { 'failed' => true }, { 'events' => [] }].each do |other|
        expect(kicked_by('changed') { |data| data['resource_statuses']['Exec[kick -> lvs]'].merge!(other) }).to be_empty
      end
    end

    it 'no other type with such a title' do
      expect(kicked_by('changed') { |data|
        data['resource_statuses'] = { 'File[x]' => kick_status(data, 'kick -> lvs', type: 'File') }
      }).to be_empty
    end

    it 'no Notify alone, which changes in every run' do
      expect(report('notify-only').status).to eq('changed')
      expect(kicked_by('notify-only')).to be_empty
    end

    it 'no Notify beside another one' do
      expect(kicked_by('notify-only') { |data|
        other = data['resource_statuses']['Notify[kick -> lvs]'].merge('title' => 'hello')
        data['resource_statuses']['Notify[hello]'] = other
      }).to be_empty
    end

    it 'no Notify beside a kick of an Exec, which changes nothing either' do
      expect(kicked_by('changed') { |data|
        data['resource_statuses'] = {
          'Exec[kick -> gui]' => kick_status(data, 'kick -> gui'),
          'Notify[kick -> lvs]' => kick_status(data, 'kick -> lvs', type: 'Notify'),
        }
      }).to eq(['gui'])
    end

    it 'a Notify with a real change' do
      expect(kicked_by('notify-changed')).to eq(['lvs'])
    end

    it 'no Notify in a failed run, with or without a real change' do
      expect(kicked_by('notify-failed')).to be_empty
    end

    it 'each role once, in order' do
      expect(kicked_by('changed') { |data|
        ['websocket', 'gui'].each do |role|
          data['resource_statuses']["Exec[kick -> #{role}]"] = kick_status(data, "kick -> #{role}")
          data['resource_statuses']["Notify[kick -> #{role}]"] = kick_status(data, "kick -> #{role}", type: 'Notify')
        end
      }).to eq(['gui', 'lvs', 'websocket'])
    end
  end

  describe 'lineage' do
    it 'goes along with the kick' do
      job = 'kick/0123456789abcdef/gui,rabbitmq'
      kicked_by('changed') { |data| data['job_id'] = job }
      expect(kicks.map { |kick| kick['job_id'] }).to eq([job])
    end

    [
      '17', 'kick/0123456789abcdef/', 'kick/0123456789ABCDEF/lvs', 'kick/0123456789abcdef/lvs;reboot',
      "kick/0123456789abcdef/lvs\n", "kick/0123456789abcdef/lvs\nkick/0123456789abcdef/lvs", 'kick/0123456789abcdef/../x',
      "kick/0123456789abcdef/#{(['lvs'] * 33).join(',')}", "kick/0123456789abcdef/#{(['l' * 41] * 20).join(',')}",
      '$(reboot)', "\xff", 17, ['kick/0123456789abcdef/lvs'], { 'a' => 1 }
    ].each do |job|
      it "is none in the job id #{job.inspect[0, 60]}" do
        expect(kicked_by('changed') { |data| data['job_id'] = job }).to eq(['lvs'])
        expect(kicks.first['job_id']).to be_nil
      end
    end
  end

  describe 'roles' do
    it 'that are not in the inventory are passed over, and told' do
      expect(kicked_by('unknown-role')).to eq(['gui', 'lvs'])
      expect(log).to include(
        'warning: kick: "mq2.example.com" names roles that are not in the inventory: "ghost"',
        'warning: kick: "mq2.example.com" kicks what is no name of a role: "../../etc/passwd", "LVS"',
      )
    end

    it 'are read anew for each report' do
      configure(roles: ['gui'])
      expect(kicked_by('changed')).to be_empty
      configure(roles: ['lvs'])
      expect(kicked_by('changed')).to eq(['lvs'])
    end

    [
      '../lvs', '/etc/passwd', 'lvs/../../x', '.', '', 'lvs ', " lvs\n", "lvs\nroot", "lvs\0", '-rf', '$(reboot)', '`id`',
      'lvs;reboot', "l\u00e4s", 'Lvs', 'a' * 42, "lvs\e[2J"
    ].each do |role|
      it "are never called #{role.inspect[0, 50]}" do
        configure(roles: ['lvs'])
        expect(kicked_by('changed') { |data|
          data['resource_statuses'] = { 'x' => kick_status(data, "kick -> #{role}") }
        }).to be_empty
        expect(Dir.children(place)).to contain_exactly('edges.yaml', 'kicker.yaml', 'spool')
        expect(log).to contain_exactly(match(%r{\Awarning: kick: "mq2.example.com" kicks what is no name of a role: [ -~]+\z}))
      end
    end

    it 'are a bounded number' do
      roles = (1..60).map { |number| format('role%02d', number) }
      configure(roles: roles)
      expect(kicked_by('changed') { |data|
        data['resource_statuses'] = roles.map { |role| [role, kick_status(data, "kick -> #{role}")] }.to_h
      }).to eq(roles.first(50))
      expect(log).to include('err: kick: "mq2.example.com" kicks more than 50 roles at once: 10 are left out')
    end

    it 'make a line of bounded length, however many are wrong' do
      kicked_by('changed') do |data|
        wrong = (1..5_000).map { |number| [number.to_s, kick_status(data, "kick -> /#{'x' * 5_000}#{number}")] }
        data['resource_statuses'] = wrong.to_h
      end
      expect(log.length).to eq(1)
      expect(log.first).to end_with('and 4995 more')
      expect(log.first.length).to be < 1_000
    end
  end

  describe 'what a hostile node may send' do
    [
      [nil, 'NilClass'], [17, 'Integer'], ['', '""'], ['.', '"."'], ['-oProxyCommand=x', '"-oProxyCommand=x"'],
      ['../mq2', '"../mq2"'], ['mq2/../x', '"mq2/../x"'], ["mq2\nroot", '"mq2\\nroot"'], ["mq2\xff", '"mq2\\xFF"'],
      ['MQ2', '"MQ2"'], ['$(reboot)', '"$(reboot)"'], ['a' * 254, "\"#{'a' * 80}\"..."], [{ 'a' => 1 }, 'Hash']
    ].each do |host, quoted|
      it "a host #{host.inspect[0, 40]}" do
        expect(kicked_by('changed') { |data| data['host'] = host }).to be_empty
        expect(log).to contain_exactly(start_with('err: kick: the report cannot be processed: ArgumentError: "host is '))
        expect(quoted).not_to match(%r{[^ -~]})
      end
    end

    [
      nil, '', 17, '../../../../etc/cron.d/aaaaaaaaaaaaaaaa', '9402187b-d9d8-496d-a10a-13c23df7113',
      "9402187b-d9d8-496d-a10a-13c23df7113\n", '9402187b/d9d8-496d-a10a-13c23df71130', "\xff" * 36, 'x' * 100_000
    ].each do |uuid|
      it "a transaction #{uuid.inspect[0, 40]}" do
        expect(kicked_by('changed') { |data| data['transaction_uuid'] = uuid }).to be_empty
        expect(log).to contain_exactly(match(%r{\Aerr: kick: the report cannot be processed: [ -~]{1,200}\z}))
      end
    end

    [nil, '', 'a b', "production\n", '../x', 'x' * 101, ['production']].each do |environment|
      it "an environment #{environment.inspect[0, 40]}" do
        expect(kicked_by('changed') { |data| data['environment'] = environment }).to be_empty
        expect(log.length).to eq(1)
      end
    end

    it 'statuses that are none' do
      expect(kicked_by('changed') { |data|
        data['resource_statuses']['nothing'] = {}
        data['resource_statuses']['no title'] = kick_status(data, nil)
        data['resource_statuses']['a number'] = kick_status(data, 17)
        data['resource_statuses']['a map'] = kick_status(data, { 'a' => 1 })
        data['resource_statuses']['no text'] = kick_status(data, "kick -> \xff\xfe")
        data['resource_statuses']['no type'] = kick_status(data, 'kick -> gui').merge('resource_type' => nil)
      }).to eq(['lvs'])
      expect(log).to include('warning: kick: "mq2.example.com" kicks what is no name of a role: "\\xFF\\xFE"')
    end

    it 'events that are none' do
      odd = report('changed')
      odd.resource_statuses['Exec[kick -> lvs]'].instance_variable_set(:@events, [nil, 17, 'success'])
      process(odd)
      odd.resource_statuses['Exec[kick -> lvs]'].instance_variable_set(:@events, 'success')
      process(odd)
      expect(kicked).to be_empty
    end

    [nil, [], 'x', 17].each do |statuses|
      it "#{statuses.inspect} for all statuses" do
        odd = report('changed')
        odd.instance_variable_set(:@resource_statuses, statuses)
        process(odd)
        expect(kicked).to be_empty
        expect(log).to contain_exactly(start_with('err: kick: the report cannot be processed: ArgumentError: '))
      end
    end

    it 'a title in another encoding' do
      odd = report('changed')
      title = 'kick -> lvs'.encode('UTF-16')
      odd.resource_statuses['Exec[kick -> lvs]'].instance_variable_set(:@title, title)
      process(odd)
      expect(kicked).to be_empty
    end

    it 'a huge report' do
      huge = report('changed') do |data|
        one = kick_status(data, 'x', type: 'File')
        data['logs'] = data['logs'] * 2_000
        20_000.times { |number| data['resource_statuses']["File[/#{number}]"] = one.merge('title' => "/#{number}") }
        data['resource_statuses']['Notify[kick -> gui]'] = kick_status(data, 'kick -> gui', type: 'Notify')
      end
      begun = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      process(huge)
      expect(Process.clock_gettime(Process::CLOCK_MONOTONIC) - begun).to be < 5
      expect(kicked).to eq(['gui', 'lvs'])
    end

    it 'nothing that makes a line of its own in the log' do
      kicked_by('changed') do |data|
        data['host'] = "mq2\n2026-11-28 err: forged\e[2J\u2028\u202e"
        data['resource_statuses']['x'] = kick_status(data, "kick -> \nerr: forged")
      end
      expect(log.length).to eq(2)
      expect(log).to all(match(%r{\A[ -~]+\z}))
    end

    it 'the name of another node in its body, which Puppet refuses before any processor sees it' do
      forged = report('changed') { |data| data['host'] = 'lvs1.example.com' }
      server = Puppet::Transaction::Report::Processor.allocate
      request = ->(node) { Puppet::Indirector::Request.new(:report, :save, node, forged) }
      # The node in the request is the one of the certificate, by the rules of auth.conf.
      expect { server.validate(request.call('mq2.example.com')) }.to raise_error(Puppet::Indirector::ValidationError)
      expect { server.validate(request.call('lvs1.example.com')) }.not_to raise_error
    end
  end

  describe 'a report that comes again' do
    it 'changes nothing' do
      process(report('changed'))
      before = kicks
      process(report('changed'))
      expect(kicks).to eq(before)
      expect(log.length).to eq(1)
    end

    it 'from another node that claims its transaction does not replace the kick' do
      process(report('changed'))
      process(report('changed') { |data| data['host'] = 'evil.example.com' })
      expect(kicks.map { |kick| kick['certname'] }).to eq(['mq2.example.com'])
      expect(spooled('tmp')).to be_empty
    end
  end

  describe 'the configuration' do
    it 'is not there: told once, and the server goes on' do
      File.delete(ENV['KICKER_CONFIG'])
      expect(kicked_by('changed')).to be_empty
      expect(log).to contain_exactly(
        "err: kick: #{place}/kicker.yaml is missing: kicker::server has not been applied to this server",
      )
    end

    it 'is not even read for a report without kicks' do
      File.delete(ENV['KICKER_CONFIG'])
      kicked_by('unchanged')
      expect(log).to be_empty
    end

    {
      'no map' => "- 1\n", 'empty' => '', 'no YAML' => "a: [\n", 'not UTF-8' => "a: \xff\n",
      'an object' => "--- !ruby/object:Object {}\n", 'a relative spool' => "spool: var/spool\n", 'a spool of numbers' => "spool: 1\n"
    }.each do |what, text|
      it "is #{what}: told, and the server goes on" do
        File.binwrite(ENV['KICKER_CONFIG'], text)
        expect(kicked_by('changed')).to be_empty
        expect(log).to contain_exactly(match(%r{\Aerr: kick: [ -~]*kicker\.yaml[ -~]*\z}))
      end
    end

    it 'has no list of roles: the dispatcher, which has the last good one, is left to judge' do
      File.write(File.join(place, 'edges.yaml'), 'roles: 1')
      expect(kicked_by('changed')).to eq(['lvs'])
      expect(log).to include("err: kick: #{place}/edges.yaml: roles is no list of names of roles")
    end
  end

  describe 'a spool that cannot be used is told, and loses that kick alone' do
    def lost
      expect(kicked_by('changed')).to be_empty
      expect(log).to contain_exactly(match(%r{\Aerr: kick: mq2.example.com kicks lvs, which is lost: [ -~]+\z}))
    end

    it 'since it is missing' do
      Dir.rmdir(spool)
      lost
      expect(File.exist?(spool)).to be(false)
    end

    it 'since others may read it' do
      File.chmod(0o750, spool)
      lost
    end

    it 'since a file has the place of a folder' do
      File.write(File.join(spool, 'tmp'), '')
      lost
    end

    it 'since the node has fifty of that role there' do
      50.times do |number|
        process(report('changed') { |data| data['transaction_uuid'] = format('00000000-0000-0000-0000-%<n>012d', n: number) })
      end
      @logs.clear
      process(report('changed'))
      expect(kicked.length).to eq(50)
      expect(log).to eq(
        ['err: kick: mq2.example.com kicks lvs, which is lost: PuppetX::Kicker::Spool::Refused: "50 kicks of this role by this node wait"'],
      )
      process(report('changed') { |data| data['host'] = 'mq3.example.com' })
      expect(kicked.length).to eq(51)
    end

    it 'since the disk is full' do
      allow(File).to receive(:link).and_raise(Errno::ENOSPC)
      lost
      expect(spooled('tmp')).to be_empty
    end
  end

  it 'may be loaded again, from another environment, without a word' do
    files = Dir[File.expand_path('../../../lib/puppet_x/kicker/*.rb', __dir__)]
    expect(files.length).to be >= 5
    verbose = $VERBOSE
    $VERBOSE = true
    begin
      expect { files.each { |file| load file } }.not_to output(%r{already initialized constant}).to_stderr
    ensure
      $VERBOSE = verbose
    end
  end
end
