# frozen_string_literal: true

require 'time'
require_relative 'conditions'
require_relative 'legacy_facts'
require_relative 'queries'

module PuppetX
  module Kicker
    # The nodes that PuppetDB knows, as the functions give them: the facts of each, also under their old names, and
    # `certname`, ordered by that.
    class Nodes
      # The block asks PuppetDB: it takes a query and gives the rows of the answer.
      def initialize(&ask)
        @ask = ask
      end

      # The nodes with a role; where it leaves markers, those that joined it. With `trust_role_fact` the facts `role` and
      # `roles` count for a node whose certificate names no role.
      def with_role(role, environment: nil, trust_role_fact: false, marked: true)
        claimants = trust_role_fact ? claimants_of(role) : []
        rows = @ask.call(Queries.nodes_with_role(role, environment, claimants))
        rows = rows.select { |row| roles_of(row, trust_role_fact).include?(role) }
        give(marked ? joined(rows, role) : rows)
      end

      # The nodes for which all conditions hold.
      def matching(conditions)
        queries = conditions.map(&:query).compact
        condition = (queries.length > 1) ? ['and', *queries] : queries.first
        rows = @ask.call(Queries.nodes(condition))
        give(rows.select { |row| conditions.all? { |one| one.allow?(row['facts']) } })
      end

      private

      def give(rows)
        rows.sort_by { |row| row['certname'] }.map do |row|
          LegacyFacts.fill(row['facts']).merge('certname' => row['certname'])
        end
      end

      # What a node says of itself, as it is. Which of the two facts counts is decided when all of its facts are there.
      def claimants_of(role)
        rows = @ask.call(Queries.claims).select { |row| split(row['value']).include?(role) }
        rows.map { |row| row['certname'] }.uniq.sort
      end

      # The roles of a node, by the rule after which it gets its own catalog: its certificate, else the fact `role`, else
      # the fact `roles`.
      def roles_of(row, trust_role_fact)
        certified = LegacyFacts.dig(row['trusted'], ['extensions', 'pp_role'])
        claimed = trust_role_fact ? row['facts'].values_at('role', 'roles') : []
        split([certified, *claimed].compact.first)
      end

      def split(value)
        Array(value).flat_map { |text| text.to_s.split(',') }.map(&:strip)
      end

      # Those among nodes with a role whose real-server side has converged once since they got it.
      #
      # The hooks write a marker when all else of a role is in place, and remove it when the role goes. Facts tell which
      # markers there were when the last run began, the events of its report what became of them. Whether a report came
      # before or after the facts is told by PuppetDB's own clock: that of a node may be wrong.
      def joined(rows, role)
        return [] if rows.empty?

        newest = newest_events(role, rows.map { |row| row['timestamp'] }.min_by { |time| Time.iso8601(time) })
        rows.select do |row|
          event = newest[row['certname']]
          if event && received(event) > Time.iso8601(row['timestamp'])
            !removal?(event)
          else
            Array(row['facts']['kicker_roles']).include?(role)
          end
        end
      end

      # The newest event of the marker on each node, by certname.
      def newest_events(role, since)
        events = @ask.call(Queries.marker_events(role, since)).group_by { |event| event['certname'] }
        events.transform_values { |all| all.max_by { |event| [received(event), Time.iso8601(event['timestamp'])] } }
      end

      def received(event)
        Time.iso8601(event['report_receive_time'])
      end

      def removal?(event)
        event['property'] == 'ensure' && event['new_value'] == 'absent'
      end
    end
  end
end
