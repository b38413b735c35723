# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Transport' do
  it { is_expected.to allow_value(['ssh', 'root@{certname}', '{job_id}']) }
  it { is_expected.to allow_value(['run', '']) }
  it { is_expected.to allow_value(['a b', '$(id)']) }
  it { is_expected.not_to allow_value([]) }
  it { is_expected.not_to allow_value(['{unknown}']) }
  it { is_expected.not_to allow_value(['{']) }
  it { is_expected.not_to allow_value(["a\nb"]) }
  it { is_expected.not_to allow_value(['{certname']) }
  it { is_expected.not_to allow_value('ssh') }
  it { is_expected.not_to allow_value([1]) }
end
