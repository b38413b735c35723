# frozen_string_literal: true

require 'fileutils'

module Kicker
  # The ssh host keys of the nodes, as their facts in PuppetDB have them. Each node has a file of its own: in a common one a node
  # could claim another's address, and so bring its key in for it.
  class KnownHosts
    TYPE = /\A[a-z0-9@.-]{1,60}\z/.freeze
    KEY = %r{\A[A-Za-z0-9+/]{16,4000}={0,3}\z}.freeze
    ADDRESS = /\A[0-9a-f][0-9a-f.:]{1,44}\z|\A::[0-9a-f.:]{0,43}\z/.freeze

    # @param folder [String] made when it is missing
    def initialize(folder)
      @folder = folder
    end

    # @param contact [Hash] the node's facts `ssh` and `networking`
    # @return [String, nil] the file's path; nil when the facts hold no key
    def write(certname, contact)
      keys = KnownHosts.keys(contact['ssh'])
      return nil if keys.empty?

      names = [certname, KnownHosts.address(contact['networking'])].compact.join(',')
      FileUtils.mkdir_p(@folder, mode: 0o700)
      path = File.join(@folder, certname)
      draft = "#{path}.#{Process.pid}.tmp"
      File.write(draft, keys.map { |key| "#{names} #{key}\n" }.join, perm: 0o600)
      File.rename(draft, path)
      path
    end

    # @return [Array<String>] `type key` of each key of the fact `ssh`
    def self.keys(fact)
      return [] unless fact.is_a?(Hash)

      fact.values.grep(Hash).map { |entry| entry.values_at('type', 'key') }
          .select { |type, key| type.is_a?(String) && key.is_a?(String) && TYPE.match?(type) && KEY.match?(key) }
          .map { |pair| pair.join(' ') }.sort
    end

    # @return [String, nil] the node's address by its fact `networking`
    def self.address(fact)
      return nil unless fact.is_a?(Hash)

      fact.values_at('ip', 'ip6').find { |address| address.is_a?(String) && ADDRESS.match?(address) }
    end
  end
end
