# frozen_string_literal: true

require_relative 'transport'

module Kicker
  # One run of a role: the agents of its nodes, a few at once.
  class Run
    LINES = 400

    attr_reader :target, :kicks, :nodes, :job_id, :started, :failed

    # @param nodes [Array<String>] certnames
    # @param contacts [Hash{String => Hash}] facts of the nodes, where the transport needs them
    def initialize(target:, kicks:, nodes:, job_id:, contacts:, started:)
      @target = target
      @kicks = kicks
      @nodes = nodes
      @job_id = job_id
      @contacts = contacts
      @started = started
      @queue = nodes.dup
      @children = {}
      @failed = []
    end

    # @return [Integer] how many agents run now
    def busy
      @children.length
    end

    def ended?
      @queue.empty? && @children.empty?
    end

    # Starts agents, as many as there is room for.
    def start(room, transport, log, now)
      while room.positive? && (node = @queue.shift)
        begin
          @children[node] = transport.start(node, @job_id, @contacts.fetch(node, {}), now)
          room -= 1
        rescue Transport::Impossible => e
          @failed << node
          log.warning('agent not started', target: @target, node: node, reason: e.message)
        end
      end
    end

    # Looks after the agents that run.
    def poll(log, now)
      @children.to_a.each do |node, child|
        result = child.poll(now) or next

        @children.delete(node)
        @failed << node unless result.ok?
        tell(log, node, result)
      end
    end

    # Starts no further agents: those that were not started count as failed.
    def close
      @failed.concat(@queue)
      @queue.clear
    end

    # Asks the agents to end.
    def stop(now)
      @children.each_value { |child| child.stop(now) }
    end

    # Ends the agents at once.
    def kill
      @children.each_value(&:kill)
      @children.clear
    end

    private

    def tell(log, node, result)
      common = { target: @target, node: node, exit: result.code || 'none', seconds: result.seconds }
      return log.info('agent ended', **common) if result.ok?

      reason = result.timed_out ? 'took too long' : nil
      log.warning('agent failed', **common, reason: reason, output: last_lines(result.output))
    end

    # The last lines of what was said, as many as a line of the log has room for: that is where programs say why they end.
    def last_lines(output)
      lines = output.lines.map(&:strip).reject(&:empty?).reverse
      room = LINES
      kept = lines.take_while { |line| (room -= line.length + 3) >= 0 }
      kept.empty? && lines.any? ? lines.first[0, LINES] : (kept.reverse.join(' | ') unless kept.empty?)
    end
  end
end
