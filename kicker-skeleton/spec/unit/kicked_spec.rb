# frozen_string_literal: true

require 'spec_helper'
require 'fileutils'
require 'json'
require 'open3'
require 'rbconfig'
require 'timeout'
require 'tmpdir'

# The forced command, as sshd runs it: the request in the environment, and a program that tells how it was run in place
# of the agent.
describe 'the forced command' do
  let(:script) { File.expand_path('../../files/kicked', __dir__) }
  let(:agent) { File.join(@place, 'puppet') }
  let(:trace) { File.join(@place, 'trace.json') }
  let(:job) { 'kick/0123456789abcdef/rabbitmq,lvs' }
  let(:exit_status) { 2 }

  around { |example| Dir.mktmpdir { |place| (@place = place) && example.run } }

  before do
    File.write(agent, <<~AGENT)
      #!#{RbConfig.ruby} --disable=gems
      require 'json'
      told = {
        'arguments' => ARGV, 'environment' => ENV.to_h, 'folder' => Dir.pwd, 'umask' => File.umask, 'stdin' => $stdin.read,
      }
      File.write(#{trace.inspect}, JSON.generate(told))
      puts 'Notice: said at length'
      warn 'Error: what went wrong'
      exit #{exit_status}
    AGENT
    File.chmod(0o755, agent)
  end

  # Gives what went out, what went to stderr, and the exit status.
  def kicked(request, *arguments, env: {}, stdin: '')
    out, err, status = Open3.capture3(
      env.merge('SSH_ORIGINAL_COMMAND' => request), RbConfig.ruby, '--disable=gems', script, *arguments, stdin_data: stdin
    )
    [out, err, status.exitstatus]
  end

  def told
    JSON.parse(File.read(trace))
  end

  it 'runs the agent once, with the job id as one argument' do
    expect(kicked(job, agent)).to eq(['', "Error: what went wrong\n", 2])
    expect(told['arguments']).to eq(
      [
        'agent', '--onetime', '--no-daemonize', '--no-splay', '--detailed-exitcodes', '--no-usecacheonfailure',
        '--waitforlock', '2', '--maxwaitforlock', '120', '--color', 'false', '--logdest', 'syslog,console', '--job-id', job
      ],
    )
  end

  it 'takes nothing else along' do
    kicked(job, agent, env: { 'RUBYOPT' => '-W0', 'LD_LIBRARY_PATH' => '/tmp', 'FACTER_role' => 'gui', 'IFS' => 'x' }, stdin: 'x')
    expect(told['environment']).to eq(
      'HOME' => '/root', 'LANG' => 'C.UTF-8', 'LOGNAME' => 'root', 'USER' => 'root',
      'PATH' => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    )
    expect(told.values_at('folder', 'umask', 'stdin')).to eq(['/', 0o022, ''])
  end

  it 'has options that this Puppet knows' do
    kicked(job, agent)
    # Help is given once all of the options before it were understood.
    out, err, status = Open3.capture3('puppet', *told['arguments'], '--help')
    expect([err, status.exitstatus]).to eq(['', 0])
    expect(out).to include('puppet-agent')
  end

  [
    'kick/0123456789abcdef/lvs', "kick/0123456789abcdef/#{(['lvs'] * 32).join(',')}", "kick/0123456789abcdef/#{'l' * 41}"
  ].each do |request|
    it "accepts #{request[0, 60]}" do
      expect(kicked(request, agent)[2]).to eq(2)
      expect(told['arguments'].last).to eq(request)
    end
  end

  [
    nil, '', ' ', 'sh', '-c id', 'puppet agent -t', 'kick', 'kick/', 'kick/0123456789abcdef', 'kick/0123456789abcdef/',
    'kick/0123456789abcde/lvs', 'kick/0123456789abcdef0/lvs', 'kick/0123456789ABCDEF/lvs', 'kick/0123456789abcdef/LVS',
    ' kick/0123456789abcdef/lvs', 'kick/0123456789abcdef/lvs ', "kick/0123456789abcdef/lvs\n", "\nkick/0123456789abcdef/lvs",
    "kick/0123456789abcdef/lvs\nreboot", "reboot\nkick/0123456789abcdef/lvs", 'kick/0123456789abcdef/lvs;reboot',
    'kick/0123456789abcdef/lvs && reboot', 'kick/0123456789abcdef/$(reboot)', 'kick/0123456789abcdef/`reboot`',
    'kick/0123456789abcdef/lvs|sh', 'kick/0123456789abcdef/lvs --server evil', 'kick/0123456789abcdef/../../etc',
    'kick/0123456789abcdef/-x', 'kick/0123456789abcdef/lvs,', 'kick/0123456789abcdef/,lvs', 'kick/0123456789abcdef/a,,b',
    "kick/0123456789abcdef/#{(['lvs'] * 33).join(',')}", "kick/0123456789abcdef/#{'l' * 42}",
    "kick/0123456789abcdef/#{(['l' * 41] * 12).join(',')}", "kick/0123456789abcdef/l\u00e4s", "kick/0123456789abcdef/lvs\xff",
    "\xff\xfe", "\e[2Jx", 'x' * 100_000, '--test', 'scp -t /etc', 'internal-sftp'
  ].each do |request|
    it "refuses #{request.inspect[0, 70]}" do
      out, err, status = kicked(request, agent)
      expect([out, status]).to eq(['', 64])
      expect(err).to match(%r{\Akicked: refused: "[ -~]{0,330}"\n\z})
      expect(File.exist?(trace)).to be(false)
    end
  end

  it 'tells that there is no agent' do
    missing = File.join(@place, 'missing')
    expect(kicked(job, missing)).to eq(['', "kicked: no agent: #{missing} cannot be run\n", 127])
  end

  it 'tells that the agent cannot be run' do
    File.write(agent, "#!/nonexistent/ruby\n")
    out, err, status = kicked(job, agent)
    expect([out, status]).to eq(['', 127])
    expect(err).to start_with('kicked: no agent: ')
  end

  context 'with another outcome' do
    let(:exit_status) { 1 }

    it 'ends as the agent ends' do
      expect(kicked(job, agent)[2]).to eq(1)
    end
  end

  it 'works as sshd calls it, through the shell of root' do
    installed = File.join(@place, 'kicked')
    File.write(installed, File.read(script))
    [[job, 2], ["#{job}; touch #{trace}", 64], ["$(touch #{trace})", 64]].each do |request, expected|
      FileUtils.rm_f(trace)
      Open3.capture3({ 'SSH_ORIGINAL_COMMAND' => request }, '/bin/sh', '-c', "#{RbConfig.ruby} --disable=gems #{installed} #{agent}")
           .then { |_out, _err, status| expect(status.exitstatus).to eq(expected) }
      expect(File.exist?(trace)).to be(expected == 2)
    end
  end

  describe 'when it is not heard' do
    let(:after) { File.join(@place, 'after') }
    let(:patience) { 60 }

    # An agent that does more after it was told to go on by a file, and what it does then.
    def agent_that(work)
      File.write(agent, <<~AGENT)
        #!#{RbConfig.ruby} --disable=gems
        warn 'Warning: it begins'
        sleep 0.05 until File.exist?(#{trace.inspect})
        #{work}
        File.write(#{after.inspect}, 'all of the catalog')
        exit 2
      AGENT
    end

    # Starts it, waits until the agent runs, and gives the block its process and the end where its errors come out.
    # Gives the exit status.
    def started
      reader, writer = IO.pipe
      pid = Process.spawn({ 'SSH_ORIGINAL_COMMAND' => job }, RbConfig.ruby, '--disable=gems', script, agent, err: writer, pgroup: true)
      writer.close
      expect(reader.gets).to eq("Warning: it begins\n")
      yield(pid, reader)
      File.write(trace, '')
      status = Timeout.timeout(patience) { Process.wait2(pid)[1] }
      pid = nil
      status.exitstatus
    ensure
      reader.close unless reader.closed?
      Process.kill('KILL', pid) if pid
    end

    it 'lets the agent go through its catalog when the connection is cut' do
      agent_that("200.times { $stderr.puts 'Error: ' + 'x' * 1000 }")
      expect(started { |_pid, reader| reader.close }).to eq(2)
      expect(File.read(after)).to eq('all of the catalog')
    end

    it 'lets the agent go on when the session is ended' do
      agent_that("$stderr.puts 'Error: said'")
      expect(started { |pid, _reader| Process.kill('HUP', -pid) }).to eq(2)
      expect(File.exist?(after)).to be(true)
    end

    it 'lets the agent go on when nobody reads what it says' do
      agent_that("200.times { $stderr.puts 'Error: ' + 'x' * 1000 }")
      expect(started { nil }).to eq(2)
      expect(File.exist?(after)).to be(true)
    end

    it 'does not wait for what the agent leaves behind' do
      agent_that("spawn('sleep', '20', pgroup: true)")
      from = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      expect(started { nil }).to eq(2)
      expect(Process.clock_gettime(Process::CLOCK_MONOTONIC) - from).to be < 15
    end

    it 'ends the agent when it is ended itself, and says so' do
      agent_that('sleep 50')
      expect(started { |pid, _reader| File.write(trace, '') && Process.kill('TERM', pid) }).to eq(128 + 15)
      expect(File.exist?(after)).to be(false)
    end
  end
end
