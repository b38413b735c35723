# frozen_string_literal: true

require 'spec_helper'
require_relative '../../../lib/puppet_x/kicker/legacy_facts'

describe 'PuppetX::Kicker::LegacyFacts' do
  subject(:filled) { PuppetX::Kicker::LegacyFacts.fill(facts) }

  let(:networking) do
    {
      'hostname' => 'a', 'fqdn' => 'a.example.org', 'ip' => '192.0.2.1', 'ip6' => '2001:db8::1',
      'interfaces' => { 'eth0.7' => { 'ip' => '192.0.2.1', 'mtu' => 1500 }, 'lo' => { 'ip' => '127.0.0.1' }, 'odd' => nil }
    }
  end
  let(:facts) { { 'networking' => networking, 'os' => { 'family' => 'Debian' } } }

  it 'gives old names to what structured facts say' do
    expect(filled).to include(
      'hostname' => 'a', 'fqdn' => 'a.example.org', 'ipaddress' => '192.0.2.1', 'ipaddress6' => '2001:db8::1',
      'osfamily' => 'Debian', 'interfaces' => 'eth0_7,lo,odd', 'ipaddress_eth0_7' => '192.0.2.1', 'mtu_eth0_7' => 1500,
      'ipaddress_lo' => '127.0.0.1'
    )
  end

  it { expect(filled).to include(facts) }
  it { expect(filled.values).not_to include(nil) }
  it { expect(filled).not_to have_key('operatingsystem') }

  context 'with facts that have their old names' do
    let(:facts) { super().merge('hostname' => 'other') }

    it { expect(filled).to include('hostname' => 'other') }
  end

  # A node may send anything.
  [
    {}, { 'networking' => 'text' }, { 'networking' => ['a'] }, { 'networking' => { 'interfaces' => ['eth0'] } },
    { 'os' => { 'release' => 12 } }
  ].each do |odd|
    context "with #{odd}" do
      let(:facts) { odd }

      it { expect(filled).to eq(odd) }
    end
  end
end
