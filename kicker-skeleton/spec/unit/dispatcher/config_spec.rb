# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Config do
  let(:puppetdb) { { 'urls' => ['http://localhost:8080'] } }

  it 'has defaults' do
    config = described_class.new('puppetdb' => puppetdb)
    expect([config.debounce, config.debounce_max, config.cooldown, config.max_per_hour, config.parallel]).to eq([2, 10, 10, 30, 4])
    expect([config.retries, config.retry_first, config.retry_max, config.report_wait]).to eq([10, 5, 300, 600])
    expect(config.trust_role_fact).to be(false)
    expect(config.transport.first).to eq('ssh')
    expect(config.uses?('known_hosts')).to be(true)
    expect(config.uses?('address')).to be(false)
  end

  {
    'an unknown key' => [{ 'debonce' => 2 }, /unknown key debonce/],
    'a text for seconds' => [{ 'debounce' => '2' }, /debounce/],
    'negative seconds' => [{ 'cooldown' => -1 }, /cooldown/],
    'no number' => [{ 'cooldown' => Float::NAN }, /cooldown/],
    'a text for a boolean' => [{ 'trust_role_fact' => 'false' }, /trust_role_fact/],
    'a shell line' => [{ 'transport' => 'ssh {certname}' }, /transport/],
    'an unknown placeholder' => [{ 'transport' => ['ssh', '{host}'] }, /\{host\}/],
    'no program' => [{ 'transport' => [] }, /transport/],
    'a relative path' => [{ 'spool' => 'spool' }, /spool/],
    'none at once' => [{ 'parallel' => 0 }, /parallel/],
    'another kind of puppetdb' => [{ 'puppetdb' => 'x' }, /puppetdb/],
    'no address' => [{ 'puppetdb' => {} }, /puppetdb.urls is missing/],
    'another protocol' => [{ 'puppetdb' => { 'urls' => ['ftp://x'] } }, /puppetdb.urls/],
    'https without certificate' => [{ 'puppetdb' => { 'urls' => ['https://x:8081'] } }, /puppetdb.ca is missing/],
    'an unknown key of puppetdb' => [{ 'puppetdb' => { 'urls' => ['http://x'], 'url' => 1 } }, /puppetdb.url/],
  }.each do |what, (data, message)|
    it "refuses #{what}" do
      expect { described_class.new({ 'puppetdb' => puppetdb }.merge(data)) }.to raise_error(Kicker::ConfigError, message)
    end
  end

  it 'names the file' do
    expect { described_class.load('/nonexistent/kicker.yaml') }.to raise_error(Kicker::ConfigError, %r{/nonexistent/kicker.yaml})
  end
end
