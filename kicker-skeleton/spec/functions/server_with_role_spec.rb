# frozen_string_literal: true

require 'spec_helper'

describe 'server_with_role' do
  include_context 'with a PuppetDB'

  let(:inventory) { [member('b.example.org', 'gui'), member('a.example.org', 'gui')] }

  it 'gives the first by certname' do
    is_expected.to run.with_params('gui', 'none').and_return({ 'certname' => 'a.example.org', 'kicker_roles' => ['gui'] })
  end

  it { is_expected.to run.with_params('rabbitmq').and_return(nil) }
  it { is_expected.to run.with_params('rabbitmq', { 'fqdn' => 'localhost' }).and_return({ 'fqdn' => 'localhost' }) }

  context 'with a PuppetDB that is down' do
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to run.with_params('gui', 'none').and_raise_error(Puppet::Error, %r{Connection refused}) }
  end
end
