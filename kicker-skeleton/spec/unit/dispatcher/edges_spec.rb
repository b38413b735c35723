# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Edges do
  subject(:edges) { described_class.parse("roles: [gui, lvs, mq]\nkicks: {gui: [mq], mq: [lvs]}\n") }

  it 'knows what is allowed' do
    expect(edges.allowed?('gui', 'mq')).to be(true)
    expect(edges.allowed?('gui', 'lvs')).to be(false)
    expect(edges.allowed?('lvs', 'gui')).to be(false)
    expect(edges.targets).to eq(%w[lvs mq])
  end

  it 'knows where kicks lead to, also in a cycle' do
    expect(edges.leads?('gui', 'lvs')).to be(true)
    expect(edges.leads?('lvs', 'gui')).to be(false)
    cycle = described_class.new(%w[a b c d], 'a' => %w[b c], 'b' => ['a'], 'c' => ['a'])
    expect(cycle.leads?('a', 'a')).to be(true)
    expect(cycle.leads?('b', 'd')).to be(false)
  end

  ['', 'x', '[]', '{roles: [a]}', '{roles: [a], kicks: {a: [b]}}', '{roles: [a], kicks: {b: [a]}}', '{roles: [a], kicks: [a]}',
   '{roles: a, kicks: {}}', '{roles: [A], kicks: {}}', '{roles: ["a\nb"], kicks: {}}', '{roles: [a], kicks: {}, more: 1}',
   '{roles: [a], kicks: {a: a}}', '{roles: [1], kicks: {}}', '{', "\xff", '--- !ruby/object:Object {}', 'roles: &r [a]',
   '{roles: [a], kicks: {a: [*r]}}', '2026-11-26'].each do |text|
    it("refuses #{text.inspect}") { expect { described_class.parse(text) }.to raise_error(Kicker::ConfigError) }
  end
end

describe Kicker::EdgesFile do
  include DispatcherHelp

  let(:output) { StringIO.new }
  let(:log) { Kicker::Log.new(output, journal: false) }
  let(:file) { described_class.new(path('edges.yaml'), log) }

  it 'sees a new file' do
    expect(file.current.allowed?('lvs', 'gui')).to be(false)
    edges({ 'lvs' => ['gui'] }, %w[lvs gui])
    expect(file.current.allowed?('lvs', 'gui')).to be(true)
    expect(output.string).to include('edges read again')
  end

  it 'keeps the last good one when the file breaks or goes, says so once, and sees a repaired one' do
    file
    File.write(path('edges.yaml'), 'roles: [')
    3.times { expect(file.current.allowed?('gui', 'lvs')).to be(true) }
    expect(output.string.scan('edges stay as they were').length).to eq(1)
    File.delete(path('edges.yaml'))
    3.times { expect(file.current.allowed?('gui', 'lvs')).to be(true) }
    expect(output.string.scan('edges stay as they were').length).to eq(2)
    edges({}, %w[lvs gui])
    expect(file.current.allowed?('gui', 'lvs')).to be(false)
  end

  it 'does not start without a good one' do
    File.write(path('edges.yaml'), 'x')
    expect { file }.to raise_error(Kicker::ConfigError, /edges.yaml/)
  end
end
