# frozen_string_literal: true

require 'spec_helper'
require 'puppet_x/kicker/names'

describe PuppetX::Kicker::Names do
  chain = ->(count, length = 3) { "kick/0123456789abcdef/#{(['a' * length] * count).join(',')}" }

  {
    role?: [['a', 'lvs', 'rabbit_mq-2', 'a' * 41], ['', 'A', '2a', '_a', 'a.b', 'a/b', 'a' * 42, "a\n", "a\0", :lvs]],
    certname?: [['a', '1', 'mq2.example.com', 'a_b-c', 'a' * 253], ['', '-a', '.a', 'A', 'a/b', 'a b', "a\n", 'a' * 254]],
    environment?: [['production', 'Feature_12', 'a' * 100], ['', 'a-b', '../a', "a\n", 'a' * 101]],
    uuid?: [['9402187b-d9d8-496d-a10a-13c23df71130'], ['9402187B-d9d8-496d-a10a-13c23df71130', '-' * 36, '']],
    job_id?: [
      [chain.call(1), chain.call(32), chain.call(11, 41)],
      [
        '', 'kick/0123456789abcdef/', chain.call(33), chain.call(12, 41), chain.call(1, 42), "#{chain.call(1)},",
        " #{chain.call(1)}", "#{chain.call(1)}\n", 'kick/0123456789abcde/a', 'kick/0123456789abcdef/a,,b',
        'kick/0123456789abcdef/a b', 'kick/0123456789abcdef/-a', 'KICK/0123456789abcdef/a'
      ],
    ],
  }.each do |question, (yes, no)|
    describe ".#{question}" do
      yes.each { |text| it("takes #{text[0, 60].inspect}") { expect(described_class.public_send(question, text)).to be(true) } }

      (no + [nil, 17, [], {}, "\xff", "a\u00e4", 'a'.encode('UTF-16')]).each do |text|
        it("refuses #{text.inspect[0, 60]}") { expect(described_class.public_send(question, text)).to be(false) }
      end
    end
  end

  describe '.quote' do
    {
      'lvs' => '"lvs"', "a\nb" => '"a\nb"', "\e[2J" => '"\e[2J"', "\xff" => '"\xFF"', "\u202e" => '"\u202E"',
      '#{1}' => '"\#{1}"', 'a' * 81 => "\"#{'a' * 80}\"...", nil => 'NilClass', 17 => 'Integer'
    }.each do |value, text|
      it("gives #{text[0, 40]}") { expect(described_class.quote(value)).to eq(text) }
    end
  end
end
