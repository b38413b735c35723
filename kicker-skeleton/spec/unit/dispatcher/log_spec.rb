# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Log do
  let(:output) { StringIO.new }
  let(:log) { described_class.new(output, journal: false) }

  it 'writes a line for people and grep' do
    log.info('run ended', target: 'lvs', nodes: %w[a b], seconds: 4.2, none: nil)
    expect(output.string).to eq("info: run ended target=lvs nodes=a,b seconds=4.2\n")
  end

  it 'gives systemd the priority' do
    journal = described_class.new(output, journal: true)
    journal.info('a')
    journal.warning('b')
    journal.error('c')
    expect(output.string).to eq("<6>a\n<4>b\n<3>c\n")
  end

  ["a\nerror: forged", "\e[31mred", "a\u2028b", "\u202Eevil", "\xff\xfe", 'two words', 'a="b"', 'x' * 5000, "\0", ''].each do |value|
    it "keeps #{value.inspect[0, 20]} within its line and plain" do
      log.info('x', value: value)
      expect(output.string).to match(/\Ainfo: x value=[ -~]{1,2500}\n\z/)
      expect(output.string).to match(/value="/) unless value.start_with?('xx')
    end
  end

  it 'does not stop when nobody reads' do
    reader, writer = IO.pipe
    reader.close
    expect { described_class.new(writer, journal: false).info('x') }.not_to raise_error
  end
end
