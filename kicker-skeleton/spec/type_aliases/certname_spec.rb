# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Certname' do
  it { is_expected.to allow_value('a') }
  it { is_expected.to allow_value('lvs1.example.org') }
  it { is_expected.to allow_value('0-a_b') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('-oProxyCommand=id') }
  it { is_expected.not_to allow_value('.a') }
  it { is_expected.not_to allow_value('A') }
  it { is_expected.not_to allow_value("a\n") }
  it { is_expected.not_to allow_value('a/b') }
  it { is_expected.not_to allow_value('a b') }
  it { is_expected.not_to allow_value('a' * 254) }
end
