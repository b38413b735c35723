# frozen_string_literal: true

require_relative 'site'

module PuppetX
  module Kicker
    # What PuppetDB is asked, in its AST language: data, in which no value needs quotes.
    # See https://www.puppet.com/docs/puppetdb/latest/api/query/v4/ast.html
    module Queries
      module_function

      # The nodes that may have a role: by their certificate, or because they are among `claimants`.
      # PuppetDB leaves out nodes that are deactivated or expired.
      def nodes_with_role(role, environment, claimants)
        # `pp_role` may hold several roles, with commas between them. No character of a role's name means anything in
        # a pattern.
        certified = ['~', 'trusted.extensions.pp_role', "(^|,) *#{role} *(,|$)"]
        had = claimants.empty? ? certified : ['or', certified, ['in', 'certname', ['array', claimants]]]
        nodes(environment ? ['and', ['=', 'environment', environment], had] : had)
      end

      # The nodes for which a condition holds, all without one.
      def nodes(condition = nil)
        fields = ['certname', 'timestamp', 'facts', 'trusted']
        ['from', 'inventory', ['extract', fields, *[condition].compact]]
      end

      # What nodes say of their roles themselves.
      def claims
        ['from', 'facts', ['extract', ['certname', 'value'], ['in', 'name', ['array', ['role', 'roles']]]]]
      end

      # What happened to the marker of a role on nodes in reports that PuppetDB got after a time.
      def marker_events(role, since)
        fields = ['certname', 'property', 'new_value', 'timestamp', 'report_receive_time']
        conditions = [
          ['=', 'resource_type', 'File'],
          ['=', 'resource_title', "#{MARKERS}/#{role}"],
          ['=', 'status', 'success'],
          ['>', 'report_receive_time', since],
        ]
        ['from', 'events', ['extract', fields, ['and', *conditions]]]
      end
    end
  end
end
