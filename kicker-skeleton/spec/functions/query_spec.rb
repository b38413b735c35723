# frozen_string_literal: true

require 'open3'
require 'spec_helper'

describe 'kicker::query' do
  include_context 'with a PuppetDB'

  let(:query) { ['from', 'inventory', ['extract', ['certname']]] }
  let(:inventory) { [known('a.example.org')] }

  it { is_expected.to run.with_params(query).and_return([{ 'certname' => 'a.example.org' }]) }
  it { is_expected.to run.with_params([]).and_raise_error(ArgumentError) }

  context 'with a PuppetDB that is down' do
    let(:answers) { { 'down' => 'Connection refused' } }

    it { is_expected.to run.with_params(query).and_raise_error(Puppet::Error, %r{Connection refused}) }
  end

  context 'with an answer that is none' do
    let(:inventory) { { 'error' => 'one' } }

    it { is_expected.to run.with_params(query).and_raise_error(StandardError) }
  end

  # What rspec-puppet compiles always has the stand-in, so this is Puppet itself.
  context 'where no PuppetDB is known' do
    let(:bare) { File.expand_path('../fixtures/bare', __dir__) }

    it 'says what is missing' do
      code = "servers_with_role('gui')"
      output, status = Open3.capture2e('puppet', 'apply', '--modulepath', bare, '-e', code)
      expect(output).to match(%r{no function puppetdb_query: the package puppet-terminus-puppetdb is not installed})
      expect(status).not_to be_success
    end
  end
end
