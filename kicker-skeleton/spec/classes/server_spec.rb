# frozen_string_literal: true

require 'spec_helper'
require 'yaml'

describe 'kicker::server' do
  let(:node) { 'puppet.example.org' }
  let(:settings) { YAML.safe_load(catalogue.resource('File', '/etc/kicker/kicker.yaml')[:content]) }
  let(:unit) { catalogue.resource('File', '/etc/systemd/system/kicker.service')[:content] }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_package('openssh-client').that_comes_before('Exec[kicker: make the key of the dispatcher]') }
  it { is_expected.to contain_file('/var/lib/kicker').with(owner: 'puppet', group: 'puppet', mode: '0750') }

  ['', '/new', '/tmp', '/refused', '/given-up'].each do |folder|
    it "keeps the spool private (#{folder})" do
      is_expected.to contain_file("/var/lib/kicker/spool#{folder}")
        .with(ensure: 'directory', owner: 'puppet', group: 'puppet', mode: '0700')
    end
  end

  it 'makes the key as the user of the server, once' do
    is_expected.to contain_exec('kicker: make the key of the dispatcher')
      .with(user: 'puppet', creates: '/var/lib/kicker/id_ed25519', umask: '0077')
  end

  it { is_expected.to contain_class('kicker::spool').that_comes_before(['Class[kicker::config]', 'Class[kicker::dispatcher]']) }

  it 'writes the configuration' do
    expect(settings).to eq(
      'spool' => '/var/lib/kicker/spool',
      'state' => '/var/lib/kicker',
      'edges' => '/etc/kicker/edges.yaml',
      'key' => '/var/lib/kicker/id_ed25519',
      'puppetdb' => {
        'urls' => ['https://puppet.example.org:8081'],
        'ca' => '/var/lib/puppet/ssl/certs/ca.pem',
        'cert' => '/var/lib/puppet/ssl/certs/puppet.example.org.pem',
        'key' => '/var/lib/puppet/ssl/private_keys/puppet.example.org.pem',
        'timeout' => 10,
      },
      'debounce' => 2, 'debounce_max' => 10, 'cooldown' => 10, 'max_per_hour' => 30, 'parallel' => 4,
      'run_timeout' => 300, 'stop_grace' => 20, 'retries' => 10, 'retry_first' => 5, 'retry_max' => 300,
      'report_wait' => 600, 'trust_role_fact' => false
    )
  end

  it { is_expected.to contain_file('/etc/kicker/kicker.yaml').that_notifies('Service[kicker]') }
  it { is_expected.to contain_file('/etc/kicker/edges.yaml').with_source('puppet:///modules/kicker/edges.yaml') }

  it 'does not restart the dispatcher for edges, which it reads anew by itself' do
    is_expected.to contain_file('/etc/kicker/edges.yaml').that_comes_before('Service[kicker]')
    is_expected.not_to contain_file('/etc/kicker/edges.yaml').that_notifies('Service[kicker]')
  end

  it { is_expected.to contain_file('/usr/local/lib/kicker').with(recurse: true, purge: true).that_notifies('Service[kicker]') }
  it { is_expected.to contain_file('/etc/systemd/system/kicker.service').that_notifies('Service[kicker]') }

  it 'has a command for operators' do
    is_expected.to contain_file('/usr/local/sbin/kicker')
      .with_mode('0755').with_content(%r{\A#!/bin/sh\n#.*\nexec /usr/bin/ruby /usr/local/lib/kicker/bin/kicker "\$@"\n\z})
  end

  it { is_expected.to contain_service('kicker').with(ensure: 'running', enable: true) }

  it 'runs the dispatcher as the user of the server and lets it do no more than it has to' do
    expect(unit).to include("\nExecStart=/usr/bin/ruby /usr/local/lib/kicker/bin/kicker run\n", "\nUser=puppet\n",
                            "\nNoNewPrivileges=true\n", "\nCapabilityBoundingSet=\n", "\nReadWritePaths=/var/lib/kicker\n",
                            "\nTimeoutStopSec=60\n")
  end

  context 'with other values' do
    let(:params) do
      {
        user: 'pe-puppet',
        group: 'pe-puppet',
        ruby: '/opt/puppetlabs/puppet/bin/ruby',
        ssldir: '/etc/puppetlabs/puppet/ssl',
        puppetdb_urls: ['https://db1.example.org:8081', 'https://[2001:db8::1]:8081'],
        transport: ['/usr/local/bin/run', '--note', "it's: \"#{'long ' * 40}\" # %{certname}", '{certname}', '{job_id}'],
        debounce: 0.5,
        manage_packages: false,
        manage_service: false,
      }
    end

    it { is_expected.to compile.with_all_deps }
    it { is_expected.not_to contain_package('ruby') }
    it { is_expected.not_to contain_service('kicker') }
    it { is_expected.to contain_file('/var/lib/kicker/spool').with_owner('pe-puppet') }
    it { expect(unit).to include('ExecStart=/opt/puppetlabs/puppet/bin/ruby ', 'User=pe-puppet') }
    it { expect(settings).to include('debounce' => 0.5, 'transport' => params[:transport]) }
    it { expect(settings['puppetdb']).to include('ca' => '/etc/puppetlabs/puppet/ssl/certs/ca.pem') }
  end

  context 'at a site that trusts what nodes say' do
    let(:hiera_config) { File.expand_path('../fixtures/hiera/hiera.yaml', __dir__) }

    it { expect(settings).to include('trust_role_fact' => true) }
  end

  [
    { user: 'puppet; id' },
    { ruby: "/usr/bin/ruby\nExecStartPre=/bin/sh" },
    { transport: ['run', '{unknown}'] },
    { transport: [] },
    { puppetdb_urls: ['http://db.example.org:8080'] },
    { debounce: -1 },
    { max_per_hour: 0 },
  ].each do |wrong|
    context "with #{wrong}" do
      let(:params) { wrong }

      it { is_expected.to compile.and_raise_error(%r{#{wrong.keys.first}}) }
    end
  end
end
