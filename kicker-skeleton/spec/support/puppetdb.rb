# frozen_string_literal: true

require 'json'
require 'tempfile'
require_relative '../../lib/puppet_x/kicker/site'

# What the stand-in of PuppetDB answers.
RSpec.shared_context 'with a PuppetDB' do
  let(:hiera_config) { File.expand_path('../fixtures/hiera/site.yaml', __dir__) }
  let(:inventory) { [] }
  let(:events) { [] }
  let(:answers) { { 'inventory' => inventory, 'events' => events } }

  around do |example|
    Tempfile.create('puppetdb') do |file|
      @stand_in = file.path
      before = ENV['PUPPETDB_STAND_IN']
      ENV['PUPPETDB_STAND_IN'] = file.path
      example.run
    ensure
      ENV['PUPPETDB_STAND_IN'] = before
    end
  end

  before { File.write(@stand_in, JSON.generate(answers)) }

  # A node of the inventory, by default with facts that came at noon.
  def known(certname, facts = {}, pp_role: nil, environment: 'production', time: '2026-11-26T12:00:00.000Z')
    {
      'certname' => certname,
      'environment' => environment,
      'timestamp' => time,
      'facts' => facts,
      'trusted' => { 'certname' => certname, 'extensions' => pp_role ? { 'pp_role' => pp_role } : {} },
    }
  end

  # A node of a role that has joined.
  def member(certname, role, facts = {}, **others)
    known(certname, { 'kicker_roles' => [role] }.merge(facts), pp_role: role, **others)
  end

  # A public key as SSH writes it.
  def key(letter)
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI#{letter * 43}"
  end

  # What happened to the marker of a role, in a report that came at a time.
  def event(certname, role, property, new_value, time, own_time: time, status: 'success')
    {
      'certname' => certname, 'resource_type' => 'File', 'resource_title' => "#{PuppetX::Kicker::MARKERS}/#{role}",
      'property' => property, 'new_value' => new_value, 'status' => status,
      'timestamp' => own_time, 'report_receive_time' => time
    }
  end
end
