# frozen_string_literal: true

require 'spec_helper'

describe 'Kicker::Puppetdb_url' do
  it { is_expected.to allow_value('https://puppetdb:8081') }
  it { is_expected.to allow_value('https://[2001:db8::1]:8081/') }
  it { is_expected.to allow_value('https://db.example.org') }
  it { is_expected.not_to allow_value('') }
  it { is_expected.not_to allow_value('http://puppetdb:8080') }
  it { is_expected.not_to allow_value('https://a b') }
  it { is_expected.not_to allow_value('https://a/path') }
  it { is_expected.not_to allow_value('https://user@a') }
  it { is_expected.not_to allow_value("https://a\n") }
end
