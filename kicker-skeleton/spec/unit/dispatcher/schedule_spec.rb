# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Schedule do
  subject(:schedule) { described_class.new(settings) }

  let(:settings) { Kicker::Config.new('puppetdb' => { 'urls' => ['http://localhost:8080'] }) }

  def kick(target = 'lvs', chain = ['rabbitmq'])
    Kicker::Kick.new(target: target, chain: chain, transaction_uuid: SecureRandom.uuid)
  end

  # A run from its start to its end.
  def run(at, failed: [], seconds: 4)
    batch = schedule.start('lvs', at)
    [batch, schedule.finish('lvs', failed, at + seconds)]
  end

  it 'has nothing to do at first' do
    expect(schedule.due(0)).to eq([])
    expect(schedule.next_at).to be_nil
  end

  describe 'debounce' do
    it 'waits after a kick' do
      schedule.add(kick, 100)
      expect(schedule.due(101.9)).to eq([])
      expect(schedule.due(102)).to eq(['lvs'])
      expect(schedule.next_at).to eq(102)
    end

    it 'begins anew with each kick' do
      [100, 101, 102].each { |at| schedule.add(kick, at) }
      expect(schedule.next_at).to eq(104)
    end

    it 'does so at most debounce_max after the first' do
      (0..30).each { |step| schedule.add(kick, 100 + step) }
      expect(schedule.next_at).to eq(110)
    end

    it 'makes one run of all that came' do
      kicks = Array.new(20) { |step| kick.tap { |one| schedule.add(one, 100 + (step / 10.0)) } }
      batch, outcome = run(104)
      expect(batch.kicks).to eq(kicks)
      expect(batch.nodes).to be_nil
      expect(outcome.done).to eq(kicks)
      expect(schedule.next_at).to be_nil
    end

    it 'is of each role by itself' do
      schedule.add(kick('lvs'), 100)
      schedule.add(kick('gui'), 101)
      expect(schedule.due(102)).to eq(['lvs'])
      expect(schedule.due(103)).to eq(%w[lvs gui])
    end
  end

  describe 'cooldown' do
    before { schedule.add(kick, 100) }

    it 'runs a role once at a time: what comes meanwhile belongs to the next run' do
      first = schedule.start('lvs', 102)
      late = kick
      schedule.add(late, 103)
      expect(schedule.due(1000)).to eq([])
      expect(schedule.finish('lvs', [], 106).done).to eq(first.kicks)
      expect(schedule.next_at).to eq(116)
      expect(schedule.start('lvs', 116).kicks).to eq([late])
    end

    it 'has a trailing edge: a kick within it runs at its end' do
      run(102)
      schedule.add(kick, 107)
      expect(schedule.due(115.9)).to eq([])
      expect(schedule.due(116)).to eq(['lvs'])
    end

    it 'holds nothing back later on' do
      run(102)
      schedule.add(kick, 200)
      expect(schedule.next_at).to eq(202)
    end

    it 'runs twenty servers of one minute a handful of times, all of them' do
      kicks = Array.new(20) { kick }
      pending = kicks.each_with_index.map { |one, index| [100 + (index * 3), one] }
      run(102)
      done = []
      batches = 0
      now = 100.0
      while now < 300
        pending.shift.tap { |at, one| schedule.add(one, at) } while pending.any? && pending.first.first <= now
        if schedule.due(now).any?
          batches += 1
          done.concat(run(now).first.kicks)
          now += 4
        end
        now += 0.5
      end
      expect(done).to match_array(kicks)
      expect(batches).to be_between(3, 6)
    end
  end

  describe 'max_per_hour' do
    it 'defers what is more, loses nothing and tells it once' do
      at = 0
      30.times do
        schedule.add(kick, at)
        run(at + 2)
        at += 60
      end
      late = kick
      schedule.add(late, at)
      expect(schedule.due(at + 20)).to eq([])
      expect(schedule.deferred(at + 20)).to eq(['lvs'])
      expect(schedule.deferred(at + 21)).to eq([])
      expect(schedule.snapshot(at + 20)['lvs']['phase']).to eq('deferred')
      expect(schedule.next_at).to eq(2 + 3600)
      expect(run(3602).first.kicks).to eq([late])
    end

    it 'counts what was run before a restart, and keeps the cooldown' do
      schedule.restore('lvs', Array.new(30) { |index| index.to_f }, 95.0)
      schedule.add(kick, 100)
      expect(schedule.next_at).to eq(3600)
      schedule.restore('gui', [90.0], 95.0)
      schedule.add(kick('gui'), 100)
      expect(schedule.due_at('gui')).to eq(105)
    end

    it 'holds no failed node back, which is run again by itself' do
      2.times { |index| schedule.add(kick, index * 60) && run((index * 60) + 2) }
      28.times { |index| schedule.add(kick, 200 + (index * 60)) && run(202 + (index * 60), failed: index == 27 ? ['lvs2'] : []) }
      owed = schedule.start('lvs', schedule.next_at).kicks
      schedule.finish('lvs', ['lvs2'], 1840)
      late = kick
      schedule.add(late, 1841)
      expect(schedule.deferred(1844)).to eq(['lvs'])
      expect(schedule.next_at).to eq(1850)
      expect(schedule.snapshot(1844)['lvs']).to include('phase' => 'retrying', 'next' => 1850)
      batch, outcome = run(1850)
      expect([batch.kicks, batch.nodes, outcome.done]).to eq([owed, ['lvs2'], owed])
      expect(schedule.deferred(1855)).to eq([])
      expect(schedule.next_at).to eq(3602)
      batch, = run(3602)
      expect([batch.kicks, batch.nodes]).to eq([[late], nil])
    end

    it 'does not count that failed nodes are run again' do
      schedule.add(kick, 0)
      run(2, failed: ['a'])
      9.times { run(schedule.next_at, failed: ['a']) }
      expect(schedule.snapshot(0)['lvs']['starts']).to eq([2])
    end
  end

  describe 'nodes that failed' do
    before { schedule.add(kick, 100) }

    it 'are run again, and they only' do
      _, outcome = run(102, failed: ['lvs2'])
      expect(outcome.to_h).to eq(done: [], given_up: [], retry_in: 5)
      expect(schedule.next_at).to eq(111)
      batch, outcome = run(111)
      expect(batch.nodes).to eq(['lvs2'])
      expect(outcome.done).to eq(batch.kicks)
      expect(schedule.next_at).to be_nil
    end

    it 'are run again later and later, and are given up in the end' do
      pauses = []
      outcome = run(102, failed: ['lvs2']).last
      while outcome.retry_in
        pauses << outcome.retry_in
        outcome = run(schedule.next_at, failed: ['lvs2']).last
      end
      expect(pauses).to eq([5, 10, 20, 40, 80, 160, 300, 300, 300, 300])
      expect(outcome.given_up.length).to eq(1)
      expect(schedule.next_at).to be_nil
    end

    it 'begin anew after a success' do
      run(102, failed: ['lvs2'])
      run(111)
      schedule.add(kick, 200)
      expect(run(202, failed: ['lvs2']).last.retry_in).to eq(5)
    end

    it 'do not hold a new kick back, whose run is of all nodes and for the old kicks too' do
      old = run(102, failed: ['lvs2']).first.kicks
      run(111, failed: ['lvs2'])
      run(125, failed: ['lvs2'])
      late = kick
      schedule.add(late, 140)
      expect(schedule.next_at).to eq(142)
      batch, outcome = run(142)
      expect(batch.nodes).to be_nil
      expect(batch.kicks).to eq(old + [late])
      expect(outcome.done).to eq(old + [late])
    end

    it 'are tried as long for a late kick as for an early one' do
      run(102, failed: ['lvs2'])
      10.times { |index| index == 9 ? schedule.add(kick, schedule.next_at - 3) : run(schedule.next_at, failed: ['lvs2']) }
      outcome = run(schedule.next_at, failed: ['lvs2']).last
      expect(outcome.given_up.length).to eq(1)
      expect(outcome.retry_in).to eq(300)
    end

    it 'are tried for about half an hour, however many kicks come meanwhile' do
      came = {}.compare_by_identity
      waited = []
      (120..7200).step(5) do |now|
        schedule.add(kick.tap { |one| came[one] = now }, now) if (now % 120).zero?
        next if schedule.due(now).empty?

        waited.concat(run(now, failed: ['lvs2']).last.given_up.map { |one| now - came.fetch(one, 100) })
      end
      expect(waited.length).to be > 30
      expect(waited).to all(be_between(1500, 1900))
    end

    it 'are not tried for hours when each run takes long' do
      ended = run(102, failed: ['lvs2'], seconds: 300)
      ended = run(schedule.next_at, failed: ['lvs2'], seconds: 300) while ended.last.retry_in
      expect(ended.last.given_up.length).to eq(1)
      expect(schedule.snapshot(0)['lvs']['ended']).to be < 102 + 2400
    end
  end

  it 'leaves kicks for the next run whose ways do not fit into one job id together' do
    ways = [0, 20].map { |from| (from...(from + 20)).map { |number| "r#{number}" } }
    kicks = ways.map { |way| kick('lvs', way).tap { |one| schedule.add(one, 100) } }
    expect(run(102).first.kicks).to eq([kicks.first])
    expect(run(schedule.next_at).first.kicks).to eq([kicks.last])
  end

  it 'tells what it waits for' do
    phases = []
    note = ->(now) { phases << schedule.snapshot(now)['lvs']['phase'] }
    schedule.add(kick, 100)
    note.call(100)
    schedule.start('lvs', 102)
    note.call(103)
    schedule.finish('lvs', ['lvs2'], 106)
    note.call(107)
    schedule.add(kick, 108)
    note.call(108)
    run(116)
    note.call(121)
    note.call(200)
    expect(phases).to eq(%w[waiting running retrying retrying cooling idle])
  end

  it 'loses no kick and does none twice, whatever happens in whatever order' do
    random = Random.new(20_261_126)
    60.times do
      schedule = described_class.new(settings)
      added = []
      ended = []
      running = false
      now = 0.0
      400.times do
        now += random.rand * 20
        case random.rand(3)
        when 0 then added << kick.tap { |one| schedule.add(one, now) }
        when 1
          running ||= schedule.due(now).any? && schedule.start('lvs', now)
        else
          next unless running

          outcome = schedule.finish('lvs', random.rand(2).zero? ? [] : ['x'], now)
          ended.concat(outcome.done + outcome.given_up)
          running = false
        end
      end
      schedule.finish('lvs', [], now) .tap { |outcome| ended.concat(outcome.done) } if running
      while (at = schedule.next_at)
        schedule.start('lvs', at)
        ended.concat(schedule.finish('lvs', [], at + 1).done)
      end
      expect(ended).to match_array(added)
    end
  end
end
