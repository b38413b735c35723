# frozen_string_literal: true

require_relative '../puppet_x/kicker/names'
require_relative '../puppet_x/kicker/site'

# The roles that this node has joined: those that it has a marker of, which the hooks write when all else of a role is in
# place. As with every fact, this is how it was when the run began.
Facter.add(:kicker_roles) do
  confine kernel: 'Linux'

  setcode do
    markers = PuppetX::Kicker::MARKERS
    next unless File.directory?(markers)

    Dir.children(markers).select { |name|
      PuppetX::Kicker::Names.role?(name) && File.lstat(File.join(markers, name)).file?
    }.sort
  end
end
