# frozen_string_literal: true

# Sends a report in the name of another node, with the certificate of this one, and prints the status and the words of the answer.
#
# usage: forge.rb HOST NAME     HOST stands in the report, NAME in the path of the request
require 'net/http'
require 'puppet'
require 'securerandom'

host, name = ARGV
Puppet.initialize_settings
# The last report of this node shows a kick.
data = YAML.unsafe_load_file(Puppet[:lastrunreport]).to_data_hash
data['host'] = host
data['transaction_uuid'] = SecureRandom.uuid

http = Net::HTTP.new(Puppet[:server], 8140)
http.use_ssl = true
http.ca_file = Puppet[:localcacert]
http.cert = OpenSSL::X509::Certificate.new(File.read(Puppet[:hostcert]))
http.key = OpenSSL::PKey.read(File.read(Puppet[:hostprivkey]))
path = "/puppet/v3/report/#{name}?environment=production"
answer = http.put(path, data.to_json, 'Content-Type' => 'application/json', 'Accept' => 'application/json')
puts "#{answer.code} #{answer.body}"
