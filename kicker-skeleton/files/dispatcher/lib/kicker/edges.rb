# frozen_string_literal: true

require 'yaml'
require_relative 'errors'
require_relative 'names'

module Kicker
  # Which role may kick which: the file `edges.yaml` that lvs-puppet writes from the inventory.
  class Edges
    LARGEST = 1_048_576

    attr_reader :roles

    # @raise [ConfigError] when the text is something else
    # @return [Edges]
    def self.parse(text)
      data = YAML.safe_load(text)
      raise ConfigError, 'needs the keys roles and kicks, and no others' unless data.is_a?(Hash) && data.keys.sort == %w[kicks roles]

      new(data['roles'], data['kicks'])
    rescue Psych::Exception, ArgumentError => e
      raise ConfigError, "no YAML: #{e.message.lines.first.to_s.strip}"
    end

    # @param roles [Array<String>] all roles
    # @param kicks [Hash{String => Array<String>}]
    # @raise [ConfigError]
    def initialize(roles, kicks)
      raise ConfigError, 'roles is no list of roles' unless role_list?(roles)
      raise ConfigError, 'kicks is no map of roles' unless kicks.is_a?(Hash)

      kicks.each do |role, targets|
        next if role_list?(targets) && ([role] + targets - roles).empty?

        raise ConfigError, "kicks of #{role.inspect[0, 60]} are no list of known roles"
      end
      @roles = roles
      @kicks = kicks
    end

    # @return [Array<String>] the roles that get kicked
    def targets
      @kicks.values.flatten.uniq.sort
    end

    def allowed?(role, target)
      @kicks.fetch(role, []).include?(target)
    end

    # @return [Boolean] whether kicks lead from one role to the other, over any number of roles
    def leads?(from, to, passed = [])
      nexts = @kicks.fetch(from, []) - passed
      nexts.include?(to) || nexts.any? { |role| leads?(role, to, passed.concat(nexts)) }
    end

    private

    def role_list?(list)
      list.is_a?(Array) && list.all? { |role| role.is_a?(String) && Names::ROLE.match?(role) }
    end
  end

  # The file of edges as it changes under a running dispatcher. What cannot be read leaves the last good one in force.
  class EdgesFile
    # @raise [ConfigError] when there is no good one to start with
    def initialize(path, log)
      @path = path
      @log = log
      @stamp = stamp
      @edges = read
    end

    # @return [Edges] the newest good one
    def current
      return @edges if stamp == @stamp

      @stamp = stamp
      @edges = read
      @log.info('edges read again', file: @path, roles: @edges.roles)
      @edges
    rescue ConfigError => e
      @log.error('edges stay as they were', reason: e.message)
      @edges
    end

    private

    def read
      raise ConfigError, 'is too large' if File.size(@path) > Edges::LARGEST

      Edges.parse(File.read(@path, encoding: 'UTF-8'))
    rescue SystemCallError, ConfigError => e
      raise ConfigError, "#{@path}: #{e.message}"
    end

    def stamp
      stat = File.stat(@path)
      [stat.mtime, stat.size, stat.ino]
    rescue SystemCallError
      nil
    end
  end
end
