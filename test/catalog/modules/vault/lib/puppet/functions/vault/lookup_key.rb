# frozen_string_literal: true

require 'yaml'

# Stands in for a backend of Hiera that reads a vault: it hands out nothing but Sensitive.
Puppet::Functions.create_function(:'vault::lookup_key') do
  dispatch :find do
    param 'String', :key
    param 'Hash', :options
    param 'Puppet::LookupContext', :context
  end

  def find(key, options, context)
    secrets = context.cached_file_data(options['path']) { |text| YAML.safe_load(text) }
    context.not_found unless secrets.key?(key)
    sensitive(secrets[key])
  end

  def sensitive(value)
    return value.transform_values { |part| sensitive(part) } if value.is_a?(Hash)

    Puppet::Pops::Types::PSensitiveType::Sensitive.new(value)
  end
end
