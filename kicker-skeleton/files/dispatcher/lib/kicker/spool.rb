# frozen_string_literal: true

require 'fileutils'
require 'securerandom'
require_relative 'errors'
require_relative 'kick'
require_relative 'names'

module Kicker
  # The spool: a folder of its user alone, with a file for each kick in `new/`. A file stays there until all of its work is done,
  # so neither a restart nor `kill -9` loses a kick. Whatever else lies there is never followed, and put aside in `refused/`.
  class Spool
    FOLDERS = %w[new tmp refused given-up].freeze
    LARGEST = 16_384
    KEPT = 100
    AT_ONCE = 200

    # Makes the folders below the spool that are missing.
    #
    # @raise [ConfigError] when there is no spool, or others could write into it
    def initialize(path)
      @path = path
      stat = File.lstat(path)
      raise ConfigError, "#{path} is no folder" unless stat.directory?
      raise ConfigError, "#{path} belongs to another user" unless stat.uid == Process.euid
      raise ConfigError, "#{path} is open to other users: its mode has to be 0700" unless (stat.mode & 0o077).zero?

      FOLDERS.each { |folder| make(folder) }
    rescue SystemCallError => e
      raise ConfigError, e.message
    end

    # @param known [#key?] names that are not wanted
    # @return [Array<String>] names in `new/`, a few at once
    def names(known)
      Dir.children(folder('new')).reject { |name| known.key?(name) }.first(AT_ONCE)
    end

    # @raise [Malformed] for whatever is not a file with a kick
    # @raise [Errno::ENOENT] when it is gone
    # @return [Kick]
    def read(name)
      raise Malformed, 'no name of a kick' unless kick?(name)

      Kick.parse(name, text(folder('new', name)))
    end

    # Puts a file aside. Only the youngest are kept.
    def refuse(name)
      plain = name.dup.force_encoding('BINARY').gsub(/[^A-Za-z0-9._-]/n, '_')[0, 100]
      stamp = Time.now.utc.strftime('%Y%m%dT%H%M%S.%6N')
      File.rename(folder('new', name), folder('refused', "#{stamp}-#{SecureRandom.hex(2)}-#{plain}"))
      keep_last('refused', Dir.children(folder('refused')).sort)
    end

    # Puts a kick in, so that it is there as a whole or not at all, also after a loss of power.
    #
    # @param kick [Kick]
    def put(kick)
      draft = folder('tmp', "#{kick.name}.#{Process.pid}.#{SecureRandom.hex(4)}")
      File.open(draft, File::WRONLY | File::CREAT | File::EXCL | File::NOFOLLOW, 0o600) do |file|
        file.write(kick.to_json)
        file.fsync
      end
      File.rename(draft, folder('new', kick.name))
      sync('new')
    end

    # Removes drafts of writers that ended before they were done: those that are older than a time.
    #
    # @param before [Numeric] seconds since 1970
    def sweep(before)
      Dir.children(folder('tmp')).each do |name|
        gone_is_fine { File.unlink(folder('tmp', name)) if File.lstat(folder('tmp', name)).mtime.to_f < before }
      end
    end

    # Removes kicks whose work is done.
    def remove(names)
      names.each { |name| gone_is_fine { File.unlink(folder('new', name)) } }
      sync('new')
    end

    # Keeps kicks of a target for an operator that could not be done. Only the youngest: one alone would run all nodes.
    def give_up(target, names)
      move(names, 'new', 'given-up')
      keep_last('given-up', given_up(target).sort_by { |name| age(folder('given-up', name)) }.reverse)
    end

    # Removes what was given up of a target, since its work is done.
    #
    # @return [Integer] how many kicks
    def clear_given_up(target)
      given_up(target).each { |name| gone_is_fine { File.unlink(folder('given-up', name)) } }.length
    end

    # Puts all kicks that were given up back.
    #
    # @return [Integer] how many
    def retry
      names = Dir.children(folder('given-up')).select { |name| kick?(name) }
      move(names, 'given-up', 'new')
      names.length
    end

    # @return [Hash{String => Integer}] how many files are in new, refused and given-up
    def counts
      %w[new refused given-up].map { |name| [name, Dir.children(folder(name)).length] }.to_h
    end

    private

    def folder(*names)
      File.join(@path, *names)
    end

    # No pattern takes a name that is no text of its encoding, but raises an ArgumentError.
    def kick?(name)
      name.ascii_only? && Names::SPOOLED.match?(name)
    end

    def given_up(target)
      Dir.children(folder('given-up')).select { |name| kick?(name) && name.end_with?(".#{target}.json") }
    end

    def age(path)
      Time.now - File.lstat(path).mtime
    rescue Errno::ENOENT
      0
    end

    # Removes all but the last so many.
    def keep_last(name, children)
      children.first([children.length - KEPT, 0].max).each { |old| FileUtils.remove_entry(folder(name, old), true) }
    end

    def make(name)
      Dir.mkdir(folder(name), 0o700)
    rescue Errno::EEXIST
      raise ConfigError, "#{folder(name)} is no folder" unless File.lstat(folder(name)).directory?
    end

    # What is looked at and what is opened are compared, since the name may have been given to another file in between.
    def text(path)
      stat = File.lstat(path)
      raise Malformed, "no plain file but a #{stat.ftype}" unless stat.file?
      raise Malformed, 'too large' if stat.size > LARGEST

      File.open(path, File::RDONLY | File::NOFOLLOW | File::NONBLOCK) do |file|
        raise Malformed, 'changes while it is read' unless file.stat.file? && file.stat.ino == stat.ino

        content = file.read(LARGEST + 1).to_s
        content.bytesize > LARGEST ? raise(Malformed, 'too large') : content
      end
    rescue Errno::ELOOP, Errno::EACCES, Errno::EPERM => e
      raise Malformed, e.message
    end

    def move(names, from, to)
      names.each { |name| gone_is_fine { File.rename(folder(from, name), folder(to, name)) } }
      [to, from].each { |name| sync(name) }
    end

    def sync(name)
      File.open(folder(name), &:fsync)
    end

    def gone_is_fine
      yield
    rescue Errno::ENOENT
      nil
    end
  end
end
