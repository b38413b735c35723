# frozen_string_literal: true

require 'spec_helper'

# Private classes have no parameters of their own: they are what `kicker::server` is made of.
['kicker::folder', 'kicker::spool', 'kicker::config', 'kicker::dispatcher', 'kicker::service'].each do |name|
  describe name do
    let(:pre_condition) { 'include kicker::server' }

    it { is_expected.to compile.with_all_deps }
  end
end
