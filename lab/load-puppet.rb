# frozen_string_literal: true

# Loads Puppet with the types that the module uses, so that processes which part afterwards have them.

require 'json'
require 'puppet'

# Puppet loads its types and providers by itself and tells Ruby of each. Before version 3.3 Ruby then resolves the links in
# the path of every file that was ever loaded: half a million system calls, which is most of what Puppet's start takes in
# a kernel where they are slow. Files that Ruby loads on its own account cost nothing of that.
module LoadedByRuby
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

require 'facter'
require 'puppet/application/apply'
require 'puppet/configurer'
require 'puppet/util/command_line'

%i[file exec service package].each { |name| Puppet::Type.type(name) }
