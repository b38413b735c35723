# frozen_string_literal: true

require 'yaml'
require_relative 'errors'

module Kicker
  # The configuration, `/etc/kicker/kicker.yaml`. Every key may be left out, but for the addresses of PuppetDB; an unknown
  # key, or a value of another type, is an error: a typing mistake must not become a default.
  class Config
    PLACEHOLDERS = %w[certname job_id known_hosts key address].freeze

    SSH = ['ssh', '-F', 'none', '-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-o', 'StrictHostKeyChecking=yes',
           '-o', 'UserKnownHostsFile={known_hosts}', '-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'IdentitiesOnly=yes',
           '-i', '{key}', '--', 'root@{certname}', '{job_id}'].freeze

    PATH = ->(value) { value.is_a?(String) && value.start_with?('/') && value.length > 1 }
    SECONDS = ->(value) { value.is_a?(Numeric) && value.real? && value.to_f.finite? && value >= 0 && value <= 86_400 }
    COUNT = ->(value) { value.is_a?(Integer) && value.between?(1, 10_000) }
    ZERO_OR_MORE = ->(value) { value.is_a?(Integer) && value.between?(0, 10_000) }
    BOOLEAN = ->(value) { [true, false].include?(value) }
    WORDS = ->(value) { value.is_a?(Array) && !value.empty? && value.all? { |word| word.is_a?(String) && !word.include?("\0") } }
    URLS = ->(value) { WORDS.call(value) && value.all? { |url| %r{\Ahttps?://[A-Za-z0-9.:\[\]-]+/?\z}.match?(url) } }

    KEYS = {
      'spool' => ['/var/lib/kicker/spool', PATH],
      'state' => ['/var/lib/kicker', PATH], # the folder of state.json, known_hosts/ and the lock
      'edges' => ['/etc/kicker/edges.yaml', PATH],
      'key' => ['/var/lib/kicker/id_ed25519', PATH],
      'transport' => [SSH, WORDS],
      'debounce' => [2, SECONDS], # a run starts so long after the last kick …
      'debounce_max' => [10, SECONDS], # … but at most so long after the first
      'cooldown' => [10, SECONDS],
      'max_per_hour' => [30, COUNT],
      'parallel' => [4, COUNT],
      'run_timeout' => [300, SECONDS],
      'stop_grace' => [20, SECONDS],
      'retries' => [10, ZERO_OR_MORE], # a kick is tried again for as long as so many pauses take
      'retry_first' => [5, SECONDS], # the first pause; each one is twice as long as the one before …
      'retry_max' => [300, SECONDS], # … but at most this
      'report_wait' => [600, SECONDS],
      'trust_role_fact' => [false, BOOLEAN],
    }.freeze

    PUPPETDB_KEYS = {
      'urls' => [nil, URLS],
      'ca' => [nil, PATH],
      'cert' => [nil, PATH],
      'key' => [nil, PATH],
      'timeout' => [10, SECONDS],
    }.freeze

    KEYS.each_key { |key| define_method(key) { @values[key] } }

    # @return [Hash{String => Object}] urls, ca, cert, key, timeout
    attr_reader :puppetdb

    # @raise [ConfigError]
    # @return [Config]
    def self.load(path)
      new(YAML.safe_load(File.read(path, encoding: 'UTF-8')))
    rescue SystemCallError, Psych::Exception, ArgumentError, ConfigError => e
      raise ConfigError, "#{path}: #{e.message.lines.first.to_s.strip}"
    end

    # @param data [Hash] what the file holds
    # @raise [ConfigError]
    def initialize(data)
      raise ConfigError, 'is no map of keys' unless data.is_a?(Hash)

      @values = typed(data.reject { |key, _| key == 'puppetdb' }, KEYS, '')
      @puppetdb = typed(data['puppetdb'] || {}, PUPPETDB_KEYS, 'puppetdb.')
      check_puppetdb
      check_transport
    end

    # @return [Boolean] whether the transport is given this, so that it has to be there
    def uses?(placeholder)
      transport.any? { |word| word.include?("{#{placeholder}}") }
    end

    private

    def typed(data, keys, prefix)
      raise ConfigError, "#{prefix.chomp('.')} is no map of keys" unless data.is_a?(Hash)

      unknown = data.keys - keys.keys
      raise ConfigError, "unknown key #{prefix}#{unknown.first}" unless unknown.empty?

      keys.map { |key, (default, type)| [key, typed_value(data.fetch(key, default), default, type, prefix + key)] }.to_h
    end

    def typed_value(value, default, type, name)
      return value if value == default || type.call(value)

      raise ConfigError, "#{name} has a value of another kind: #{value.inspect[0, 100]}"
    end

    def check_puppetdb
      raise ConfigError, 'puppetdb.urls is missing' unless puppetdb['urls']
      return unless puppetdb['urls'].any? { |url| url.start_with?('https:') }

      missing = %w[ca cert key].find { |key| puppetdb[key].nil? }
      raise ConfigError, "puppetdb.#{missing} is missing, which https needs" if missing
    end

    def check_transport
      unknown = transport.join("\n").scan(/\{([a-z_]*)\}/).flatten - PLACEHOLDERS
      raise ConfigError, "transport has an unknown placeholder {#{unknown.first}}" unless unknown.empty?
    end
  end
end
