# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Path' do
  it { is_expected.to allow_value('/usr/bin/ruby') }
  it { is_expected.to allow_value('/opt/puppetlabs/puppet/bin/ruby') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('/') }
  it { is_expected.not_to allow_value('usr') }
  it { is_expected.not_to allow_value('/usr/../bin') }
  it { is_expected.not_to allow_value('/usr/bin/ruby -e') }
  it { is_expected.not_to allow_value("/a\n") }
  it { is_expected.not_to allow_value('/a;b') }
  it { is_expected.not_to allow_value('/a%h') }
end
