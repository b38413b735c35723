# frozen_string_literal: true

require 'spec_helper'
require 'support/reports'
require 'puppet/reports/kick'
require_relative '../../../files/dispatcher/lib/kicker/spool'

# Processor and dispatcher are two programs, each with its own code: what one writes the other has to take.
describe 'the spool between the report processor and the dispatcher' do
  include SavedReports

  # The kicks as the dispatcher reads them.
  def received
    dispatcher = Kicker::Spool.new(spool)
    dispatcher.names({}).map { |name| dispatcher.read(name) }
  end

  it 'carries a kick as the report shows it' do
    process(report('changed') { |data| data['job_id'] = 'kick/0123456789abcdef/gui,rabbitmq' })
    expect(received.map(&:to_h)).to contain_exactly(
      include(
        certname: 'mq2.example.com', target: 'lvs', environment: 'production', job_id: 'kick/0123456789abcdef/gui,rabbitmq',
        transaction_uuid: report('changed').transaction_uuid
      ),
    )
  end

  it 'carries whatever the processor lets through at its longest' do
    role = 'r' * 41
    configure(roles: [role])
    process(report('changed') { |data|
      data['host'] = 'h' * 253
      data['environment'] = 'E' * 100
      data['job_id'] = "kick/0123456789abcdef/#{(['r' * 41] * 11).join(',')}"
      data['resource_statuses'] = { 'x' => kick_status(data, "kick -> #{role}") }
    })
    expect(received.map(&:target)).to eq([role])
    expect(received.first.job_id.length).to eq(483)
  end

  it 'is one that either side may make, and both take' do
    Kicker::Spool.new(spool)
    process(report('changed'))
    expect(received.length).to eq(1)
  end

  it 'has one file for a report that comes before and after the dispatcher looked' do
    process(report('changed'))
    expect(received.length).to eq(1)
    process(report('changed'))
    expect(received.length).to eq(1)
  end
end
