# frozen_string_literal: true

require 'securerandom'
require_relative 'errors'
require_relative 'names'

module Kicker
  # The roles that a kick went through, origin first. They travel in the job id of the runs, `kick/ID/role1,role2`, whose
  # last role is the one that is run; the report of such a run carries it back. It is the last net against cycles.
  module Lineage
    LONGEST = 32

    module_function

    # @return [Array<String>] the roles of a job id; none when it is nil or of another form
    def roles(job_id)
      match = job_id && job_id.length <= Names::JOB_ID_LENGTH && Names::JOB_ID.match(job_id)
      match ? match[:roles].split(',') : []
    end

    # The way of a kick until now.
    #
    # @param before [Array<String>] the roles of the job id that its origin was run with
    # @param own [Array<String>] the roles of its origin
    # @raise [Refused] when the target was gone through already, or the way becomes too long
    # @return [Array<String>] without the target
    def chain(before, own, target)
      chain = before | own
      refuse_lap(chain, target)
      raise Refused.new("kick refused: more than #{LONGEST} roles on its way", :refused_cycle) unless fits?(chain, target)

      chain
    end

    # @raise [Refused] when the target was gone through already
    def refuse_lap(way, target)
      return unless way.include?(target)

      lap = (way.drop(way.index(target)) << target).join(' -> ')
      raise Refused.new("cycle refused: #{lap}", :refused_cycle)
    end

    # @return [Boolean] whether a job id holds them
    def fits?(chain, target)
      roles = chain | [target]
      roles.length <= LONGEST && "kick/#{'0' * 16}/#{roles.join(',')}".length <= Names::JOB_ID_LENGTH
    end

    # @return [String] the job id of a run of `target`, new each time
    def job_id(chain, target)
      "kick/#{SecureRandom.hex(8)}/#{(chain - [target] + [target]).join(',')}"
    end
  end
end
