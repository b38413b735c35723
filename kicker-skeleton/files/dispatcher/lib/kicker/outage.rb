# frozen_string_literal: true

module Kicker
  # Whether PuppetDB answers, and when it is asked again when it does not: later and later, told at once and then each minute.
  class Outage
    LONGEST_PAUSE = 30
    TELL_EACH = 60

    attr_reader :since, :reason, :again_at

    def initialize(log)
      @log = log
      @failures = 0
    end

    # @return [Boolean] whether to wait a little longer
    def wait?(now)
      !@since.nil? && now < @again_at
    end

    # Notes that a question was answered.
    def over(now)
      return unless @since

      @log.info('PuppetDB answers again', after: "#{(now - @since).round}s")
      @since = @reason = @again_at = nil
      @failures = 0
    end

    # Notes that it was not.
    def failed(reason, now)
      @since ||= now
      @reason = reason
      @again_at = now + [2**@failures, LONGEST_PAUSE].min
      @failures += 1 if @failures < 10
      return if @told && @failures > 1 && now - @told < TELL_EACH

      @told = now
      @log.error('PuppetDB does not answer, kicks wait', reason: reason)
    end
  end
end
