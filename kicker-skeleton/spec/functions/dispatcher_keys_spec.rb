# frozen_string_literal: true

require 'spec_helper'

describe 'kicker::dispatcher_keys' do
  include_context 'with a PuppetDB'

  let(:inventory) do
    [
      known('puppet2.example.org', { 'kicker_public_key' => key('A') }),
      known('puppet1.example.org', { 'kicker_public_key' => key('B') }),
      known('evil.example.org', { 'kicker_public_key' => key('E') }),
      known('odd.example.org', { 'kicker_public_key' => "#{key('C')}\nssh-ed25519 more" }),
      known('list.example.org', { 'kicker_public_key' => [key('D')] }),
      known('bare.example.org', { 'other' => key('F') }),
    ]
  end

  it { is_expected.to run.with_params(['puppet1.example.org']).and_return([key('B')]) }
  it { is_expected.to run.with_params(['puppet1.example.org', 'puppet2.example.org']).and_return([key('A'), key('B')]) }
  it { is_expected.to run.with_params(['bare.example.org', 'unknown.example.org']).and_return([]) }
  it { is_expected.to run.with_params(['odd.example.org', 'list.example.org']).and_return([]) }
  it { is_expected.to run.with_params([]).and_raise_error(ArgumentError) }

  context 'with a PuppetDB that is down' do
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to run.with_params(['puppet1.example.org']).and_raise_error(Puppet::Error, %r{Connection refused}) }
  end
end
