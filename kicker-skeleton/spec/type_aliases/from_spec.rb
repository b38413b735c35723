# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::From' do
  it { is_expected.to allow_value('192.0.2.1') }
  it { is_expected.to allow_value('2001:db8::/64') }
  it { is_expected.to allow_value('*.example.org') }
  it { is_expected.to allow_value('!192.0.2.9') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('a"b') }
  it { is_expected.not_to allow_value('a b') }
  it { is_expected.not_to allow_value('a,b') }
  it { is_expected.not_to allow_value("a\n") }
end
