# frozen_string_literal: true

module Kicker
  # The time. `now` never jumps, and is what everything is timed by; `wall` is what people and restarts understand.
  class Clock
    def initialize
      @offset = Time.now.to_f - now
    end

    # @return [Float] seconds since some moment
    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end

    # @return [Float] a moment of `now` as seconds since 1970, with milliseconds
    def wall(moment = now)
      (@offset + moment).round(3)
    end

    # @return [Float] the moment of a time that was noted earlier, maybe before a restart. One in the future was noted by a
    #   clock that was wrong: it counts as just now.
    def moment(wall)
      [wall - @offset, now].min
    end
  end
end
