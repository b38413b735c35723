# frozen_string_literal: true

require 'json'
require 'net/http'
require 'openssl'
require 'uri'
require_relative 'errors'

module Kicker
  # A client of PuppetDB's query API, version 4. Asks its addresses in turn, the one that answered last first.
  class PuppetDB
    TROUBLE = [SystemCallError, SocketError, IOError, Timeout::Error, OpenSSL::OpenSSLError, Net::ProtocolError,
               Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError, JSON::ParserError].freeze

    # @param settings [Hash{String => Object}] urls, ca, cert, key, timeout
    def initialize(settings)
      @settings = settings
      @urls = settings['urls'].map { |url| URI(url) }
    end

    # @param query [Array] as an abstract syntax tree, so that nothing has to be quoted
    # @raise [Unreachable] when no address gives an answer
    # @return [Array<Hash>]
    def query(query)
      why = []
      @urls.dup.each do |url|
        rows = ask(url, query)
        @urls.unshift(@urls.delete(url))
        return rows
      rescue *TROUBLE => e
        why << "#{url.host}: #{e.message}"
      end
      raise Unreachable, why.join('; ')
    end

    private

    def ask(url, query)
      request = Net::HTTP::Post.new('/pdb/query/v4', 'Content-Type' => 'application/json', 'Accept' => 'application/json')
      request.body = JSON.generate('query' => query)
      # Without the nil a proxy of the environment would be asked.
      response = Net::HTTP.start(url.hostname, url.port, nil, **options(url)) { |http| http.request(request) }
      unless response.is_a?(Net::HTTPOK)
        raise Net::ProtocolError, "HTTP #{response.code} #{response.body.to_s.lines.first.to_s.strip[0, 200]}"
      end

      rows = JSON.parse(response.body.to_s)
      rows.is_a?(Array) && rows.all?(Hash) ? rows : raise(Net::ProtocolError, 'answers something else than rows')
    end

    # Certificate and key are read each time, so that a renewed one is seen.
    def options(url)
      timeout = @settings['timeout']
      common = { open_timeout: timeout, read_timeout: timeout, max_retries: 0 }
      return common unless url.scheme == 'https'

      common.merge(use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_PEER, ca_file: @settings['ca'],
                   cert: OpenSSL::X509::Certificate.new(File.read(@settings['cert'])),
                   key: OpenSSL::PKey.read(File.read(@settings['key'])))
    end
  end
end
