# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Admission do
  include DispatcherHelp

  let(:output) { StringIO.new }
  let(:log) { Kicker::Log.new(output, journal: false) }
  let(:allowed) { Kicker::Edges.new(%w[gui lvs rabbitmq], 'gui' => %w[rabbitmq], 'rabbitmq' => ['lvs']) }
  let(:puppetdb) { DispatcherHelp::FakePuppetDB.new('mq1.example.org' => 'rabbitmq', 'two.example.org' => 'lvs,rabbitmq', 'none.example.org' => nil) }
  let(:trust) { false }
  let(:admission) do
    described_class.new(Struct.new(:current).new(allowed), Kicker::Inventory.new(puppetdb, trust), 600, log)
  end

  def kick(target: 'lvs', certname: 'mq1.example.org', job_id: nil)
    Kicker::Kick.new(target: target, certname: certname, job_id: job_id, transaction_uuid: SecureRandom.uuid)
  end

  def ask(kick, at = 0, seen: at)
    kick.seen = seen
    admission.add(kick, at)
    admission.step(at)
  end

  # What became of a kick: :admitted, or the message of its refusal
  def verdict(kick)
    answer = ask(kick)
    answer.admitted == [kick] ? :admitted : answer.refused.fetch(0)[1].message
  end

  describe 'the net of edges' do
    it('admits an edge') { expect(verdict(kick)).to eq(:admitted) }
    it('refuses another') { expect(verdict(kick(target: 'gui'))).to eq('kick refused: rabbitmq may not kick gui') }
    it('refuses an unknown role') { expect(verdict(kick(target: 'nosuch'))).to eq('kick refused: no such role') }
    it('refuses a node without a role') { expect(verdict(kick(certname: 'none.example.org'))).to match(/its node has no role/) }
    it('takes each role of a node') { expect(verdict(kick(certname: 'two.example.org'))).to eq(:admitted) }
    it('asks nobody about a kick by hand') { expect(verdict(kick(certname: nil, target: 'gui'))).to eq(:admitted) }

    it 'counts a refusal as one of edges' do
      expect(ask(kick(target: 'gui')).refused.first.last.counter).to eq(:refused_edge)
    end

    it 'lets only the roles into the way that allow the kick' do
      one = kick(certname: 'two.example.org')
      ask(one)
      expect(one.chain).to eq(['rabbitmq'])
    end
  end

  describe 'the net of lineage' do
    # As if neither the inventory nor the file of edges had stopped a cycle.
    let(:allowed) { Kicker::Edges.new(%w[gui lvs rabbitmq], 'gui' => ['rabbitmq'], 'rabbitmq' => ['lvs'], 'lvs' => %w[rabbitmq gui lvs]) }

    before { puppetdb.signed['lvs1.example.org'] = 'lvs' }

    it 'refuses a role that was gone through' do
      back = kick(certname: 'lvs1.example.org', target: 'rabbitmq', job_id: "kick/#{'a' * 16}/rabbitmq,lvs")
      expect(verdict(back)).to eq('cycle refused: rabbitmq -> lvs -> rabbitmq')
    end

    it 'refuses a role that kicks itself' do
      expect(verdict(kick(certname: 'lvs1.example.org', target: 'lvs'))).to eq('cycle refused: lvs -> lvs')
    end

    it 'counts it as a cycle' do
      expect(ask(kick(certname: 'lvs1.example.org', target: 'lvs')).refused.first.last.counter).to eq(:refused_cycle)
    end

    it 'goes on with the way of a job id' do
      one = kick(job_id: "kick/#{'a' * 16}/gui,rabbitmq")
      ask(one)
      expect(one.chain).to eq(%w[gui rabbitmq])
    end

    it 'starts anew without a job id of the form' do
      expect(verdict(kick(certname: 'lvs1.example.org', target: 'rabbitmq', job_id: nil))).to eq(:admitted)
    end
  end

  it 'takes from a job id no role that cannot lead here, so that no node blocks the kicks of others' do
    one = kick(job_id: "kick/#{'a' * 16}/other,websocket,gui,rabbitmq")
    ask(one)
    expect(one.chain).to eq(%w[gui rabbitmq])
  end

  describe 'a node of several roles, with edges that have no cycle' do
    it 'kicks no role that its job id names already' do
      puppetdb.signed['two.example.org'] = 'gui,lvs'
      back = kick(certname: 'two.example.org', target: 'rabbitmq', job_id: "kick/#{'a' * 16}/gui,rabbitmq,lvs")
      expect(verdict(back)).to eq('cycle refused: rabbitmq -> lvs -> gui -> rabbitmq').or eq('cycle refused: rabbitmq -> lvs -> rabbitmq')
    end

    it 'kicks another of its own roles once' do
      first = kick(certname: 'two.example.org')
      expect(verdict(first)).to eq(:admitted)
      again = kick(certname: 'two.example.org', job_id: Kicker::Lineage.job_id(first.chain, 'lvs'))
      expect(verdict(again)).to eq('cycle refused: lvs -> lvs')
    end
  end

  describe 'a role that a node only says to have' do
    before { puppetdb.facts = { 'none.example.org' => { 'role' => 'rabbitmq' }, 'mq1.example.org' => { 'roles' => %w[gui lvs] } } }

    it('does not count') { expect(verdict(kick(certname: 'none.example.org'))).to match(/no role/) }

    context 'with trust_role_fact' do
      let(:trust) { true }

      it('counts') { expect(verdict(kick(certname: 'none.example.org'))).to eq(:admitted) }
      it 'is the one of `roles` only where `role` names none' do
        puppetdb.facts = { 'none.example.org' => { 'role' => 'lvs', 'roles' => %w[rabbitmq] }, 'mq2.example.org' => { 'roles' => %w[rabbitmq] } }
        expect(verdict(kick(certname: 'none.example.org'))).to match(/lvs -> lvs|lvs may not kick lvs/)
        expect(verdict(kick(certname: 'mq2.example.org'))).to eq(:admitted)
      end

      it 'is none of a certificate that says something else, or that names no role' do
        puppetdb.facts = { 'none.example.org' => { 'role' => 'rabbitmq' } }
        ['', 'Not A Role'].each do |said|
          puppetdb.signed['none.example.org'] = said
          expect(verdict(kick(certname: 'none.example.org'))).to match(/no role/)
        end
      end

      it('does not count against a certificate') { expect(verdict(kick(target: 'rabbitmq'))).to match(/rabbitmq may not kick rabbitmq/) }
    end
  end

  describe 'the report' do
    it 'is waited for, asked again soon and then each second' do
      one = kick
      puppetdb.unreported = [one.transaction_uuid]
      expect(ask(one).admitted).to eq([])
      expect(admission.next_at).to eq(0.2)
      expect(admission.step(0.1).admitted).to eq([])
      expect(admission.step(5).admitted).to eq([])
      expect(admission.next_at).to eq(6)
      puppetdb.unreported = []
      expect(admission.step(6).admitted).to eq([one])
      expect(admission.next_at).to be_nil
    end

    it 'is not waited for longer than report_wait' do
      one = kick
      puppetdb.unreported = [one.transaction_uuid]
      ask(one)
      expect(admission.step(599).admitted).to eq([])
      expect(admission.step(600).admitted).to eq([one])
      expect(output.string).to include('report not in PuppetDB').and include('from=mq1.example.org')
    end

    it 'is waited for to refuse: a node that was installed anew may have got its role just now' do
      puppetdb.signed['mq1.example.org'] = nil
      one = kick
      puppetdb.unreported = [one.transaction_uuid]
      expect(ask(one).to_h).to eq(admitted: [], refused: [])
      expect(admission.step(1).to_h).to eq(admitted: [], refused: [])
      puppetdb.signed['mq1.example.org'] = 'rabbitmq'
      puppetdb.unreported = []
      expect(admission.step(2).admitted).to eq([one])
    end

    it 'is not waited for longer than report_wait to refuse' do
      one = kick(target: 'gui')
      puppetdb.unreported = [one.transaction_uuid]
      expect(ask(one).refused).to eq([])
      expect(admission.step(600).refused.first.last.message).to match(/may not/)
    end

    it 'is waited for as long after an outage, which holds facts and reports up' do
      one = kick(certname: 'new.example.org')
      puppetdb.down = true
      expect { ask(one) }.to raise_error(Kicker::Unreachable)
      puppetdb.down = false
      puppetdb.unreported = [one.transaction_uuid]
      expect(admission.step(660).to_h).to eq(admitted: [], refused: [])
      puppetdb.down = true
      expect { admission.step(700) }.to raise_error(Kicker::Unreachable)
      puppetdb.down = false
      expect(admission.step(1400).to_h).to eq(admitted: [], refused: [])
      puppetdb.signed['new.example.org'] = 'rabbitmq'
      expect(admission.step(1999).admitted).to eq([])
      expect(admission.step(2000).admitted).to eq([one])
    end

    it 'does not hold another kick back' do
      late = kick
      puppetdb.unreported = [late.transaction_uuid]
      ask(late)
      other = kick
      expect(ask(other, 1).admitted).to eq([other])
      expect(admission.size).to eq(1)
    end
  end

  it 'waits for a node that PuppetDB does not know yet, and then refuses it' do
    one = kick(certname: 'new.example.org')
    expect(ask(one).to_h).to eq(admitted: [], refused: [])
    expect(admission.step(600).refused.first.last.message).to match(/no role/)
  end

  it 'keeps all kicks when PuppetDB is down' do
    one = kick
    puppetdb.down = true
    expect { ask(one) }.to raise_error(Kicker::Unreachable)
    puppetdb.down = false
    expect(admission.step(1).admitted).to eq([one])
  end

  it 'asks two questions for a hundred kicks' do
    kicks = Array.new(100) { kick.tap { |one| one.seen = 0 } }
    kicks.each { |one| admission.add(one, 0) }
    expect(admission.step(0).admitted).to eq(kicks)
    expect(puppetdb.asked.length).to eq(2)
  end

  it 'asks about thousands in turn, so that those of one node do not hold those of another back for long' do
    flood = Array.new(2000) { kick.tap { |one| one.seen = 0 } }
    puppetdb.unreported = flood.map(&:transaction_uuid)
    flood.each { |one| admission.add(one, 0) }
    honest = kick
    honest.seen = 0
    admission.add(honest, 0)
    admitted = (0..4).flat_map { admission.step(admission.next_at).admitted }
    expect(admitted).to eq([honest])
    expect(admission.next_at).to be <= 1
    expect(admission.size).to eq(2000)
    sizes = puppetdb.asked.map { |query| query[2][2][2][1].length }
    expect(sizes.max).to eq(500)
  end
end
