# frozen_string_literal: true

# Lets the real ldirectord read many configurations, each in a file of its own.
#
# Input (JSON): { name: text }. Output (JSON): { name: { "status": exit code, "said": text } }.
# `ldirectord FILE status` with no daemon running: 3 = parses, 2 = configuration error, 1 = no such file.

require 'json'
require 'open3'
require 'tmpdir'

Dir.mktmpdir do |folder|
  verdicts = JSON.parse($stdin.read).each_with_index.to_h do |(name, text), index|
    path = File.join(folder, "candidate#{index}.cf")
    File.write(path, text)
    said, status = Open3.capture2e('ldirectord', path, 'status')
    [name, { 'status' => status.exitstatus, 'said' => said }]
  end
  puts JSON.generate(verdicts)
end
