# frozen_string_literal: true

# The dispatcher of kicks: takes what the report processor spooled, and runs the agents of the kicked roles.
module Kicker
  # What ends a command with one line instead of a stack trace.
  class Error < StandardError; end

  # A configuration, or a file of edges, that does not hold what it should.
  class ConfigError < Error; end

  # A file in the spool that is no kick.
  class Malformed < Error; end

  # PuppetDB gave no answer. Its message says why, for each of its addresses.
  class Unreachable < Error; end

  # A kick that its origin may not cause. `counter` is the name of what it is counted by.
  class Refused < Error
    attr_reader :counter

    def initialize(message, counter)
      super(message)
      @counter = counter
    end
  end
end
