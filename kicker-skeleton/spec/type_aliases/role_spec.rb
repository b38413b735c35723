# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Role' do
  it { is_expected.to allow_value('gui') }
  it { is_expected.to allow_value('rabbitmq-2') }
  it { is_expected.to allow_value('a_b') }
  it { is_expected.to allow_value('a' * 41) }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('Gui') }
  it { is_expected.not_to allow_value('2gui') }
  it { is_expected.not_to allow_value('-gui') }
  it { is_expected.not_to allow_value('a' * 42) }
  it { is_expected.not_to allow_value("gui\n") }
  it { is_expected.not_to allow_value('a b') }
  it { is_expected.not_to allow_value('../gui') }
  it { is_expected.not_to allow_value('a,b') }
  it { is_expected.not_to allow_value('a.b') }
end
