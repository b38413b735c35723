# frozen_string_literal: true

require 'yaml'
require_relative 'names'

module PuppetX
  module Kicker
    # What the report processor reads of the configuration of the kicker, anew for each report with kicks: a running
    # server sees a change at once.
    class Settings
      # What is wrong with the configuration: the message is for the log.
      class Invalid < StandardError; end

      # The file of settings, which the dispatcher has as well. Tests name another one in the environment.
      def self.path
        ENV['KICKER_CONFIG'] || '/etc/kicker/kicker.yaml'
      end

      # Raises Invalid where the file is missing or is not as it has to be. The other keys are the dispatcher's.
      def initialize(path = self.class.path)
        @settings = read(path)
        ['spool', 'edges'].each do |key|
          value = @settings[key]
          next if value.nil? || (value.is_a?(String) && value.start_with?('/') && !value.include?("\0"))

          raise Invalid, "#{path}: #{key} is no absolute path"
        end
      end

      # The folder of the spool.
      def spool
        @settings['spool'] || '/var/lib/kicker/spool'
      end

      # The names of all roles. Raises Invalid where the file with the allowed edges is missing or wrong.
      def roles
        path = @settings['edges'] || '/etc/kicker/edges.yaml'
        roles = read(path)['roles']
        return roles if roles.is_a?(Array) && roles.all? { |role| Names.role?(role) }

        raise Invalid, "#{path}: roles is no list of names of roles"
      end

      private

      def read(path)
        settings = YAML.safe_load(File.read(path, encoding: 'UTF-8'))
        return settings if settings.is_a?(Hash)

        raise Invalid, "#{path} is no map"
      rescue Errno::ENOENT
        raise Invalid, "#{path} is missing: kicker::server has not been applied to this server"
      rescue SystemCallError, Psych::Exception, ArgumentError => e
        raise Invalid, "#{path} cannot be read: #{Names.quote(e.message)}"
      end
    end
  end
end
