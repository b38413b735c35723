# frozen_string_literal: true

require 'spec_helper'

# That it names the server is seen in the spec of kicker::agent: functions are called without one here.
describe 'kicker::compiling_servers' do
  it { is_expected.to run.and_raise_error(StandardError, %r{kicker::agent::servers must name}) }
end
