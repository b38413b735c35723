# frozen_string_literal: true

require 'spec_helper'

# A private class without parameters of its own: `kicker::server` is made of it.
describe 'kicker::dispatcher' do
  let(:pre_condition) { 'include kicker::server' }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_file('/usr/local/lib/kicker').with(ensure: 'directory', recurse: true) }
  it { is_expected.to contain_file('/etc/systemd/system/kicker.service').with(ensure: 'file', owner: 'root') }
end
