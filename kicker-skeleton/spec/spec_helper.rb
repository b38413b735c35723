# frozen_string_literal: true

require 'fileutils'
require 'rspec-puppet'
require_relative 'support/puppetdb'

# In `modules` a PuppetDB answers, in `bare` there is none.
root = File.expand_path('..', __dir__)
modules = File.join(root, 'spec', 'fixtures', 'modules')
bare = File.join(root, 'spec', 'fixtures', 'bare')
{
  File.join(modules, 'kicker') => '../../..',
  File.join(modules, 'puppetdb_stand_in') => '../puppetdb_stand_in',
  File.join(bare, 'kicker') => '../../..',
}.each do |link, target|
  FileUtils.mkdir_p(File.dirname(link))
  FileUtils.ln_sf(target, link) unless File.exist?(link)
end

RSpec.configure do |config|
  config.setup_fixtures = false
  config.module_path = modules
  config.strict_variables = true
  # Later versions always do this, and have no such setting.
  config.trusted_server_facts = true if config.respond_to?(:trusted_server_facts=)
  config.default_facts = {
    'kernel' => 'Linux',
    'os' => { 'name' => 'Debian', 'family' => 'Debian', 'release' => { 'full' => '12.0', 'major' => '12' } },
    'networking' => { 'hostname' => 'node', 'fqdn' => 'node.example.org', 'ip' => '192.0.2.7' },
  }
end

Puppet[:strict] = :error
