# frozen_string_literal: true

require 'spec_helper'

describe 'servers_with_facts' do
  include_context 'with a PuppetDB'

  let(:inventory) do
    [
      known(
        'new.example.org',
        {
          'networking' => { 'hostname' => 'new', 'interfaces' => { 'eth0' => { 'mtu' => 9000 } } },
          'system_uptime' => { 'days' => 11, 'uptime' => '11 days' },
          'processors' => { 'count' => 4 }, 'is_virtual' => true, 'zone' => '7'
        },
      ),
      known(
        'newer.example.org',
        {
          'networking' => { 'hostname' => 'newer' },
          'system_uptime' => { 'days' => 2, 'uptime' => '2 days' },
          'processors' => { 'count' => 2 }, 'is_virtual' => false, 'zone' => '"; x'
        },
      ),
      known('bare.example.org'),
    ]
  end

  # The conditions of each case, and the nodes that fulfil them.
  {
    ['hostname=new'] => ['new'],
    ['hostname=/new/'] => ['new', 'newer'],
    ['hostname=/^new$/'] => ['new'],
    ['networking.hostname=newer'] => ['newer'],
    ['hostname!=new'] => ['bare', 'newer'],
    ['hostname!=/^new/'] => ['bare'],
    ['hostname!=new', 'processorcount=2'] => ['newer'],
    ['uptime>10'] => ['new'],
    ['uptime>10', 'hostname=/lala/'] => [],
    ['uptime=2 days'] => ['newer'],
    ['uptime_days <= 2'] => ['newer'],
    ['processorcount>=2'] => ['new', 'newer'],
    ['processorcount=4'] => ['new'],
    ['processorcount!=4'] => ['bare', 'newer'],
    ['processors.count<2.5'] => ['newer'],
    ['mtu_eth0=9000'] => ['new'],
    ['is_virtual=true'] => ['new'],
    ['is_virtual=false'] => ['newer'],
    ['zone=7'] => ['new'],
    ['zone="; x'] => ['newer'],
    ["hostname=' or true"] => [],
  }.each do |conditions, names|
    it "finds #{names} by #{conditions}" do
      expect(subject.execute(*conditions).map { |server| server['certname'].split('.').first }).to eq(names)
    end
  end

  it 'gives all facts, also under old names' do
    is_expected.to run.with_params('hostname=newer').and_return(
      [
        {
          'certname' => 'newer.example.org', 'networking' => { 'hostname' => 'newer' }, 'hostname' => 'newer',
          'system_uptime' => { 'days' => 2, 'uptime' => '2 days' }, 'uptime' => '2 days', 'uptime_days' => 2,
          'processors' => { 'count' => 2 }, 'processorcount' => 2, 'is_virtual' => false, 'zone' => '"; x'
        },
      ],
    )
  end

  it { is_expected.to run.with_params.and_raise_error(ArgumentError) }
  it { is_expected.to run.with_params('hostname').and_raise_error(ArgumentError, %r{"hostname" is no condition}) }
  it { is_expected.to run.with_params('=new').and_raise_error(ArgumentError, %r{no condition}) }
  it { is_expected.to run.with_params('host name=new').and_raise_error(ArgumentError, %r{no condition}) }
  it { is_expected.to run.with_params('uptime>long').and_raise_error(ArgumentError, %r{only numbers}) }

  context 'with a PuppetDB that is down' do
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to run.with_params('hostname=new').and_raise_error(Puppet::Error, %r{Connection refused}) }
  end
end
