# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Names do
  it 'takes roles from text with commas and from lists, and passes over what is no role' do
    expect(described_class.roles('rabbitmq, gui,,../lvs,Lvs,gui')).to eq(%w[rabbitmq gui])
    expect(described_class.roles(['gui', 7, nil, "lvs\n", "lvs\nx"])).to eq(%w[gui lvs])
    expect(described_class.roles(nil)).to eq([])
    expect(described_class.roles('lvs' => 'x')).to eq([])
  end

  ["lvs\nx", 'lvs/..', '../lvs', '-lvs', 'Lvs', 'lvs;id', '$(id)', '', 'a' * 42].each do |wrong|
    it("refuses the role #{wrong.inspect[0, 30]}") { expect(described_class::ROLE).not_to match(wrong) }
  end

  ["mq1\n-oProxyCommand=x", '-oProxyCommand=x', '.ssh', 'mq1 x', 'mq1/../x', 'mq1;id', 'MQ1', ''].each do |wrong|
    it("refuses the certname #{wrong.inspect}") { expect(described_class::CERTNAME).not_to match(wrong) }
  end
end

describe Kicker::Lineage do
  let(:id) { "kick/#{'a' * 16}" }

  it 'reads the roles of a job id' do
    expect(described_class.roles("#{id}/rabbitmq,lvs")).to eq(%w[rabbitmq lvs])
  end

  [nil, '', '17', 'kick/a/lvs', "kick/#{'A' * 16}/lvs", "kick/#{'a' * 16}/lvs,", "kick/#{'a' * 16}/lvs;id",
   "kick/#{'a' * 16}/lvs\n", "kick/#{'a' * 16}/#{(['a' * 41] * 13).join(',')}"].each do |other|
    it("reads none from #{other.inspect[0, 50]}") { expect(described_class.roles(other)).to eq([]) }
  end

  it 'adds the origin to the way' do
    expect(described_class.chain(%w[gui rabbitmq], %w[rabbitmq], 'lvs')).to eq(%w[gui rabbitmq])
    expect(described_class.chain([], %w[rabbitmq], 'lvs')).to eq(%w[rabbitmq])
  end

  it 'refuses a role that was gone through, and says the lap' do
    expect { described_class.chain(%w[gui rabbitmq lvs], %w[lvs], 'rabbitmq') }
      .to raise_error(Kicker::Refused, 'cycle refused: rabbitmq -> lvs -> rabbitmq')
    expect { described_class.chain([], %w[lvs], 'lvs') }.to raise_error(Kicker::Refused, 'cycle refused: lvs -> lvs')
  end

  it 'ends after one lap whatever the edges are' do
    way = []
    laps = 0
    expect do
      %w[a b c].cycle.each_cons(2) { |from, to| (way = described_class.chain(way, [from], to)) && laps += 1 }
    end.to raise_error(Kicker::Refused, /a -> b -> c -> a/)
    expect(laps).to eq(2)
  end

  it 'refuses more roles than a job id holds' do
    expect { described_class.chain((1..31).map { |number| "r#{number}" }, ['own'], 'lvs') }.to raise_error(Kicker::Refused, /32 roles/)
    expect(described_class.chain((1..30).map { |number| "r#{number}" }, ['own'], 'lvs').length).to eq(31)
  end

  it 'makes job ids of the form that the forced command takes' do
    job_id = described_class.job_id(%w[gui lvs rabbitmq], 'lvs')
    expect(job_id).to match(Kicker::Names::JOB_ID)
    expect(described_class.roles(job_id)).to eq(%w[gui rabbitmq lvs])
    expect(described_class.job_id([], 'lvs')).not_to eq(described_class.job_id([], 'lvs'))
  end
end
