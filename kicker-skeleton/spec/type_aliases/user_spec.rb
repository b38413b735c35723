# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::User' do
  it { is_expected.to allow_value('puppet') }
  it { is_expected.to allow_value('pe-puppet') }
  it { is_expected.to allow_value('_a') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('Puppet') }
  it { is_expected.not_to allow_value('a b') }
  it { is_expected.not_to allow_value("a\n") }
  it { is_expected.not_to allow_value('0a') }
  it { is_expected.not_to allow_value('a' * 33) }
end
