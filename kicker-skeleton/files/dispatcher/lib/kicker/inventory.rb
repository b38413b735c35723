# frozen_string_literal: true

require_relative 'names'

module Kicker
  # What the dispatcher asks PuppetDB. A node's role is what its certificate says (extension pp_role, which the CA signed).
  # A fact (`role`, else `roles`) is what the node itself says, and only asked with `trust_role_fact`, for nodes whose
  # certificate says nothing. PuppetDB leaves nodes out that were deactivated or are expired. Every method raises Unreachable.
  class Inventory
    ROLE_FACTS = %w[role roles].freeze

    # @param puppetdb [#query]
    def initialize(puppetdb, trust_role_fact)
      @puppetdb = puppetdb
      @trust_role_fact = trust_role_fact
    end

    # @return [Hash{String => Array<String>}] the roles of those nodes that PuppetDB knows
    def roles_of(certnames)
      return {} if certnames.empty?

      roles_where(['in', 'certname', ['array', certnames]], ['in', 'certname', ['array', certnames]])
    end

    # @return [Array<String>] the certnames of a role's nodes, sorted
    def nodes_with(role)
      certificates = ['~', 'trusted.extensions.pp_role', "(^|,)\\s*#{role}\\s*(,|$)"]
      found = @trust_role_fact ? roles_where(nil, nil) : roles_where(certificates, nil)
      found.select { |certname, roles| roles.include?(role) && Names::CERTNAME.match?(certname) }.keys.sort
    end

    # @return [Array<String>] those of the transactions whose report PuppetDB has
    def reported(uuids)
      return [] if uuids.empty?

      @puppetdb.query(['from', 'reports', ['extract', ['transaction_uuid'], ['in', 'transaction_uuid', ['array', uuids]]]])
               .map { |row| row['transaction_uuid'] }
    end

    # @return [Hash{String => Hash}] of each node the values of its facts `ssh` and `networking`
    def contacts(certnames)
      rows = facts(%w[ssh networking], ['in', 'certname', ['array', certnames]])
      rows.each_with_object(Hash.new { |all, certname| all[certname] = {} }) do |row, all|
        all[row['certname']][row['name']] = row['value']
      end
    end

    private

    def roles_where(certificates, about_facts)
      rows = @puppetdb.query(['from', 'inventory', ['extract', %w[certname trusted], *[certificates].compact]])
      said = rows.map { |row| [row['certname'], signed(row['trusted'])] }.to_h
      said = claims(about_facts).merge(said) { |_, claimed, signed| signed.nil? ? claimed : signed } if @trust_role_fact
      said.map { |certname, value| [certname, Names.roles(value)] }.to_h
    end

    # What the certificates say, also if that names no role.
    def signed(trusted)
      extensions = trusted.is_a?(Hash) ? trusted['extensions'] : nil
      extensions.is_a?(Hash) ? extensions['pp_role'] : nil
    end

    # What nodes say of themselves.
    def claims(about_facts)
      facts(ROLE_FACTS, about_facts).group_by { |row| row['certname'] }.map do |certname, facts|
        values = facts.map { |fact| [fact['name'], fact['value']] }.to_h
        [certname, values.values_at(*ROLE_FACTS).compact.first]
      end.to_h
    end

    def facts(names, condition)
      named = ['in', 'name', ['array', names]]
      @puppetdb.query(['from', 'facts', ['extract', %w[certname name value], condition ? ['and', named, condition] : named]])
    end
  end
end
