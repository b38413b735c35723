# frozen_string_literal: true

require 'spec_helper'
require 'facter'
require 'tmpdir'
require 'timeout'

describe 'the fact kicker_public_key' do
  subject(:key) { Timeout.timeout(5) { Facter.fact(:kicker_public_key).value } }

  # As ssh-keygen made it.
  let(:line) { 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKsMSaN0xBZC1IbUOqvhDFSr6EZqNkHTBtYIwmNmJGuf' }
  let(:path) { File.join(@place, 'id_ed25519.pub') }

  around { |example| Dir.mktmpdir { |place| (@place = place) && example.run } }

  before do
    Facter.clear
    allow(Facter.fact(:kernel)).to receive(:value).and_return('Linux')
    allow(File).to receive(:open).and_call_original
    allow(File).to receive(:open).with('/var/lib/kicker/id_ed25519.pub', anything)
                                 .and_wrap_original { |original, _path, flags, &block| original.call(path, flags, &block) }
    load File.expand_path('../../../lib/facter/kicker_public_key.rb', __dir__)
  end

  after { Facter.clear }

  it 'is not there without a key' do
    expect(key).to be_nil
  end

  ['', "\n", " kicker@puppet.example.com\n", ' a comment with spaces'].each do |ending|
    it "is the key without what follows: #{ending.inspect}" do
      File.write(path, line + ending)
      expect(key).to eq(line)
    end
  end

  it 'is what ssh-keygen makes' do
    system('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'kicker', '-f', path.sub('.pub', ''), out: File::NULL)
    expect("#{key} kicker\n").to eq(File.read(path))
  end

  [
    '', "\n", 'ssh-ed25519', "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ\n", 'root:$6$x:19000:0:99999:7:::',
    "-----BEGIN OPENSSH PRIVATE KEY-----\n", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\n", "ssh-ed25519 AAAA; x\n",
    "command=\"x\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKsMSaN0xBZC1IbUOqvhDFSr6EZqNkHTBtYIwmNmJGuf\n",
    "\xff\xfe", "\0" * 100, "# x\n"
  ].each do |text|
    it "is not there for #{text.inspect[0, 50]}" do
      File.binwrite(path, text)
      expect(key).to be_nil
    end
  end

  it 'is not there for two lines, or a longer key' do
    ["#{line}\n#{line}\n", "#{line}\nx", "#{line}A\n", "#{line} x\ry\n", "#{line} #{'x' * 2_000}\n"].each do |text|
      File.write(path, text)
      Facter.flush
      expect(Facter.fact(:kicker_public_key).value).to be_nil
    end
  end

  it 'does not follow a link' do
    File.write(File.join(@place, 'other'), "#{line}\n")
    File.symlink(File.join(@place, 'other'), path)
    expect(key).to be_nil
  end

  it 'does not wait at a pipe' do
    File.mkfifo(path)
    expect(key).to be_nil
  end

  it 'is not there for a folder' do
    Dir.mkdir(path)
    expect(key).to be_nil
  end
end
