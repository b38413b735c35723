# frozen_string_literal: true

require 'spec_helper'
require_relative '../../../lib/puppet_x/kicker/conditions'

describe 'PuppetX::Kicker::Condition' do
  def query(text)
    PuppetX::Kicker::Condition.parse(text).query
  end

  {
    'hostname=new' => ['=', 'facts.networking.hostname', 'new'],
    'os.release.full = 12.5 ' => ['or', ['=', 'facts.os.release.full', '12.5'], ['=', 'facts.os.release.full', 12.5]],
    'count=-4' => ['or', ['=', 'facts.count', '-4'], ['=', 'facts.count', -4]],
    'count=007' => ['or', ['=', 'facts.count', '007'], ['=', 'facts.count', 7]],
    'flag=false' => ['or', ['=', 'facts.flag', 'false'], ['=', 'facts.flag', false]],
    'empty=' => ['=', 'facts.empty', ''],
    'name=/^a=b$/' => ['~', 'facts.name', '^a=b$'],
    'name=/' => ['=', 'facts.name', '/'],
    'name=//' => ['~', 'facts.name', ''],
    'ipaddress6_bond0_1=::1' => ['=', 'facts.networking.interfaces.bond0_1.ip6', '::1'],
    'uptime>10' => ['>', 'facts.system_uptime.days', 10],
    'uptime_seconds>=1.5' => ['>=', 'facts.system_uptime.seconds', 1.5],
    'name!=new' => nil,
  }.each do |text, expected|
    it("reads #{text}") { expect(query(text)).to eq(expected) }
  end

  it 'compares nothing but numbers' do
    condition = PuppetX::Kicker::Condition.parse('a.b>1')
    values = [2, 2.5, '2', true, nil, [2], { 'c' => 2 }]
    expect(values.select { |value| condition.allow?({ 'a' => { 'b' => value } }) }).to eq([2, 2.5])
  end

  # A value is data in the query: it can hold anything and changes nothing but itself.
  it 'keeps the form of the query for every value' do
    random = Random.new(20_261_126)
    letters = ['"', "'", '\\', '[', ']', '}', ',', ' ', "\n", "\0", '$', '#', '(', '~', '=', 'a', 'é', 'or', 'facts.x']
    500.times do
      value = Array.new(random.rand(1..8)) { letters.sample(random: random) }.join.strip
      operator, field, literal = query("name=#{value}")
      expect([operator, field, literal]).to eq(['=', 'facts.name', value])
    end
  end

  ['', 'name', '>1', 'a..b=1', '.a=1', 'a b=1', '1a=1', 'a"=1', 'name>', 'name>ten', 'name<=1e3'].each do |text|
    it "refuses #{text.inspect}" do
      expect { query(text) }.to raise_error(ArgumentError)
    end
  end
end
