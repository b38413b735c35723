# frozen_string_literal: true

require 'spec_helper'

# A private class without parameters of its own: `kicker::server` is made of it.
describe 'kicker::folder' do
  let(:pre_condition) { 'include kicker::server' }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_file('/etc/kicker').with(ensure: 'directory', owner: 'root', mode: '0755') }
end
