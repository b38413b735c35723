# frozen_string_literal: true

# Expands ERB templates as Puppet does, for the test of our own expander: reads {template, variables} as JSON, one a line, and answers
# with {text}, with {unreadable} where it is no Ruby, or with {error} where Ruby stops. A variable can be had as `@x`, as `x`, and from the scope.

require 'erb'
require 'json'

# What a template asks for the variables of a catalog.
Scope = Struct.new(:variables) do
  def lookupvar(name)
    variables[name.delete_prefix('::')]
  end
  alias_method :[], :lookupvar
end

# Functions of Puppet give hashes with texts as keys, functions of Ruby also such with symbols: here each key is both.
def with_symbols(value)
  case value
  when Array then value.map { |item| with_symbols(item) }
  when Hash
    known = value.transform_values { |item| with_symbols(item) }
    known.default_proc = ->(hash, key) { key.is_a?(Symbol) ? hash[key.to_s] : nil }
    known
  else value
  end
end

def context(variables)
  object = Object.new
  object.define_singleton_method(:scope) { Scope.new(variables) }
  variables.each do |name, value|
    next if name.include?('::')

    object.instance_variable_set("@#{name}", value)
    object.define_singleton_method(name) { value }
  end
  object.instance_eval { binding }
end

$stdout.sync = true
$stdin.each_line do |line|
  asked = JSON.parse(line)
  answer =
    begin
      { text: ERB.new(asked['template'], trim_mode: '-').result(context(with_symbols(asked['variables']))) }
    rescue SyntaxError
      { unreadable: true }
    rescue StandardError => e
      { error: e.message }
    end
  puts JSON.generate(answer)
end
