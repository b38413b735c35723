# frozen_string_literal: true

# Loads Puppet with the types that the module uses, so that processes which part afterwards have them.

require 'json'
require 'puppet/concurrent/synchronized'
require 'puppet/util/autoload'

# Puppet loads its types and providers by itself and tells Ruby of each. Before version 3.3 Ruby then resolves the links in
# the path of every file that was ever loaded: half a million system calls, which is most of what Puppet's start takes in
# a kernel where they are slow. Files that Ruby loads on its own account cost nothing of that.
module LoadedByRuby
  # Types and providers that gems bring are looked for by their names in the folder of every gem of the machine.
  def gem_directories
    []
  end

  def load_file(name, env)
    file = get_file(name.to_s, env)
    return false unless file

    path = File.expand_path(file)
    loaded[cleanpath(name.to_s).chomp('.rb')] = [path, File.mtime(path)]
    require path
    true
  end
end
Puppet::Util::Autoload.singleton_class.prepend(LoadedByRuby)

require 'puppet'
require 'facter'
require 'puppet/application/apply'
require 'puppet/configurer'
require 'puppet/util/command_line'

# What the module has, and what Puppet has in every catalog and of its own settings.
types = %i[file exec service package user group stage whit component schedule filebucket]
types.each { |name| Puppet::Type.type(name) }
require 'digest/sha2'
%w[report/yaml node/plain facts/memory catalog/json file_metadata/file_server file_metadata/file].each do |name|
  require "puppet/indirector/#{name}"
end
require 'puppet/file_bucket/dipper'
require 'puppet/file_serving/configuration'
require 'puppet/file_serving/mount/locales'
require 'puppet/parser/e4_parser_adapter'
