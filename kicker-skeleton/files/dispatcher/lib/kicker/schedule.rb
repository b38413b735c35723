# frozen_string_literal: true

require_relative 'lineage'

module Kicker
  # When which role is run, and for which kicks. Knows no clock, no file and no process: every time is passed in, in seconds.
  #
  # Kicks of a role are collected until `debounce` after the last one, at most `debounce_max` after the first. One run of a role
  # at a time; kicks that come meanwhile belong to the next run, which starts `cooldown` after the end of this one: the
  # trailing edge, so none is lost. More than `max_per_hour` are deferred. Nodes that failed are run again by themselves, later and
  # later; a new kick runs all nodes, and so these as well. A kick is given up when a run fails for it that ends later after the
  # first one than `retries` pauses take: by time, since how many runs there are meanwhile depends on other kicks.
  class Schedule
    HOUR = 3600

    # Of one role: the kicks that no run was made for, those that failed nodes owe a run, and those of the run now.
    Slot = Struct.new(:fresh, :owed, :running, :first, :last, :started, :ended, :failures, :retry_at, :nodes, :starts, :told,
                      keyword_init: true)

    # What to run: for these kicks, on these nodes (nil: all of the role).
    Batch = Struct.new(:target, :kicks, :nodes, keyword_init: true)

    # What became of the kicks of a run, and when failed nodes are tried again.
    Outcome = Struct.new(:done, :given_up, :retry_in, keyword_init: true)

    # @param settings [#debounce, #debounce_max, #cooldown, #max_per_hour, #retries, #retry_first, #retry_max]
    def initialize(settings)
      @settings = settings
      @slots = Hash.new { |slots, target| slots[target] = Slot.new(fresh: [], owed: [], running: [], failures: 0, starts: []) }
    end

    # Takes up when a role was run before a restart.
    def restore(target, starts, ended)
      @slots[target].starts = starts.sort
      @slots[target].ended = ended
    end

    # Adds a kick that was accepted.
    #
    # @param now [Float] when it came
    def add(kick, now)
      slot = @slots[kick.target]
      slot.first = now if slot.fresh.empty?
      slot.last = now
      slot.fresh << kick
    end

    # @return [Array<String>] the roles whose run is to be started
    def due(now)
      @slots.keys.select { |target| (at = due_at(target)) && at <= now }
    end

    # @return [Float, nil] when the next run is to be started
    def next_at
      @slots.keys.map { |target| due_at(target) }.compact.min
    end

    # @return [Float, nil] when a run of this role is to be started; nil when it is run now, or nothing is to be done
    def due_at(target)
      slot = @slots[target]
      slot.running.any? ? nil : [fresh_at(slot), owed_at(slot)].compact.min
    end

    # @return [Array<String>] roles with a kick that only the hourly cap holds back, each one told once
    def deferred(now)
      @slots.keys.select do |target|
        slot = @slots[target]
        next if slot.told || slot.fresh.empty? || slot.running.any? || (capped_until(slot) || now) <= now

        slot.told = true
      end
    end

    # Starts a run: takes the kicks that it is for. Fresh ones that have to wait longer than failed nodes stay.
    #
    # @return [Batch]
    def start(target, now)
      slot = @slots[target]
      again = (fresh_at(slot) || Float::INFINITY) > now
      slot.running = slot.owed + (again ? [] : take_fresh(slot, target, now))
      slot.owed = []
      slot.started = now
      Batch.new(target: target, kicks: slot.running, nodes: again ? slot.nodes : nil)
    end

    # Ends a run.
    #
    # @param failed [Array<String>] certnames that are to be run again
    # @return [Outcome]
    def finish(target, failed, now)
      slot = @slots[target]
      kicks = slot.running
      slot.running = []
      slot.ended = now
      return settle(slot, kicks) if failed.empty?

      kicks.each { |kick| kick.retry_until ||= now + patience }
      given_up, slot.owed = kicks.partition { |kick| kick.retry_until <= now }
      owe(slot, failed, now)
      Outcome.new(done: [], given_up: given_up, retry_in: slot.owed.empty? ? nil : slot.retry_at - now)
    end

    # @return [Hash{String => Hash}] what status shows of each role; times are those that were passed in
    def snapshot(now)
      @slots.map { |target, slot| [target, describe(target, slot, now)] }.to_h
    end

    private

    # When a run of all nodes is due, for fresh kicks.
    def fresh_at(slot)
      slot.fresh.empty? ? nil : [settled_at(slot), cool_at(slot), capped_until(slot)].compact.max
    end

    # When failed nodes are due again.
    def owed_at(slot)
      slot.owed.empty? ? nil : slot.retry_at
    end

    # When kicks came in long enough ago.
    def settled_at(slot)
      [slot.last + @settings.debounce, slot.first + @settings.debounce_max].min
    end

    def cool_at(slot)
      slot.ended && slot.ended + @settings.cooldown
    end

    # When the oldest of the last `max_per_hour` starts is an hour ago.
    def capped_until(slot)
      oldest = slot.starts[-@settings.max_per_hour]
      oldest && oldest + HOUR
    end

    # Takes the fresh kicks whose ways fit into one job id together. Each fits by itself, so none stays for ever.
    def take_fresh(slot, target, now)
      slot.starts = slot.starts.select { |start| start > now - HOUR } << now
      slot.told = false
      way = slot.owed.flat_map(&:chain).uniq
      taken, slot.fresh = slot.fresh.partition do |kick|
        Lineage.fits?(way | kick.chain, target) && way |= kick.chain
      end
      taken
    end

    def settle(slot, kicks)
      slot.failures = 0
      slot.retry_at = slot.nodes = nil
      Outcome.new(done: kicks, given_up: [], retry_in: nil)
    end

    def owe(slot, failed, now)
      slot.nodes = failed
      slot.failures = slot.owed.empty? ? 0 : slot.failures + 1
      slot.retry_at = now + pause(slot.failures)
    end

    # How long nodes are left alone that failed so many times.
    def pause(failures)
      [@settings.retry_first * (2**(failures - 1).clamp(0, 30)), @settings.retry_max].min
    end

    # How long a kick is tried again.
    def patience
      @patience ||= (1..@settings.retries).sum { |failures| pause(failures) }
    end

    def describe(target, slot, now)
      { 'phase' => phase(slot, now), 'kicks' => slot.fresh.length + slot.owed.length + slot.running.length,
        'next' => due_at(target), 'started' => slot.running.any? ? slot.started : nil, 'ended' => slot.ended,
        'failing' => slot.nodes || [], 'starts' => slot.starts }
    end

    def phase(slot, now)
      return 'running' if slot.running.any?
      return 'retrying' if slot.owed.any? && owed_at(slot) < (fresh_at(slot) || Float::INFINITY)
      return 'deferred' if slot.fresh.any? && (capped_until(slot) || now) > now
      return 'cooling' if (cool_at(slot) || now) > now

      slot.fresh.empty? ? 'idle' : 'waiting'
    end
  end
end
