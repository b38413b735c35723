# frozen_string_literal: true

require_relative 'edges'
require_relative 'inventory'
require_relative 'known_hosts'
require_relative 'puppetdb'
require_relative 'spool'
require_relative 'transport'

module Kicker
  # What `kicker check` looks at: everything that a kick needs on its way, without running anything.
  class Check
    # @param config [Config]
    # @param output [#puts] gets a line for each thing that was looked at
    def initialize(config, output)
      @config = config
      @output = output
      @well = true
    end

    # @return [Boolean] whether all is well
    def work
      look('spool', @config.spool) { Spool.new(@config.spool) && nil }
      look('program', @config.transport.first) { program }
      look('key', @config.key) { key } if @config.uses?('key')
      edges = look('edges', @config.edges) { Edges.parse(File.read(@config.edges, encoding: 'UTF-8')) }
      inventory = Inventory.new(PuppetDB.new(@config.puppetdb), @config.trust_role_fact)
      answers = look('PuppetDB', @config.puppetdb['urls'].join(', ')) { inventory.reported(['00000000-0000-0000-0000-000000000000']) }
      edges.targets.each { |target| nodes(inventory, target) } if edges && answers
      @well
    end

    private

    def look(what, which)
      found = yield
      @output.puts("ok      #{what}: #{which}")
      found
    rescue Error, SystemCallError => e
      bad("#{what}: #{which}: #{e.message}")
      nil
    end

    def bad(text)
      @output.puts("FAILED  #{text}")
      @well = false
    end

    def program
      name = @config.transport.first
      places = name.include?('/') ? [name] : Transport::PATH.split(':').map { |folder| File.join(folder, name) }
      raise Error, 'is not there, or no program' unless places.any? { |path| File.file?(path) && File.executable?(path) }
    end

    def key
      mode = File.stat(@config.key).mode & 0o077
      raise Error, 'others can read it, so ssh will not take it' unless mode.zero?

      File.open(@config.key, &:close)
    end

    def nodes(inventory, target)
      found = inventory.nodes_with(target)
      return bad("role #{target}: PuppetDB knows no node with it") if found.empty?

      missing = @config.uses?('known_hosts') ? without_keys(inventory, found) : []
      return bad("role #{target}: no ssh host key in PuppetDB of #{missing.join(', ')}") if missing.any?

      @output.puts("ok      role #{target}: #{found.join(', ')}")
    rescue Unreachable => e
      bad("role #{target}: #{e.message}")
    end

    def without_keys(inventory, found)
      contacts = inventory.contacts(found)
      found.select { |certname| KnownHosts.keys(contacts.fetch(certname, {})['ssh']).empty? }
    end
  end
end
