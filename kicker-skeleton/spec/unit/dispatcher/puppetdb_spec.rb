# frozen_string_literal: true

require 'spec_helper'
require_relative '../../support/dispatcher'

describe Kicker::PuppetDB do
  let(:data) { DispatcherHelp::FakePuppetDB.new('mq1.example.org' => 'rabbitmq', 'lvs1.example.org' => 'x, lvs', 'lvs2.example.org' => 'lvs2') }
  let(:inventory) { Kicker::Inventory.new(client, false) }
  let(:client) { described_class.new('urls' => urls, 'timeout' => 1) }
  let(:urls) { ["http://127.0.0.1:#{server.port}"] }
  let!(:server) { DispatcherHelp::FakePuppetDBServer.new(data) }

  after { server.stop }

  # A server that says one thing to whoever calls.
  def saying(text)
    server = TCPServer.new('127.0.0.1', 0)
    thread = Thread.new do
      loop do
        socket = server.accept
        DispatcherHelp.read_request(socket)
        socket.write(text)
        socket.close
      end
    end
    yield described_class.new('urls' => ["http://127.0.0.1:#{server.addr[1]}"], 'timeout' => 1)
  ensure
    thread.kill
    server.close
  end

  it 'asks for roles, nodes and reports' do
    expect(inventory.roles_of(['mq1.example.org', 'new.example.org'])).to eq('mq1.example.org' => ['rabbitmq'])
    expect(inventory.nodes_with('lvs')).to eq(['lvs1.example.org'])
    expect(inventory.reported(%w[a b])).to eq(%w[a b])
    expect(server.requests.uniq).to eq(["POST /pdb/query/v4 HTTP/1.1\r\n"])
  end

  it 'asks nothing about nothing' do
    expect(inventory.roles_of([])).to eq({})
    expect(inventory.reported([])).to eq([])
    expect(server.requests).to eq([])
  end

  it 'takes no certname that could be an option' do
    data.signed = { '-oProxyCommand=id' => 'lvs', 'b.example.org' => 'lvs', 'a.example.org' => 'lvs' }
    expect(inventory.nodes_with('lvs')).to eq(%w[a.example.org b.example.org])
  end

  it 'asks the next address when one does not answer' do
    client = described_class.new('urls' => ['http://127.0.0.1:1', *urls], 'timeout' => 1)
    expect(client.query(['from', 'reports', ['extract', [], ['in', 'transaction_uuid', ['array', ['a']]]]]).length).to eq(1)
  end

  it 'says why no address answers' do
    client = described_class.new('urls' => ['http://127.0.0.1:1', 'http://localhost:1'], 'timeout' => 1)
    expect { client.query([]) }.to raise_error(Kicker::Unreachable, /127.0.0.1: .*; localhost: /)
  end

  {
    'an error' => "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nwhat",
    'no JSON' => "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<ht>",
    'no rows' => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    'no HTTP' => "hello\r\n\r\n",
    'half an answer' => "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n[",
    'nothing' => '',
  }.each do |what, text|
    it("does not take #{what} for an answer") do
      saying(text) { |client| expect { client.query([]) }.to raise_error(Kicker::Unreachable) }
    end
  end

  it 'does not wait for ever' do
    silent = TCPServer.new('127.0.0.1', 0)
    client = described_class.new('urls' => ["http://127.0.0.1:#{silent.addr[1]}"], 'timeout' => 0.2)
    expect { client.query([]) }.to raise_error(Kicker::Unreachable)
    silent.close
  end

  it 'says so when its certificate is missing' do
    client = described_class.new('urls' => ['https://127.0.0.1:1'], 'timeout' => 1, 'ca' => '/none', 'cert' => '/none', 'key' => '/none')
    expect { client.query([]) }.to raise_error(Kicker::Unreachable, %r{/none})
  end

  describe 'with TLS' do
    def certificate(name, issuer = nil, issuer_key = nil)
      key = OpenSSL::PKey::RSA.new(2048)
      certificate = OpenSSL::X509::Certificate.new
      certificate.version = 2
      certificate.serial = rand(1 << 60)
      certificate.subject = OpenSSL::X509::Name.new([['CN', name]])
      certificate.issuer = issuer ? issuer.subject : certificate.subject
      certificate.public_key = key.public_key
      certificate.not_before = Time.now - 60
      certificate.not_after = Time.now + 600
      extensions = OpenSSL::X509::ExtensionFactory.new(issuer || certificate, certificate)
      certificate.add_extension(extensions.create_extension('basicConstraints', issuer ? 'CA:FALSE' : 'CA:TRUE', true))
      certificate.add_extension(extensions.create_extension('subjectAltName', 'DNS:localhost')) if issuer
      certificate.sign(issuer_key || key, OpenSSL::Digest.new('SHA256'))
      [certificate, key]
    end

    around do |example|
      Dir.mktmpdir do |folder|
        @folder = folder
        @ca, @ca_key = certificate('ca')
        %w[server client].each do |name|
          pair = certificate(name, @ca, @ca_key)
          %w[cert key].zip(pair) { |kind, thing| File.write("#{folder}/#{name}.#{kind}", thing.to_pem) }
        end
        File.write("#{folder}/ca", @ca.to_pem)
        example.run
      end
    end

    # A server that wants a certificate of the CA, and answers with the name in it.
    def serving
      context = OpenSSL::SSL::SSLContext.new
      context.cert = OpenSSL::X509::Certificate.new(File.read("#{@folder}/server.cert"))
      context.key = OpenSSL::PKey.read(File.read("#{@folder}/server.key"))
      context.ca_file = "#{@folder}/ca"
      context.verify_mode = OpenSSL::SSL::VERIFY_PEER | OpenSSL::SSL::VERIFY_FAIL_IF_NO_PEER_CERT
      tcp = TCPServer.new('127.0.0.1', 0)
      thread = Thread.new { loop { answer(OpenSSL::SSL::SSLServer.new(tcp, context)) } }
      yield tcp.addr[1]
    ensure
      thread.kill
      tcp.close
    end

    def answer(server)
      socket = server.accept
      DispatcherHelp.read_request(socket)
      body = JSON.generate([{ 'name' => socket.peer_cert.subject.to_s }])
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: #{body.bytesize}\r\nConnection: close\r\n\r\n#{body}")
      socket.close
    rescue OpenSSL::SSL::SSLError, IOError, SystemCallError
      nil
    end

    def tls_client(host, port, ca = "#{@folder}/ca")
      described_class.new('urls' => ["https://#{host}:#{port}"], 'timeout' => 2, 'ca' => ca,
                          'cert' => "#{@folder}/client.cert", 'key' => "#{@folder}/client.key")
    end

    it 'shows its certificate' do
      serving { |port| expect(tls_client('localhost', port).query([])).to eq([{ 'name' => '/CN=client' }]) }
    end

    it 'takes no server of another name or another CA' do
      other, = certificate('other')
      File.write("#{@folder}/other", other.to_pem)
      serving do |port|
        expect { tls_client('127.0.0.1', port).query([]) }.to raise_error(Kicker::Unreachable, /127.0.0.1/)
        expect { tls_client('localhost', port, "#{@folder}/other").query([]) }.to raise_error(Kicker::Unreachable, /certificate/)
      end
    end
  end
end
