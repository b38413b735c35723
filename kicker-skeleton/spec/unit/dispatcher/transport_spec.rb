# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Transport do
  include DispatcherHelp

  let(:job_id) { "kick/#{'a' * 16}/rabbitmq,lvs" }
  let(:key) { "AAAAC3NzaC1lZDI1NTE5AAAAI#{'x' * 43}" }
  let(:contact) do
    { 'ssh' => { 'ed25519' => { 'type' => 'ssh-ed25519', 'key' => key, 'fingerprints' => {} } }, 'networking' => { 'ip' => '192.0.2.7' } }
  end

  def now
    Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end

  def transport(words = nil, changes = {})
    described_class.new(Kicker::Config.new(settings(changes).merge(words ? { 'transport' => words } : {})))
  end

  def result(words, changes = {}, seconds = 5)
    child = transport(words, changes).start('lvs1.example.org', job_id, contact, now)
    wait_until(seconds) { child.poll(now) }
  end

  it 'calls ssh so that it knows the host and does nothing but the job id' do
    words = transport(Kicker::Config::SSH).arguments('lvs1.example.org', job_id, contact)
    expect(words.last(3)).to eq(['--', 'root@lvs1.example.org', job_id])
    expect(words).to include('StrictHostKeyChecking=yes', 'BatchMode=yes', "UserKnownHostsFile=#{path('known_hosts', 'lvs1.example.org')}")
    expect(File.read(path('known_hosts', 'lvs1.example.org'))).to eq("lvs1.example.org,192.0.2.7 ssh-ed25519 #{key}\n")
  end

  it 'does not start without a host key or an address where they are needed' do
    expect { transport(Kicker::Config::SSH).start('a', job_id, {}, now) }.to raise_error(described_class::Impossible, /ssh host key/)
    expect { transport(%w[true {address}]).start('a', job_id, {}, now) }.to raise_error(described_class::Impossible, /address/)
  end

  it 'replaces within an argument, never within what was put in' do
    expect(transport(['x', 'a{certname}b{certname}', '{job_id}']).arguments('{key}', '{certname}', {})).to eq(['x', 'a{key}b{key}', '{certname}'])
  end

  it 'gives arguments to no shell' do
    words = ['/usr/bin/printf', '%s|', '{certname}', '$(id)', '; id', "a b\nc", '*', '']
    expect(result(words).output).to eq("lvs1.example.org|$(id)|; id|a b\nc|*||")
    expect(result(['/bin/echo; id']).code).to be_nil
  rescue described_class::Impossible => e
    expect(e.message).to match(/No such file/)
  end

  it 'gives a clean environment, no input and no open file' do
    ENV['SECRET_OF_THE_DISPATCHER'] = 'x'
    output = result(['/bin/sh', '-c', 'env; echo "in=$(cat)"; ls /proc/self/fd | tr "\n" " "']).output
    expect(output).not_to include('SECRET')
    expect(output).to include("in=\n").and match(/^0 1 2 3 \z|^0 1 2 3\z/)
  ensure
    ENV.delete('SECRET_OF_THE_DISPATCHER')
  end

  { 0 => true, 2 => true, 1 => false, 4 => false, 6 => false, 255 => false }.each do |code, good|
    it("takes #{code} for #{good ? 'well' : 'failed'}") { expect(result(['/bin/sh', '-c', "exit #{code}"]).ok?).to be(good) }
  end

  it 'keeps the end of what a program says, however much that is' do
    output = result(['/bin/sh', '-c', 'head -c 3000000 /dev/zero | tr "\0" x; echo the end'], {}, 20).output
    expect(output.bytesize).to be <= 4096
    expect(output).to end_with('xthe end')
  end

  it 'ends a program that takes too long, with all that it started' do
    found = result(['/bin/sh', '-c', "sleep 300 & echo $! > #{path('pid')}; wait"], 'run_timeout' => 0.3)
    expect(found.ok?).to be(false)
    expect(found.timed_out).to be(true)
    pid = File.read(path('pid')).to_i
    wait_until { !File.exist?("/proc/#{pid}") || File.read("/proc/#{pid}/stat").split[2] == 'Z' }
  end

  it 'kills one that does not want to end' do
    stub_const('Kicker::Child::KILL_AFTER', 0.2)
    found = result(['/bin/sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'], 'run_timeout' => 0.3)
    expect([found.code, found.timed_out]).to eq([nil, true])
  end

  it 'says so when there is no such program' do
    expect { result(['/nonexistent/ssh']) }.to raise_error(described_class::Impossible, /No such file/)
  end
end

describe Kicker::KnownHosts do
  let(:key) { 'AAAAC3NzaC1lZDI1NTE5AAAAIxxxxxxxx' }

  it 'takes no key that would make another line, or an option' do
    [{ 'type' => "ssh-rsa\nother", 'key' => key }, { 'type' => 'ssh-rsa', 'key' => "#{key}\n* ssh-rsa #{key}" }, { 'type' => 'ssh-rsa' },
     { 'type' => 'ssh-rsa', 'key' => ['x'] }, { 'type' => '@cert-authority *', 'key' => key }, 'text', nil].each do |entry|
      expect(described_class.keys('rsa' => entry)).to eq([])
    end
    [nil, 'text', [], 7].each { |fact| expect(described_class.keys(fact)).to eq([]) }
  end

  it 'takes no address that is none' do
    ['-oProxyCommand=id', "192.0.2.1\n", '*', 'lvs1.example.org,*', '', nil, {}].each do |address|
      expect(described_class.address('ip' => address)).to be_nil
    end
    expect(described_class.address('ip6' => '2001:db8::7')).to eq('2001:db8::7')
  end

  it 'keeps the keys of each node apart, so that none brings in a key for another' do
    Dir.mktmpdir do |folder|
      contact = { 'ssh' => { 'rsa' => { 'type' => 'ssh-rsa', 'key' => key } }, 'networking' => { 'ip' => '192.0.2.7' } }
      files = %w[a b].map { |name| described_class.new("#{folder}/known").write(name, contact) }
      expect(files.uniq.length).to eq(2)
      expect(File.stat(files.first).mode & 0o777).to eq(0o600)
    end
  end
end
