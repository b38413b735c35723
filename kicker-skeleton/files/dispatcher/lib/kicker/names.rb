# frozen_string_literal: true

module Kicker
  # The forms that names have on their way from a report to a command line. All of them are anchored with \A and \z: with
  # ^ and $ a second line could bring anything along.
  module Names
    ROLE = /\A[a-z][a-z0-9_-]{0,40}\z/.freeze
    # It never starts with a dash or a dot, so it is neither an option nor another folder.
    CERTNAME = /\A[a-z0-9][a-z0-9._-]{0,252}\z/.freeze
    JOB_ID = %r{\Akick/[0-9a-f]{16}/(?<roles>[a-z][a-z0-9_-]{0,40}(?:,[a-z][a-z0-9_-]{0,40}){0,31})\z}.freeze
    JOB_ID_LENGTH = 512
    SPOOLED = /\A[0-9a-f-]{36}\.[a-z][a-z0-9_-]{0,40}\.json\z/.freeze
    UUID = /\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/.freeze
    ENVIRONMENT = /\A[A-Za-z0-9_]{1,100}\z/.freeze
    TIME = /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\z/.freeze

    # The roles that a value of a certificate or of a fact names: text with commas, or a list. Others are passed over.
    #
    # @return [Array<String>]
    def self.roles(value)
      list = value.is_a?(Array) ? value : value.to_s.split(',')
      list.grep(String).map(&:strip).grep(ROLE).uniq
    end
  end
end
