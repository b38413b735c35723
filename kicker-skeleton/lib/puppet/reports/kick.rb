# frozen_string_literal: true

require 'puppet'
require_relative '../../puppet_x/kicker/processor'

Puppet::Reports.register_report(:kick) do
  desc <<-DESCRIPTION
    Puts the kicks that a report shows into the spool of the kicker, whose dispatcher acts on them.

    A kick is an Exec (or a Notify) with the title `kick -> ROLE` that really ran. Switch it on in `puppet.conf` of the
    Puppet Server: `reports = puppetdb, kick`.
  DESCRIPTION

  # self is the report.
  def process
    PuppetX::Kicker::Processor.new(Puppet).process(self)
  end
end
