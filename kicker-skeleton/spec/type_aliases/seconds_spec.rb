# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Seconds' do
  it { is_expected.to allow_value(0) }
  it { is_expected.to allow_value(0.5) }
  it { is_expected.to allow_value(86400) }
  it { is_expected.not_to allow_value(-1) }
  it { is_expected.not_to allow_value(86401) }
  it { is_expected.not_to allow_value('1') }
end
