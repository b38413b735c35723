# frozen_string_literal: true

require_relative 'admission'
require_relative 'clock'
require_relative 'edges'
require_relative 'inventory'
require_relative 'outage'
require_relative 'puppetdb'
require_relative 'run'
require_relative 'schedule'
require_relative 'spool'
require_relative 'state'
require_relative 'transport'

module Kicker
  # The daemon: brings kicks from the spool through admission and schedule to runs. One thread, that looks around each
  # `IDLE` seconds, oftener while agents run. A kick's file is only removed when all nodes of its target ran well.
  class Dispatcher
    IDLE = 0.4
    BUSY = 0.1

    # After how many seconds nobody writes a draft in the spool any more.
    FORGOTTEN = 3600

    # @param config [Config]
    # @param clock [#now, #wall, #moment]
    # @param puppetdb [#query]
    # @param transport [#start, #needs_contact?]
    # @raise [ConfigError] when spool or edges cannot be used
    def initialize(config, log, clock: Clock.new, puppetdb: PuppetDB.new(config.puppetdb), transport: Transport.new(config))
      @config = config
      @log = log
      @clock = clock
      @began = clock.wall
      @spool = Spool.new(config.spool)
      @spool.sweep(@began - FORGOTTEN)
      @state = State.new(config.state, log)
      @inventory = Inventory.new(puppetdb, config.trust_role_fact)
      @admission = Admission.new(EdgesFile.new(config.edges, log), @inventory, config.report_wait, log)
      @transport = transport
      @schedule = Schedule.new(config)
      @outage = Outage.new(log)
      @known = {}
      @runs = []
      restore
    end

    # Works until it is told to stop; then gives agents that run some time to end. What is not done stays in the spool.
    def work
      @log.info('started', pid: Process.pid, spool: @config.spool, kicks: @spool.counts['new'])
      until @stop
        step
        sleep(pause)
      end
      finish_runs
      @log.info('stopped', kicks_left: @spool.counts['new'])
    ensure
      @runs.each(&:kill)
    end

    # Tells it to stop. Safe in a handler of a signal.
    def stop
      @stop = true
    end

    # Does what is to be done now.
    def step
      now = @clock.now
      take_from_spool(now)
      ask(now) { admit(now) }
      look_after_runs(now)
      start_runs(now)
      save(now)
    end

    private

    def restore
      @state.targets.each do |target, times|
        ended = times['ended'] && @clock.moment(times['ended'])
        @schedule.restore(target, times['starts'].map { |start| @clock.moment(start) }, ended)
      end
    end

    # How long nothing is to be done, as far as is known.
    def pause
      now = @clock.now
      limits = [@runs.empty? ? IDLE : BUSY]
      limits.concat([@admission.next_at, @schedule.next_at].compact.map { |at| at - now }) unless @outage.wait?(now)
      [limits.min, 0.02].max
    end

    def take_from_spool(now)
      @spool.names(@known).each do |name|
        kick = @spool.read(name)
        kick.seen = now
        @known[name] = true
        @state.count(:received)
        @admission.add(kick, now)
      rescue Errno::ENOENT
        next
      rescue Malformed, ArgumentError, EncodingError => e
        put_aside(name, e.message)
      rescue SystemCallError => e
        leave(name, e.message)
      end
    end

    def put_aside(name, reason)
      @state.count(:malformed)
      @log.warning('not a kick, put aside in refused/', file: name, reason: reason)
      @spool.refuse(name)
    rescue SystemCallError => e
      leave(name, e.message)
    end

    # A file that can neither be read nor moved may be a kick: it stays, and the next start looks at it again.
    def leave(name, reason)
      @known[name] = true
      @log.error('stays in the spool until the next start', file: name, reason: reason)
    end

    # Asks PuppetDB something, unless it is down and was asked just now.
    def ask(now)
      return if @outage.wait?(now)

      yield
    rescue Unreachable => e
      @outage.failed(e.message, @clock.now)
    end

    def admit(now)
      return if @admission.size.zero? || now < @admission.next_at

      answer = @admission.step(now)
      @outage.over(now)
      answer.refused.each do |kick, refusal|
        @state.count(refusal.counter)
        @log.warning(refusal.message, target: kick.target, from: kick.from, job_id: kick.job_id)
        remove([kick])
      end
      answer.admitted.each do |kick|
        @schedule.add(kick, kick.seen)
        @log.info('kick accepted', target: kick.target, from: kick.from, way: kick.chain.empty? ? nil : kick.chain)
      end
    end

    def start_runs(now)
      @schedule.deferred(now).each do |target|
        @log.warning('deferred: as many runs as max_per_hour allows', target: target, max_per_hour: @config.max_per_hour,
                                                                      until: time(@schedule.due_at(target)))
      end
      @schedule.due(now).each { |target| ask(now) { start_run(target, now) } }
      @runs.each { |run| run.start(@config.parallel - @runs.map(&:busy).sum, @transport, @log, now) }
    end

    # All questions come before the schedule's change, so that an outage changes nothing.
    def start_run(target, now)
      there = @inventory.nodes_with(target)
      contacts = @transport.needs_contact? && there.any? ? @inventory.contacts(there) : {}
      @outage.over(now)
      batch = @schedule.start(target, now)
      nodes = batch.nodes ? there & batch.nodes : there
      count_run(batch)
      job_id = Lineage.job_id(batch.kicks.flat_map(&:chain).uniq, target)
      @runs << Run.new(target: target, kicks: batch.kicks, nodes: nodes, job_id: job_id, contacts: contacts, started: now)
      @log.info('run started', target: target, nodes: nodes.empty? ? 'none' : nodes, kicks: batch.kicks.length,
                               from: batch.kicks.map(&:from).uniq, job_id: job_id, again: batch.nodes ? 'yes' : nil)
      @log.warning('no node has this role', target: target) if there.empty?
    end

    def count_run(batch)
      @state.count(:runs)
      return @state.count(:retries) if batch.nodes

      fresh = batch.kicks.count { |kick| kick.retry_until.nil? }
      @state.count(:merged, [fresh - 1, 0].max)
    end

    def look_after_runs(now)
      @runs.each { |run| run.poll(@log, now) }
      ended, @runs = @runs.partition(&:ended?)
      ended.each { |run| finish(run, now) }
    end

    def finish(run, now)
      outcome = @schedule.finish(run.target, run.failed.sort, now)
      report(run, now, outcome.retry_in)
      remove(outcome.done)
      give_up(run, outcome.given_up) unless outcome.given_up.empty?
      make_up(run) if run.failed.empty? && run.nodes.any?
    end

    # A run without a failure leaves no node of its role that did not run well since kicks were given up: their work is done.
    def make_up(run)
      count = @spool.clear_given_up(run.target)
      @log.info('no longer given up, all nodes ran well', target: run.target, kicks: count) if count.positive?
    rescue SystemCallError => e
      @log.error('spool not changed', reason: e.message)
    end

    def report(run, now, retry_in)
      ok = run.nodes.length - run.failed.length
      seconds = (now - run.started).round(1)
      from = run.kicks.map(&:from).uniq
      @state.count(:runs_failed) unless run.failed.empty?
      @state.add_run('target' => run.target, 'started' => @clock.wall(run.started), 'seconds' => seconds, 'ok' => ok,
                     'failed' => run.failed.sort, 'from' => from)
      @log.write(run.failed.empty? ? :info : :warning, 'run ended',
                 target: run.target, ok: ok, failed: run.failed.empty? ? 0 : run.failed.sort, seconds: seconds,
                 again_in: retry_in && "#{retry_in.round}s")
    end

    def give_up(run, kicks)
      @state.count(:given_up, kicks.length)
      @log.error('given up', target: run.target, nodes: run.failed.sort, from: kicks.map(&:from).uniq, kicks: kicks.length,
                             then: 'kicker retry')
      forget(kicks) { |names| @spool.give_up(run.target, names) }
    end

    def remove(kicks)
      forget(kicks) { |names| @spool.remove(names) }
    end

    # Ends the life of kicks. What cannot be removed is known for as long as this process lives, and so not run again.
    def forget(kicks)
      names = kicks.map(&:name)
      yield(names)
      names.each { |name| @known.delete(name) }
    rescue SystemCallError => e
      @log.error('spool not changed', reason: e.message)
    end

    # Runs that end well within the time of grace are done; the others are ended, and their kicks stay.
    def finish_runs
      @log.info('stopping, agents may end', seconds: @config.stop_grace) if @runs.any?
      @runs.each(&:close)
      stop_at = @clock.now + @config.stop_grace
      until @runs.empty?
        now = @clock.now
        @runs.each { |run| run.stop(now) } if now >= stop_at
        @runs.each { |run| run.poll(@log, now) }
        ended, @runs = @runs.partition(&:ended?)
        ended.each { |run| run.failed.empty? ? finish(run, now) : leave_run(run) }
        sleep(BUSY)
      end
      save(@clock.now)
    end

    def leave_run(run)
      @log.warning('run stays for the next start', target: run.target, nodes: run.failed.sort, kicks: run.kicks.length)
    end

    def save(now)
      targets = @schedule.snapshot(now).map { |target, values| [target, told(values)] }.to_h
      @state.save('pid' => Process.pid, 'began' => @began, 'targets' => targets, 'waiting' => @admission.size,
                  'agents' => @runs.map { |run| [run.target, { 'nodes' => run.nodes.length, 'busy' => run.busy }] }.to_h,
                  'puppetdb' => { 'down_since' => @outage.since && @clock.wall(@outage.since), 'reason' => @outage.reason })
    end

    # Times as they are understood outside of this process.
    def told(values)
      times = %w[next started ended].map { |key| [key, values[key] && @clock.wall(values[key])] }.to_h
      values.merge(times, 'starts' => values['starts'].map { |start| @clock.wall(start) })
    end

    def time(moment)
      Time.at(@clock.wall(moment)).utc.strftime('%H:%M:%SZ')
    end
  end
end
