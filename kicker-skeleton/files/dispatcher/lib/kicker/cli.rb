# frozen_string_literal: true

require 'json'
require 'optparse'
require 'securerandom'
require 'time'
require_relative 'check'
require_relative 'config'
require_relative 'dispatcher'
require_relative 'log'
require_relative 'status'

module Kicker
  # The command `kicker`. Every command works as the user that the spool belongs to, also when root calls it.
  class Cli
    CONFIG = '/etc/kicker/kicker.yaml'
    COMMANDS = %w[run status check kick retry].freeze
    HELP = <<~TEXT
      Usage: kicker [--config FILE] COMMAND

        run              works as the daemon, in the foreground
        status [--json]  shows what it does and did; exit code 1 when it is not running
        check            looks whether configuration, spool, key, edges, PuppetDB and nodes are as kicks need them
        kick ROLE        kicks the nodes of a role by hand
        retry            puts kicks that were given up back into the spool
    TEXT

    # @param arguments [Array<String>]
    # @return [Integer] the exit code: 0 well, 1 not, 64 wrong usage
    def self.call(arguments, output: $stdout, errors: $stderr)
      new(output, errors).call(arguments.dup)
    rescue Error, SystemCallError => e
      errors.puts("kicker: #{e.message}")
      1
    rescue OptionParser::ParseError => e
      errors.puts("kicker: #{e.message}", HELP)
      64
    end

    def initialize(output, errors)
      @output = output
      @errors = errors
      @path = ENV.fetch('KICKER_CONFIG', CONFIG)
    end

    def call(arguments)
      options.parse!(arguments)
      return usage(0) if @help

      command, *rest = arguments
      return usage(64) unless COMMANDS.include?(command) && rest.length == (command == 'kick' ? 1 : 0)

      @config = Config.load(@path)
      become_owner
      send(command, *rest)
    end

    private

    def options
      OptionParser.new do |parser|
        parser.on('--config FILE') { |file| @path = file }
        parser.on('--json') { @json = true }
        parser.on('-h', '--help') { @help = true }
      end
    end

    def usage(code)
      (code.zero? ? @output : @errors).puts(HELP)
      code
    end

    # What root did in a folder of another user, that user could lead astray by links. One in place of the spool itself would
    # choose another owner.
    def become_owner
      owner = File.lstat(@config.spool)
      raise Error, "#{@config.spool} is no folder" unless owner.directory?
      return if !Process.euid.zero? || owner.uid.zero?

      Process.groups = [owner.gid]
      Process::GID.change_privilege(owner.gid)
      Process::UID.change_privilege(owner.uid)
    end

    def run
      File.umask(0o077)
      lock = lock_file(File::RDWR | File::CREAT)
      raise Error, 'is running already' unless locked?(lock)

      dispatcher = Dispatcher.new(@config, Log.new(@output))
      %w[TERM INT].each { |signal| trap(signal) { dispatcher.stop } }
      dispatcher.work
      0
    end

    # Several tries, since `status` holds the lock for a moment when it looks.
    def locked?(lock)
      5.times { lock.flock(File::LOCK_EX | File::LOCK_NB) ? (return true) : sleep(0.1) }
      false
    end

    def lock_file(mode)
      File.open(File.join(@config.state, 'lock'), mode, 0o600)
    end

    # The daemon holds the lock as long as it lives, however it ends.
    def running?
      lock = lock_file(File::RDONLY)
      !lock.flock(File::LOCK_SH | File::LOCK_NB)
    rescue Errno::ENOENT
      false
    ensure
      lock&.close
    end

    def status
      running = running?
      state = State.read(File.join(@config.state, 'state.json'))
      status = Status.new(state, Spool.new(@config.spool).counts, running, Time.now.to_f)
      @output.puts(@json ? JSON.pretty_generate(status.to_h) : status.to_s)
      running ? 0 : 1
    end

    def check
      Check.new(@config, @output).work ? 0 : 1
    end

    def kick(role)
      known = EdgesFile.new(@config.edges, Log.new(@errors)).current.roles
      raise Error, "unknown role #{role.inspect[0, 60]}; there are #{known.join(', ')}" unless known.include?(role)

      Spool.new(@config.spool).put(Kick.new(target: role, transaction_uuid: SecureRandom.uuid, time: Time.now.utc.iso8601(3)))
      @output.puts("kicked #{role}#{running? ? '' : ', but kicker is not running: the kick waits'}")
      0
    end

    def retry
      count = Spool.new(@config.spool).retry
      @output.puts("put #{count} #{count == 1 ? 'kick' : 'kicks'} back")
      0
    end
  end
end
