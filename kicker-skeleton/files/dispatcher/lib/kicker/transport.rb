# frozen_string_literal: true

require_relative 'errors'
require_relative 'known_hosts'

module Kicker
  # Runs the agent of one node: a program from a template of arguments. No shell sees any of them, the environment holds what
  # is listed here, and the program has a process group of its own, so that it ends with all it started.
  class Transport
    PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

    # A node that cannot be reached, by what is known of it.
    class Impossible < Error; end

    # @param config [#transport, #key, #state, #run_timeout, #uses?]
    def initialize(config)
      @config = config
      @known_hosts = KnownHosts.new(File.join(config.state, 'known_hosts'))
    end

    # @return [Boolean] whether it needs facts of a node
    def needs_contact?
      @config.uses?('known_hosts') || @config.uses?('address')
    end

    # Starts the agent's run on a node.
    #
    # @param contact [Hash] the node's facts `ssh` and `networking`, when they are needed
    # @raise [Impossible]
    # @return [Child]
    def start(certname, job_id, contact, now)
      program, *arguments = arguments(certname, job_id, contact)
      reader, writer = IO.pipe
      pid = Process.spawn(environment, [program, program], *arguments, unsetenv_others: true, pgroup: true, close_others: true,
                                                                       chdir: '/', in: File::NULL, out: writer, err: writer)
      Child.new(pid, reader, now, @config.run_timeout)
    rescue SystemCallError => e
      reader&.close
      raise Impossible, e.message
    ensure
      writer&.close
    end

    # @raise [Impossible]
    # @return [Array<String>] the arguments, each placeholder replaced within its argument
    def arguments(certname, job_id, contact)
      values = { 'certname' => certname, 'job_id' => job_id, 'key' => @config.key }
      values['address'] = address(contact) if @config.uses?('address')
      values['known_hosts'] = host_keys(certname, contact) if @config.uses?('known_hosts')
      @config.transport.map { |word| word.gsub(/\{([a-z_]+)\}/) { values.fetch(Regexp.last_match(1)) } }
    end

    private

    def address(contact)
      KnownHosts.address(contact['networking']) || raise(Impossible, 'PuppetDB has no address of this node (fact networking)')
    end

    def host_keys(certname, contact)
      @known_hosts.write(certname, contact) || raise(Impossible, 'PuppetDB has no ssh host key of this node (fact ssh)')
    end

    def environment
      { 'PATH' => PATH, 'LANG' => 'C.UTF-8', 'HOME' => ENV['HOME'] }.compact
    end
  end

  # A program that was started for a node.
  class Child
    OUTPUT = 4096
    KILL_AFTER = 5

    # Twice as often as it takes to empty a pipe, which holds 64 KiB: what was started by the program may go on writing.
    LEFT_OVER = 32

    # How it ended: its exit code (nil when it was ended), the seconds it took, the end of what it said.
    Result = Struct.new(:code, :seconds, :output, :timed_out, keyword_init: true) do
      # @return [Boolean] whether the agent ran well: 0 without, 2 with changes (`--detailed-exitcodes`)
      def ok?
        [0, 2].include?(code)
      end
    end

    def initialize(pid, reader, now, timeout)
      @pid = pid
      @reader = reader
      @started = now
      @stop_at = now + timeout
      @output = String.new # of bytes
    end

    # Looks after it, without waiting.
    #
    # @return [Result, nil] nil while it runs
    def poll(now)
      listen
      _, status = Process.wait2(@pid, Process::WNOHANG)
      return end_by(now) unless status

      listen(LEFT_OVER)
      @reader.close
      signal('KILL') if @stopping # what it started and what did not end with it
      Result.new(code: status.exitstatus, seconds: (now - @started).round(1), output: @output.strip, timed_out: @timed_out)
    end

    # Asks it to end; what has not after some seconds is killed by `poll`.
    def stop(now)
      return if @stopping

      @stopping = true
      @kill_at = now + KILL_AFTER
      signal('TERM')
    end

    # Ends it at once.
    def kill
      signal('KILL')
      Process.wait(@pid)
    rescue Errno::ECHILD
      nil
    end

    private

    def end_by(now)
      if @stopping
        signal('KILL') if now >= @kill_at
      elsif now >= @stop_at
        @timed_out = true
        stop(now)
      end
      nil
    end

    # Reads what is there, a bit at a time, so that a program that says too much only waits for itself.
    def listen(times = 8)
      times.times { @output = (@output << @reader.read_nonblock(OUTPUT))[-OUTPUT..-1] || @output }
    rescue IO::WaitReadable, EOFError
      nil
    end

    def signal(name)
      Process.kill(name, -@pid)
    rescue Errno::ESRCH, Errno::EPERM
      nil
    end
  end
end
