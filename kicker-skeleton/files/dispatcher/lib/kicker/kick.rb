# frozen_string_literal: true

require 'json'
require_relative 'errors'
require_relative 'names'

module Kicker
  # A kick: the agents of `target` shall run, because of what a run of `certname` changed. `certname` is nil for a kick by
  # hand. The members after `time` are the dispatcher's own: when it saw the kick, since when PuppetDB answers whether it has
  # the report, the roles of its origin, the roles that it went through, and, once a run failed, until when it is tried again.
  Kick = Struct.new(:certname, :target, :environment, :job_id, :transaction_uuid, :time,
                    :seen, :asked, :roles, :chain, :retry_until, keyword_init: true) do
    # Reads the text of a file of the spool.
    #
    # @param name [String] the file's name, which says target and transaction as well
    # @raise [Malformed] for whatever is not exactly a kick
    # @return [Kick]
    def self.parse(name, text)
      data = JSON.parse(text.dup.force_encoding('UTF-8'), max_nesting: 2, create_additions: false)
      check(data)
      kick = new(**data.reject { |key, _| key == 'version' }.map { |key, value| [key.to_sym, value] }.to_h)
      raise Malformed, 'name and content differ' unless kick.name == name

      kick
    rescue JSON::ParserError, EncodingError, ArgumentError
      raise Malformed, 'no JSON'
    end

    # @raise [Malformed] unless all keys are there, no others, and each value has its form
    def self.check(data)
      raise Malformed, 'no JSON object' unless data.is_a?(Hash)
      raise Malformed, 'other keys than those of a kick' unless data.keys.sort == self::FORMS.keys.sort

      wrong = self::FORMS.find { |key, form| !fits?(form, data[key]) }
      raise Malformed, "#{wrong.first} has not its form" if wrong
    end

    def self.fits?(form, value)
      return form.any? { |one| fits?(one, value) } if form.is_a?(Array)
      return form == value unless form.is_a?(Regexp)

      value.is_a?(String) && value.length <= Names::JOB_ID_LENGTH && form.match?(value)
    end

    # @return [String] the name of its file: the same kick has the same name, so a repeated report adds nothing
    def name
      "#{transaction_uuid}.#{target}.json"
    end

    # @return [Boolean] whether an operator put it
    def by_hand?
      certname.nil?
    end

    # @return [String] who it comes from, for the log
    def from
      certname || 'operator'
    end

    # @return [String] the text of its file
    def to_json(*)
      JSON.generate(self.class::FORMS.keys.map { |key| [key, key == 'version' ? 1 : self[key]] }.to_h)
    end
  end

  # What each key of a file in the spool has to be. Where a list stands, one of it.
  Kick::FORMS = {
    'version' => 1,
    'certname' => [nil, Names::CERTNAME],
    'target' => Names::ROLE,
    'environment' => [nil, Names::ENVIRONMENT],
    'job_id' => [nil, Names::JOB_ID],
    'transaction_uuid' => Names::UUID,
    'time' => Names::TIME,
  }.freeze
end
