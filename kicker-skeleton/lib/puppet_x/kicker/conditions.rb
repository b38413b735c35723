# frozen_string_literal: true

require_relative 'legacy_facts'

module PuppetX
  module Kicker
    # A condition on facts, as `servers_with_facts` takes it: `NAME=VALUE`, `NAME!=VALUE`, `NAME=/PATTERN/`,
    # `NAME!=/PATTERN/`, or `NAME` and a number with one of `<`, `<=`, `>` and `>=` between them.
    class Condition
      # The condition that a text states. Raises ArgumentError for a text that states none.
      def self.parse(text)
        match = %r{\A\s*([A-Za-z_][\w:-]*(?:\.[\w:-]+)*)\s*(!=|>=|<=|=|>|<)(.*)\z}m.match(text)
        raise ArgumentError, "#{text.inspect} is no condition: it must be like name=value or name>1" unless match

        new(*match.captures)
      end

      attr_reader :name, :operator, :value

      def initialize(name, operator, value)
        @name = name
        @operator = operator
        @value = value.strip
        compares? && !number && raise(ArgumentError, "#{name}#{operator}#{@value}: only numbers can be compared so")
      end

      # What PuppetDB is asked, in its AST language: values stand in it as they are and need no quotes.
      # nil for a condition that PuppetDB is not asked: what it makes of `not` for a node without the fact depends on
      # how it stores facts.
      def query
        return if negated?
        return [operator, field, number] if compares?
        return ['~', field, pattern] if pattern

        equalities = literals.map { |literal| ['=', field, literal] }
        (equalities.length == 1) ? equalities.first : ['or', *equalities]
      end

      # Whether facts fulfil what PuppetDB was not asked. A node without the fact is another one than is named by `!=`.
      # In the order of PostgreSQL truths, lists and maps are above every number: they are no numbers here.
      def allow?(facts)
        value = LegacyFacts.dig(facts, path)
        return value.is_a?(Numeric) if compares?
        return true unless negated?

        pattern ? !value.to_s.match?(Regexp.new(pattern)) : !literals.include?(value)
      end

      private

      def negated?
        operator == '!='
      end

      def compares?
        ['>', '<', '>=', '<='].include?(operator)
      end

      def field
        ['facts', *path].join('.')
      end

      # `uptime` was a text such as `12 days`: compared with a number, the days count.
      def path
        LegacyFacts.path_of((name == 'uptime' && compares?) ? 'uptime_days' : name)
      end

      def pattern
        value[%r{\A/(.*)/\z}m, 1]
      end

      # The values of facts that look like this one: numbers and truths are no strings in structured facts.
      def literals
        truth = { 'true' => true, 'false' => false }[value]
        [value, number, truth].reject(&:nil?)
      end

      def number
        case value
        when %r{\A-?\d{1,18}\z} then Integer(value, 10)
        when %r{\A-?\d{1,18}\.\d{1,18}\z} then Float(value)
        end
      end
    end
  end
end
