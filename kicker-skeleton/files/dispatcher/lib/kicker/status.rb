# frozen_string_literal: true

require 'json'
require_relative 'state'

module Kicker
  # What `kicker status` shows: read from the state that the daemon writes, and from the spool.
  class Status
    RUNS = 8

    # @param state [Hash, nil] what state.json holds
    # @param spool [Hash{String => Integer}] files in new, refused and given-up
    # @param running [Boolean] whether the daemon is there
    # @param now [Float] seconds since 1970
    def initialize(state, spool, running, now)
      @state = state || {}
      @spool = spool
      @running = running
      @now = now
    end

    # @return [Hash] for programs: what state.json holds, with `running` and `spool`
    def to_h
      { 'running' => @running, 'spool' => @spool }.merge(@state)
    end

    # @return [String] for people
    def to_s
      [head, outage, targets, runs, spool, counters].compact.map { |part| "#{part}\n" }.join("\n")
    end

    private

    def head
      return 'kicker is NOT running: kicks wait in the spool. See: systemctl status kicker' unless @running

      "kicker is running (pid #{@state['pid']}, since #{date(@state['began'])})"
    end

    def outage
      since = @running ? @state.dig('puppetdb', 'down_since') : nil
      since && "PuppetDB does not answer since #{date(since)}, kicks wait: #{@state.dig('puppetdb', 'reason')}"
    end

    def targets
      rows = (@state['targets'] || {}).sort.map do |name, target|
        hour = target['starts'].count { |start| start > @now - 3600 }
        [name, @running ? phase(name, target) : 'not running', target['kicks'], hour, last(name)]
      end
      table(%w[ROLE NOW KICKS RUNS/H LAST\ RUN], rows) unless rows.empty?
    end

    def phase(name, target)
      wait = target['next'] ? " #{duration(target['next'] - @now)}" : ''
      case target['phase']
      when 'running' then "running for #{duration(@now - target['started'])}, #{nodes(@state.dig('agents', name, 'nodes'))}"
      when 'waiting' then "starts in#{wait}"
      when 'retrying' then "again in#{wait}: #{target['failing'].join(', ')}"
      when 'deferred' then "deferred by max_per_hour, starts in#{wait}"
      when 'cooling' then target['next'] ? "cooling, starts in#{wait}" : 'cooling'
      else 'idle'
      end
    end

    def last(name)
      run = (@state['runs'] || []).find { |one| one['target'] == name }
      run ? "#{duration(@now - run['started'])} ago, #{result(run)}" : '-'
    end

    def runs
      rows = (@state['runs'] || []).first(RUNS).map do |run|
        [date(run['started']), run['target'], "#{run['seconds']} s", result(run), run['from'].join(', ')]
      end
      table(%w[STARTED ROLE TOOK RESULT KICKED\ BY], rows) unless rows.empty?
    end

    def result(run)
      return 'no node' if run['ok'].zero? && run['failed'].empty?

      run['failed'].empty? ? "#{nodes(run['ok'])} ok" : "#{run['ok']} ok, FAILED: #{run['failed'].join(', ')}"
    end

    def spool
      waiting = @state['waiting'].to_i
      parts = ["#{@spool['new']} in the spool#{waiting.positive? ? " (#{waiting} wait for PuppetDB)" : ''}"]
      parts << "#{@spool['given-up']} GIVEN UP (kicker retry puts them back)" if @spool['given-up'].positive?
      parts << "#{@spool['refused']} refused files" if @spool['refused'].positive?
      "Kicks: #{parts.join(', ')}"
    end

    def counters
      "Ever: #{(@state['counters'] || {}).map { |name, count| "#{name} #{count}" }.join(', ')}" if @state['counters']
    end

    def table(head, rows)
      lines = [head, *rows].map { |row| row.map(&:to_s) }
      widths = lines.transpose.map { |column| column.map(&:length).max }
      lines.map { |row| row.zip(widths).map { |cell, width| cell.ljust(width) }.join('  ').rstrip }.join("\n")
    end

    def nodes(count)
      count == 1 ? '1 node' : "#{count || '?'} nodes"
    end

    def date(wall)
      wall ? Time.at(wall).strftime('%Y-%m-%d %H:%M:%S') : '?'
    end

    def duration(seconds)
      whole = [seconds.round, 0].max
      return "#{whole} s" if whole < 120
      return "#{whole / 60} min" if whole < 7200

      whole < 172_800 ? "#{whole / 3600} h" : "#{whole / 86_400} days"
    end
  end
end
