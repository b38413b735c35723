# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::Spool do
  include DispatcherHelp

  let(:pool) { described_class.new(path('spool')) }
  let(:uuid) { '01234567-89ab-cdef-0123-456789abcdef' }
  let(:name) { "#{uuid}.lvs.json" }
  let(:content) do
    { 'version' => 1, 'certname' => 'mq1.example.org', 'target' => 'lvs', 'environment' => 'production', 'job_id' => nil,
      'transaction_uuid' => uuid, 'time' => '2026-11-26T12:00:00.000Z' }
  end

  def place(text, as = name)
    pool
    File.binwrite(path('spool', 'new', as), text)
  end

  def place_json(changes, as = name)
    place(JSON.generate(content.merge(changes)), as)
  end

  it 'reads a kick' do
    place_json({})
    kick = pool.read(name)
    expect(kick.to_h).to include(certname: 'mq1.example.org', target: 'lvs', job_id: nil, transaction_uuid: uuid, retry_until: nil)
    expect(kick.name).to eq(name)
    expect(kick).not_to be_by_hand
  end

  it 'reads what it puts, and nobody else does' do
    pool.put(Kicker::Kick.new(target: 'lvs', transaction_uuid: uuid, time: '2026-11-26T12:00:00.000Z'))
    expect(pool.read(name)).to be_by_hand
    expect(File.stat(path('spool', 'new', name)).mode & 0o777).to eq(0o600)
    expect(Dir.children(path('spool', 'tmp'))).to eq([])
  end

  {
    'an unknown key' => { 'command' => 'id' },
    'another version' => { 'version' => 2 },
    'a version as text' => { 'version' => '1' },
    'a path as target' => { 'target' => '../../etc/passwd' },
    'another target than its name' => { 'target' => 'gui' },
    'another transaction than its name' => { 'transaction_uuid' => 'f1234567-89ab-cdef-0123-456789abcdef' },
    'a certname like an option' => { 'certname' => '-oProxyCommand=id' },
    'a certname of two lines' => { 'certname' => "mq1\nlvs1" },
    'a certname with a path' => { 'certname' => '../mq1' },
    'a certname too long' => { 'certname' => 'a' * 254 },
    'a list as certname' => { 'certname' => ['mq1'] },
    'a job id with shell text' => { 'job_id' => "kick/#{'a' * 16}/lvs;id" },
    'a job id with a second line' => { 'job_id' => "kick/#{'a' * 16}/lvs\nkick/x" },
    'a job id too long' => { 'job_id' => "kick/#{'a' * 16}/#{(['a' * 41] * 14).join(',')}" },
    'no text as environment' => { 'environment' => {} },
    'an environment like a path' => { 'environment' => '../x' },
    'a number as time' => { 'time' => 1 },
  }.each do |what, changes|
    it "refuses #{what}" do
      place_json(changes)
      expect { pool.read(name) }.to raise_error(Kicker::Malformed)
    end
  end

  it 'refuses a kick without one of its keys' do
    content.each_key do |key|
      place(JSON.generate(content.reject { |one, _| one == key }))
      expect { pool.read(name) }.to raise_error(Kicker::Malformed, /keys/)
    end
  end

  ['', '{', '[]', '7', 'null', "\xff\xfe", '{"version":1}', "#{'[' * 5000}#{']' * 5000}", '{"json_class":"String"}', "\0" * 100].each do |text|
    it "refuses #{text.inspect[0, 20]}" do
      place(text)
      expect { pool.read(name) }.to raise_error(Kicker::Malformed)
    end
  end

  ['x.json', "#{'a' * 36}.Lvs.json", "#{'a' * 36}.lvs.json.tmp", "#{'a' * 36}.lvs.json\n", "#{'a' * 36}.lvs;id.json", '.hidden',
   "\xff\xfe.json", "#{'a' * 36}.lv\xff.json"].each do |other|
    it "refuses the name #{other.inspect}" do
      place_json({}, other)
      expect { pool.read(other) }.to raise_error(Kicker::Malformed, /name/)
    end
  end

  it 'refuses a huge file without reading it' do
    place('x')
    File.truncate(path('spool', 'new', name), 2_000_000_000)
    expect { pool.read(name) }.to raise_error(Kicker::Malformed, /too large/)
  end

  it 'does not follow a symbolic link' do
    pool
    File.write(path('secret'), JSON.generate(content))
    File.symlink(path('secret'), path('spool', 'new', name))
    expect { pool.read(name) }.to raise_error(Kicker::Malformed, /link/)
    pool.refuse(name)
    expect(File.read(path('secret'))).to eq(JSON.generate(content))
    expect(spooled('refused').length).to eq(1)
  end

  it 'neither waits for a pipe nor enters a folder' do
    pool
    File.mkfifo(path('spool', 'new', name))
    expect { pool.read(name) }.to raise_error(Kicker::Malformed, /fifo/)
    File.delete(path('spool', 'new', name))
    Dir.mkdir(path('spool', 'new', name))
    expect { pool.read(name) }.to raise_error(Kicker::Malformed, /directory/)
    pool.refuse(name)
    expect(spooled).to eq([])
  end

  it 'puts any name aside' do
    ["a\nb", '..x', "\xff\xfe", 'é', 'x' * 255, '-rf', '$(id)'].each do |other|
      place('x', other)
      pool.refuse(other.dup)
    end
    expect(spooled).to eq([])
    expect(spooled('refused').length).to eq(7)
    expect(spooled('refused')).to all(match(/\A[A-Za-z0-9._-]+\z/))
  end

  it 'keeps the youngest hundred of them' do
    105.times do |number|
      place('x', "n#{number}")
      pool.refuse("n#{number}")
    end
    expect(spooled('refused').length).to eq(100)
    expect(spooled('refused').first).to end_with('-n5')
  end

  it 'gives up and takes back' do
    place_json({})
    pool.give_up('lvs', [name, 'gone'])
    expect(pool.counts).to eq('new' => 0, 'refused' => 0, 'given-up' => 1)
    expect(pool.retry).to eq(1)
    expect(spooled).to eq([name])
    pool.remove([name, 'gone'])
    expect(spooled).to eq([])
  end

  it 'takes back no name that is no text' do
    place_json({})
    pool.give_up('lvs', [name])
    File.write(path('spool', 'given-up', "\xff\xfe"), 'x')
    expect(pool.retry).to eq(1)
  end

  # Puts kicks into given-up, each younger than the one before.
  def give_up(target, count)
    pool
    names = Array.new(count) { |number| "#{format('%036d', 1000 - number)}.#{target}.json" }
    names.each_with_index do |one, number|
      place('x', one)
      File.utime(1000 + number, 1000 + number, path('spool', 'new', one))
    end
    pool.give_up(target, names)
    names
  end

  it 'keeps of each role the youngest hundred that were given up' do
    other = give_up('gui', 3)
    names = give_up('lvs', 105)
    expect(spooled('given-up')).to match_array(other + names.last(100))
  end

  it 'clears what was given up of one role' do
    other = give_up('my-lvs', 2)
    give_up('lvs', 3)
    File.write(path('spool', 'given-up', "\xff\xfe.lvs.json"), 'x')
    expect(pool.clear_given_up('lvs')).to eq(3)
    expect(spooled('given-up').select(&:ascii_only?)).to match_array(other)
    expect(pool.clear_given_up('lvs')).to eq(0)
  end

  it 'takes a few at once, and no known ones' do
    pool
    250.times { |number| place('x', format('%03d', number)) }
    names = pool.names({})
    expect(names.length).to eq(200)
    expect(pool.names(names.map { |one| [one, true] }.to_h).length).to eq(50)
  end

  it 'sweeps drafts out that nobody writes any more' do
    pool
    %w[old new].each { |name| File.write(path('spool', 'tmp', name), 'x') }
    File.utime(900, 900, path('spool', 'tmp', 'old'))
    pool.sweep(1000)
    expect(spooled('tmp')).to eq(['new'])
  end

  it 'uses no spool that others can read or write, or that is none' do
    File.chmod(0o755, path('spool'))
    expect { pool }.to raise_error(Kicker::ConfigError, /0700/)
    File.chmod(0o700, path('spool'))
    File.symlink(path('spool'), path('link'))
    expect { described_class.new(path('link')) }.to raise_error(Kicker::ConfigError, /no folder/)
    expect { described_class.new(path('none')) }.to raise_error(Kicker::ConfigError)
    File.symlink('/etc', path('spool', 'new'))
    expect { pool }.to raise_error(Kicker::ConfigError, /no folder/)
  end
end
