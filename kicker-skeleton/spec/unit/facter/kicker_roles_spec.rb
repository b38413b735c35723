# frozen_string_literal: true

require 'spec_helper'
require 'facter'
require 'tmpdir'
require 'puppet_x/kicker/site'

describe 'the fact kicker_roles' do
  subject(:roles) { Facter.fact(:kicker_roles).value }

  let(:markers) { File.join(@place, 'kick.d') }

  around { |example| Dir.mktmpdir { |place| (@place = place) && example.run } }

  before do
    Facter.clear
    allow(Facter.fact(:kernel)).to receive(:value).and_return('Linux')
    stub_const('PuppetX::Kicker::MARKERS', markers)
    load File.expand_path('../../../lib/facter/kicker_roles.rb', __dir__)
  end

  after { Facter.clear }

  it 'is not there on a node without the folder of the hooks' do
    expect(roles).to be_nil
  end

  it 'is not there where a file is in its place' do
    File.write(markers, '')
    expect(roles).to be_nil
  end

  it 'is empty on a node that has joined nothing' do
    Dir.mkdir(markers)
    expect(roles).to eq([])
  end

  it 'has the names of the markers, in order' do
    Dir.mkdir(markers)
    ['rabbitmq', 'gui', 'web_socket-2'].each { |role| File.write(File.join(markers, role), '') }
    expect(roles).to eq(['gui', 'rabbitmq', 'web_socket-2'])
  end

  it 'passes over what is no marker' do
    Dir.mkdir(markers)
    ['.hidden', 'Upper', '1st', 'a b', "a\nb", 'a' * 42, 'gui.dpkg-old', "l\xffs"].each do |name|
      File.write(File.join(markers, name), '')
    end
    Dir.mkdir(File.join(markers, 'folder'))
    File.symlink('/etc/passwd', File.join(markers, 'link'))
    File.mkfifo(File.join(markers, 'pipe'))
    File.write(File.join(markers, 'gui'), '')
    expect(roles).to eq(['gui'])
  end
end
