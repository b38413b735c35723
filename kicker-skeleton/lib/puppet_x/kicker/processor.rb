# frozen_string_literal: true

require_relative 'names'
require_relative 'report_kicks'
require_relative 'settings'
require_relative 'spool'

module PuppetX
  module Kicker
    # What is done with a report: the kicks that it shows go into the spool, and that is all. Whether the node may kick
    # these roles is the dispatcher's to say. Asking PuppetDB or running an agent in here would hold the very JRuby that
    # the agent waits for, until both give up.
    class Processor
      # log takes messages by level: notice, warning and err, as Puppet itself does.
      def initialize(log)
        @log = log
      end

      # Never raises for what is in a report: the server has done its work, and the agent would not be told anyway.
      def process(report)
        shown = ReportKicks.new(report)
        return if shown.targets.empty? && shown.refused.empty?

        node = Names.quote(report.host)
        warn_of(shown, node)
        settings = Settings.new
        known, unknown = partition(settings, shown.targets)
        @log.warning("kick: #{node} names roles that are not in the inventory: #{list(unknown)}") unless unknown.empty?
        put(report, known, Spool.new(settings.spool)) unless known.empty?
      rescue Settings::Invalid => e
        @log.err("kick: #{e.message}")
      rescue StandardError => e
        @log.err("kick: the report cannot be processed: #{e.class}: #{Names.quote(e.message)}")
      end

      private

      def warn_of(shown, node)
        unless shown.refused.empty?
          @log.warning("kick: #{node} kicks what is no name of a role: #{list(shown.refused)}")
        end
        return if shown.left_out.zero?

        @log.err("kick: #{node} kicks more than #{ReportKicks.most} roles at once: #{shown.left_out} are left out")
      end

      # The targets that are roles, and those that are none. Without a list of roles all of them pass: the dispatcher
      # has the last list that was good, and a kick that is lost here does not come again.
      def partition(settings, targets)
        roles = settings.roles
        targets.partition { |target| roles.include?(target) }
      rescue Settings::Invalid => e
        @log.err("kick: #{e.message}")
        [targets, []]
      end

      def put(report, targets, spool)
        kick = origin(report)
        time = Time.now
        targets.each do |target|
          if spool.put(kick.merge('target' => target), time)
            @log.notice("kick: #{kick['certname']} kicks #{target} (transaction #{kick['transaction_uuid']})")
          end
        rescue Spool::Refused, SystemCallError => e
          @log.err("kick: #{kick['certname']} kicks #{target}, which is lost: #{e.class}: #{Names.quote(e.message)}")
        end
      end

      # Who kicks, and by which run. Raises ArgumentError where the report does not say so in the form that it has to.
      # The host is the certname of the connection: Puppet refuses a report with another one.
      def origin(report)
        raise ArgumentError, "host is #{Names.quote(report.host)}" unless Names.certname?(report.host)
        raise ArgumentError, "environment is #{Names.quote(report.environment)}" unless
          Names.environment?(report.environment)
        raise ArgumentError, "transaction_uuid is #{Names.quote(report.transaction_uuid)}" unless
          Names.uuid?(report.transaction_uuid)

        {
          'certname' => report.host,
          'environment' => report.environment,
          # Others use job ids as well, for purposes of their own.
          'job_id' => Names.job_id?(report.job_id) ? report.job_id : nil,
          'transaction_uuid' => report.transaction_uuid,
        }
      end

      def list(texts)
        names = texts.first(5).map { |text| Names.quote(text) }.join(', ')
        (texts.length > 5) ? "#{names} and #{texts.length - 5} more" : names
      end
    end
  end
end
