# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Keys_file' do
  it { is_expected.to allow_value('.ssh/authorized_keys') }
  it { is_expected.to allow_value('/etc/ssh/keys/%u') }
  it { is_expected.to allow_value('%h/.ssh/keys') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('a b') }
  it { is_expected.not_to allow_value("a\n") }
  it { is_expected.not_to allow_value('%x') }
  it { is_expected.not_to allow_value('none;') }
end
