# frozen_string_literal: true

module Kicker
  # The log: one line for each event, what happened first, then `key=value`. No value can make a line of its own, nor
  # anything that a terminal would act on. Under systemd each line has its priority, so `journalctl -p warning` finds them.
  class Log
    PRIORITIES = { info: 6, warning: 4, error: 3 }.freeze
    PLAIN = %r{\A[A-Za-z0-9_.,:/@+-]+\z}.freeze
    LONGEST = 400

    # @param journal [Boolean] whether systemd reads it
    def initialize(output = $stdout, journal: ENV.key?('JOURNAL_STREAM'))
      @output = output
      @journal = journal
    end

    PRIORITIES.each_key { |level| define_method(level) { |event, **values| write(level, event, **values) } }

    # Writes a line.
    #
    # @param level [Symbol] one of PRIORITIES
    # @param event [String] what happened, in fixed words
    def write(level, event, **values)
      pairs = values.compact.map { |key, value| "#{key}=#{Log.escape(value)}" }
      prefix = @journal ? "<#{PRIORITIES[level]}>" : "#{level}: "
      @output.write("#{prefix}#{[event, *pairs].join(' ')}\n")
      @output.flush
    rescue SystemCallError, IOError
      nil # nobody reads any more: no reason to stop the kicks
    end

    # @return [String] a value as it stands in a line
    def self.escape(value)
      text = value.is_a?(Array) ? value.join(',') : value.to_s
      text = text.dup.force_encoding('UTF-8').scrub('?')
      text = "#{text[0, LONGEST]}..." if text.length > LONGEST
      PLAIN.match?(text) ? text : text.dump
    end
  end
end
