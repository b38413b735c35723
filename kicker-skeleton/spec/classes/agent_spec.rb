# frozen_string_literal: true

require 'spec_helper'
require 'open3'
require 'tmpdir'

describe 'kicker::agent' do
  include_context 'with a PuppetDB'

  let(:inventory) do
    [
      known('puppet.example.org', { 'kicker_public_key' => key('A') }),
      known('other.example.org', { 'kicker_public_key' => key('B') }),
    ]
  end
  let(:node) { 'lvs1.example.org' }
  let(:params) { { servers: ['puppet.example.org'] } }
  let(:keys) { catalogue.resource('File', '/etc/kicker/authorized_keys')[:content] }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_file('/usr/local/sbin/kicked').with(owner: 'root', mode: '0755') }
  it { is_expected.to contain_file('/etc/kicker/authorized_keys').with(owner: 'root', mode: '0600') }

  it 'lets the key of the dispatcher do one thing' do
    expect(keys.lines.drop(1)).to eq(["restrict,command=\"/usr/bin/ruby --disable=gems /usr/local/sbin/kicked\" #{key('A')} kicker\n"])
  end

  it 'tells sshd of the keys besides those that it knew' do
    is_expected.to contain_file('/etc/ssh/sshd_config.d/kicker.conf')
      .with_content(%r{^Match User root\n    AuthorizedKeysFile \.ssh/authorized_keys \.ssh/authorized_keys2 /etc/kicker/authorized_keys\nMatch all\n\z})
      .that_notifies('Exec[kicker: reload sshd]')
  end

  context 'with places from where the dispatcher may come' do
    let(:params) { super().merge(from: ['192.0.2.1', '2001:db8::/64', '*.example.org']) }

    it { expect(keys).to include("\nrestrict,from=\"192.0.2.1,2001:db8::/64,*.example.org\",command=\"/usr/bin/ruby --disable=gems /usr/local/sbin/kicked\" ssh-") }
  end

  context 'with another program' do
    let(:params) { super().merge(program: '/usr/local/bin/agent') }

    it { expect(keys).to include("\nrestrict,command=\"/usr/bin/ruby --disable=gems /usr/local/sbin/kicked /usr/local/bin/agent\" ssh-") }
  end

  context 'with the Ruby of Puppet\'s own packages' do
    let(:params) { super().merge(ruby: '/opt/puppetlabs/puppet/bin/ruby') }

    it { expect(keys).to include('command="/opt/puppetlabs/puppet/bin/ruby --disable=gems /usr/local/sbin/kicked" ssh-') }
  end

  context 'with a server whose key is not known yet' do
    let(:params) { { servers: ['new.example.org'] } }

    it { is_expected.to compile.with_all_deps }
    it { expect(keys.lines.length).to eq(1) }
  end

  context 'with a key that is given' do
    let(:params) { { servers: ['new.example.org'], keys: [key('C')] } }

    it { expect(keys).to include(key('C')) }

    context 'and a PuppetDB that is down' do
      let(:params) { { keys: [key('E')] } }
      let(:answers) { { 'down' => 'Connection refused' } }

      it { is_expected.to compile.with_all_deps }
    end

    context 'by a server whose name is no certname' do
      let(:params) { { keys: [key('F')] } }

      def server_facts_hash
        super.merge('servername' => 'Puppet Server')
      end

      it { is_expected.to compile.with_all_deps }
    end
  end

  context 'without any key' do
    let(:params) { { keys: [] } }

    it { expect(keys.lines.length).to eq(1) }
  end

  it 'lets sshd look at its files where it runs: what is needed to look is only there then' do
    is_expected.to contain_exec('kicker: reload sshd').with(refreshonly: true, onlyif: '/usr/bin/systemctl is-active --quiet ssh.service')
  end

  # The command of the Exec with programs of the example in place of those of the system.
  def reload(sshd_says)
    Dir.mktmpdir do |place|
      { 'sshd' => "[ \"$1\" = -t ] || echo '#{sshd_says}'", 'systemctl' => "echo \"$@\" > #{place}/reloaded" }.each do |name, text|
        File.write(File.join(place, name), "#!/bin/sh\n#{text}\n")
        File.chmod(0o755, File.join(place, name))
      end
      command = catalogue.resource('Exec', 'kicker: reload sshd')[:command]
      out, status = Open3.capture2('/bin/sh', '-c', command.gsub(%r{/usr/s?bin/(sshd|systemctl)}) { File.join(place, Regexp.last_match(1)) })
      [out, status.exitstatus, File.read(File.join(place, 'reloaded'))]
    end
  end

  it 'fails where another block of sshd has the last word, as nobody could kick' do
    expect(reload('authorizedkeysfile .ssh/authorized_keys /etc/kicker/authorized_keys')).to eq(['', 0, "try-reload-or-restart ssh.service\n"])
    expect(reload('authorizedkeysfile .ssh/authorized_keys')).to match([%r{AuthorizedKeysFile of root}, 1, "try-reload-or-restart ssh.service\n"])
  end

  context 'with an sshd that others look after' do
    let(:params) { super().merge(manage_sshd: false) }

    it { is_expected.to compile.with_all_deps }
    it { is_expected.not_to contain_file('/etc/ssh/sshd_config.d/kicker.conf') }
    it { is_expected.not_to contain_exec('kicker: reload sshd') }
  end

  context 'on a Puppet Server that is kicked as well' do
    let(:pre_condition) { 'include kicker::server' }

    it { is_expected.to compile.with_all_deps }
  end

  context 'without a word about servers' do
    let(:params) { {} }
    let(:inventory) { [known(Puppet.runtime[:facter].value('networking.fqdn'), { 'kicker_public_key' => key('D') })] }

    it('believes the one that compiles') { expect(keys).to include(key('D')) }
  end

  context 'with a PuppetDB that is down' do
    let(:params) { { servers: ['down.example.org'] } }
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to compile.and_raise_error(%r{Connection refused}) }
  end

  [
    { keys: ["ssh-ed25519 AAAA\nssh-rsa AAAA"] },
    { from: ['192.0.2.1" command="/bin/sh'] },
    { servers: [] },
    { program: '/bin/sh -c id' },
    { ruby: '/usr/bin/ruby" -e' },
    { authorized_keys_files: ["%h/keys\nPermitRootLogin yes"] },
  ].each do |wrong|
    context "with #{wrong}" do
      let(:params) { super().merge(wrong) }

      it { is_expected.to compile.and_raise_error(%r{#{wrong.keys.first}}) }
    end
  end
end
