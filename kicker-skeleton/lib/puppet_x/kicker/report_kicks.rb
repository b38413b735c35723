# frozen_string_literal: true

require_relative 'names'

module PuppetX
  module Kicker
    # The kicks that a report shows. Pure: it asks nobody and writes nothing.
    #
    # A kick is an Exec or a Notify with the title `kick -> ROLE` that really ran. The Exec is what the hooks have: it is
    # refreshed by a marker whose content changed, which happens once. So it counts in a failed report as well, since a
    # failure elsewhere must not lose it. A Notify says that it changed in every single run, so it counts only in a
    # report that is `changed` and shows that something else changed.
    class ReportKicks
      # targets are the roles to kick, sorted; refused are the titles of kicks whose target is no role's name; left_out
      # is how many targets there were beyond the most that a report may have.
      attr_reader :targets, :refused, :left_out

      # The most roles that one report may kick.
      def self.most
        50
      end

      # report is what Puppet hands to a report processor: noop, status and resource_statuses are read.
      # Raises ArgumentError where resource_statuses is no hash.
      def initialize(report)
        statuses = report.resource_statuses
        raise ArgumentError, "resource_statuses is #{Names.quote(statuses)}" unless statuses.is_a?(Hash)

        kicks = report.noop ? [] : kicks_of(report, statuses.values)
        names = kicks.map { |status| status.title[prefix.length..-1] }.uniq
        roles, @refused = names.partition { |name| Names.role?(name) }
        roles.sort!
        @targets = roles.first(self.class.most)
        @left_out = roles.length - @targets.length
      end

      private

      # What titles of kicks begin with.
      def prefix
        'kick -> '
      end

      def kicks_of(report, statuses)
        kicks = statuses.select { |status| kick?(status) && ran?(status) }
        return kicks if kicks.none? { |status| notify?(status) }
        return kicks if report.status == 'changed' && statuses.any? { |status| real_change?(status) }

        kicks.reject { |status| notify?(status) }
      end

      def kick?(status)
        return false unless status.is_a?(Puppet::Resource::Status)

        ['Exec', 'Notify'].include?(status.resource_type) && status.title.is_a?(String) &&
          status.title.start_with?(prefix)
      end

      def notify?(status)
        status.resource_type == 'Notify'
      end

      # Whether it did something in this run, and all that it did was successful.
      def ran?(status)
        return false if status.skipped || status.failed || status.failed_to_restart || status.changed != true
        return false unless status.events.is_a?(Array)

        outcomes = status.events.map { |event| event.is_a?(Puppet::Transaction::Event) ? event.status : nil }
        outcomes.include?('success') && (outcomes & ['noop', 'failure']).empty?
      end

      # Whether something changed on the node: a Notify changes nothing, nor does a kick.
      def real_change?(status)
        status.is_a?(Puppet::Resource::Status) && !notify?(status) && !kick?(status) && ran?(status)
      end
    end
  end
end
