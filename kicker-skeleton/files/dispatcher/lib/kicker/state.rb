# frozen_string_literal: true

require 'json'

module Kicker
  # What survives a restart and what `kicker status` reads: `state.json`, written anew as a whole when something changed.
  class State
    COUNTERS = %w[received refused_edge refused_cycle malformed merged runs runs_failed retries given_up].freeze
    RUNS = 20

    attr_reader :counters, :runs, :targets

    # Reads what is left of an earlier dispatcher; begins anew when that cannot be read.
    def initialize(folder, log)
      @path = File.join(folder, 'state.json')
      @log = log
      data = State.read(@path) || {}
      @counters = COUNTERS.map { |name| [name, whole(data.dig('counters', name))] }.to_h
      @runs = data['runs'].is_a?(Array) ? data['runs'].grep(Hash) : []
      @targets = times(data['targets'])
    rescue TypeError
      @counters = COUNTERS.map { |name| [name, 0] }.to_h
      @runs = []
      @targets = {}
    end

    # @return [Hash, nil] what the file holds, nil when there is none that can be read
    def self.read(path)
      data = JSON.parse(File.read(path, encoding: 'UTF-8'))
      data.is_a?(Hash) ? data : nil
    rescue SystemCallError, JSON::ParserError, EncodingError
      nil
    end

    def count(name, by = 1)
      @counters[name.to_s] += by
    end

    def add_run(run)
      @runs.unshift(run)
      @runs.pop while @runs.length > RUNS
    end

    # Writes the file if it would change. That it cannot be written stops no kick: it is told, once.
    def save(data)
      content = JSON.pretty_generate({ 'version' => 1 }.merge(data, 'counters' => @counters, 'runs' => @runs))
      return if content == @content

      write(content)
      @content = content
      @failed = false
    rescue SystemCallError => e
      @log.error('state not written', reason: e.message) unless @failed
      @failed = true
    end

    private

    def write(content)
      draft = "#{@path}.tmp"
      File.open(draft, File::WRONLY | File::CREAT | File::TRUNC | File::NOFOLLOW, 0o600) do |file|
        file.write(content)
        file.fsync
      end
      File.rename(draft, @path)
    end

    def whole(value)
      value.is_a?(Integer) && value.positive? ? value : 0
    end

    # Of each role the times that its runs started, and the end of the last one, in seconds since 1970.
    def times(targets)
      return {} unless targets.is_a?(Hash)

      targets.select { |_, target| target.is_a?(Hash) && target['starts'].is_a?(Array) }.map do |name, target|
        ended = target['ended']
        [name, { 'starts' => target['starts'].grep(Numeric), 'ended' => ended.is_a?(Numeric) ? ended : nil }]
      end.to_h
    end
  end
end
