# frozen_string_literal: true

require_relative 'errors'
require_relative 'lineage'

module Kicker
  # What stands between the spool and the schedule: may the origin of a kick cause it, and has PuppetDB its report? The catalog of
  # the kicked node is made from what that report says, so a run before it would be in vain.
  class Admission
    ASK_EACH = 1.0
    ASK_FIRST = 0.2
    # So many kicks are asked about at once: a node that sends thousands makes no question of thousands.
    AT_ONCE = 500

    # The kicks that may be scheduled, and those that may not, each with its error.
    Answer = Struct.new(:admitted, :refused, keyword_init: true)

    # The net of the allowed edges, then the one of the lineage. Pure.
    #
    # A job id is what a node reports. Whatever roles it names, none of them is kicked: that can only refuse the node's own
    # kick. But of them only those go on with a kick that lead to the node's own roles. With edges that have no cycle a node thus
    # cannot make others' kicks look like one.
    #
    # @param roles [Array<String>] the roles of the kick's origin
    # @raise [Refused]
    # @return [Array<String>] the roles that the kick went through
    def self.chain(kick, roles, edges)
      raise Refused.new('kick refused: no such role', :refused_edge) unless edges.roles.include?(kick.target)
      return [] if kick.by_hand?
      raise Refused.new('kick refused: its node has no role', :refused_edge) if roles.empty?

      own = roles.select { |role| edges.allowed?(role, kick.target) }
      raise Refused.new("kick refused: #{roles.join(',')} may not kick #{kick.target}", :refused_edge) if own.empty?

      named = Lineage.roles(kick.job_id)
      Lineage.refuse_lap(named | own, kick.target)
      before = named.select { |role| own.include?(role) || own.any? { |one| edges.leads?(role, one) } }
      Lineage.chain(before, own, kick.target)
    end

    # @param edges [#current]
    # @param inventory [#roles_of, #reported]
    def initialize(edges, inventory, report_wait, log)
      @edges = edges
      @inventory = inventory
      @report_wait = report_wait
      @log = log
      @waiting = []
      @ask_at = 0
    end

    # Takes a kick that was seen now.
    def add(kick, now)
      @waiting << kick
      @ask_at = now
    end

    # @return [Integer] how many kicks wait here
    def size
      @waiting.length
    end

    # @return [Float, nil] when `step` has something to do
    def next_at
      @waiting.empty? ? nil : @ask_at
    end

    # Asks PuppetDB about the kicks that wait.
    #
    # @raise [Unreachable] then all of them keep waiting
    # @return [Answer]
    def step(now)
      return Answer.new(admitted: [], refused: []) if @waiting.empty? || now < @ask_at

      asked = @waiting.first(AT_ONCE)
      reported = reported(asked, now)
      ripe = asked.select { |kick| kick.by_hand? || reported.include?(kick.transaction_uuid) || late?(kick, now) }
      learn_roles(ripe)
      answer = Answer.new(admitted: [], refused: [])
      left = asked - ripe.select { |kick| judge(kick, reported, answer, now) }
      @ask_at = now + (@waiting.length > asked.length || fresh?(left, now) ? ASK_FIRST : ASK_EACH)
      @waiting = @waiting.drop(asked.length) + left
      answer
    end

    private

    def fresh?(kicks, now)
      kicks.any? { |kick| now - kick.asked < ASK_EACH }
    end

    # Asks for the reports of kicks. How long a kick waits for its report counts from the first answer on, and anew after an
    # outage, since that holds reports up as well.
    def reported(kicks, now)
      found = @inventory.reported(kicks.reject(&:by_hand?).map(&:transaction_uuid).uniq)
      kicks.each { |kick| kick.asked ||= now }
      found
    rescue Unreachable
      @waiting.each { |kick| kick.asked = nil }
      raise
    end

    def late?(kick, now)
      now - kick.asked >= @report_wait
    end

    # Asked for when the report is there: the facts of that run came before it, and what PuppetDB knew of a node until then may
    # be from before it was installed anew.
    def learn_roles(kicks)
      roles = @inventory.roles_of(kicks.reject(&:by_hand?).map(&:certname).uniq)
      kicks.each { |kick| kick.roles = roles[kick.certname] }
    end

    # @return [Boolean] whether there is a verdict. A node that PuppetDB does not know yet may just be new.
    def judge(kick, reported, answer, now)
      return false if kick.roles.nil? && !kick.by_hand? && !late?(kick, now)

      kick.chain = Admission.chain(kick, kick.roles || [], @edges.current)
      tell_late(kick) unless kick.by_hand? || reported.include?(kick.transaction_uuid)
      answer.admitted << kick
      true
    rescue Refused => e
      answer.refused << [kick, e]
      true
    end

    def tell_late(kick)
      @log.warning('report not in PuppetDB, going on without', target: kick.target, from: kick.from, waited: @report_wait)
    end
  end
end
