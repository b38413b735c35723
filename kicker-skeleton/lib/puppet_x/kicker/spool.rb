# frozen_string_literal: true

require 'json'
require 'securerandom'
require 'time'
require_relative 'names'

module PuppetX
  module Kicker
    # The folder through which kicks go from the Puppet Server to the dispatcher: a file for each kick in `new`.
    #
    # A file appears there whole or not at all, and stays over a crash of the machine. No link is followed, neither in
    # place of a folder nor of a file, and nothing is written where another user could have put or could read something.
    class Spool
      # What keeps a kick out of the spool: the message is for the log.
      class Refused < StandardError; end

      # The most kicks that may wait. Nodes may send as many reports as they like, and must not fill the disk.
      def self.most
        10_000
      end

      # The most kicks of one role by one node that may wait, so that no node takes the place of others. A kick waits
      # while the role has had its runs of an hour, and until failed nodes were run. A node that made so many meanwhile
      # changes in each run, and its next change kicks again.
      def self.most_of_one
        50
      end

      # path is the folder. It must be there: kicker::server makes it.
      def initialize(path)
        @path = path
      end

      # Puts a kick there, on disk when this returns. kick has the keys certname, target, environment, job_id (or nil)
      # and transaction_uuid (strings that have been checked), time is when the report came.
      #
      # Gives true, or false if the kick of this transaction waits already: then it stays as it is, since a report may
      # come twice, and a node may claim the transaction of another.
      # Raises Refused where the spool is not as it has to be or full, for all or for this node, SystemCallError where
      # writing failed.
      def put(kick, time)
        check_private(@path)
        fresh = folder('new')
        unfinished = folder('tmp')
        name = "#{kick['transaction_uuid']}.#{kick['target']}.json"
        place = File.join(fresh, name)
        return false if there?(place)
        check_room(fresh, kick)

        draft = File.join(unfinished, "#{name}.#{Process.pid}.#{SecureRandom.hex(8)}")
        written = write(draft, content(kick, time)) && link(draft, place)
        sync(fresh) if written
        written
      ensure
        # With or without a file in `new`, this name has done its work. The folder may be the one that is refused.
        File.unlink(draft) if draft && there?(draft)
      end

      private

      # A folder of the spool, made if it is not there.
      def folder(name)
        path = File.join(@path, name)
        begin
          Dir.mkdir(path, 0o700)
        rescue Errno::EEXIST
          check_private(path)
        end
        path
      end

      # Raises Refused unless this is a real folder of the user of this process, and nobody else's.
      def check_private(path)
        found = File.lstat(path)
        raise Refused, "#{path} is no folder, but a #{found.ftype}" unless found.directory?
        raise Refused, "#{path} belongs to user #{found.uid}, not to #{Process.euid}" if found.uid != Process.euid
        raise Refused, format('%<path>s has mode %<mode>o, not 700', path: path, mode: found.mode & 0o7777) if
          found.mode.anybits?(0o077)
      end

      # Raises Refused where too many kicks wait. Files are only read where this role has so many that they might all be
      # of this node.
      def check_room(folder, kick)
        names = Dir.children(folder)
        raise Refused, "#{folder} has #{self.class.most} kicks" if names.length >= self.class.most

        most = self.class.most_of_one
        same = names.select { |name| name.end_with?(".#{kick['target']}.json") }
        return if same.length < most

        own = same.lazy.select { |name| certname_in(File.join(folder, name)) == kick['certname'] }
        raise Refused, "#{most} kicks of this role by this node wait" if own.first(most).length == most
      end

      # Whose kick it is; nil for what is no file of a kick, or is gone by now. The dispatcher judges those.
      def certname_in(path)
        return nil unless File.lstat(path).file?

        text = File.binread(path, 16_384)
        kick = JSON.parse(text.force_encoding('UTF-8')) if text
        kick['certname'] if kick.is_a?(Hash)
      rescue SystemCallError, JSON::ParserError, EncodingError
        nil
      end

      def content(kick, time)
        JSON.generate(
          'version' => 1,
          'certname' => kick['certname'],
          'target' => kick['target'],
          'environment' => kick['environment'],
          'job_id' => kick['job_id'],
          'transaction_uuid' => kick['transaction_uuid'],
          'time' => time.getutc.iso8601(3),
        )
      end

      # EXCL alone refuses whatever is there, also a link that leads nowhere.
      def write(draft, text)
        flags = File::WRONLY | File::CREAT | File::EXCL
        flags |= File::NOFOLLOW if defined?(File::NOFOLLOW)
        File.open(draft, flags, 0o600) do |file|
          file.write(text)
          file.flush
          file.fsync
        end
        true
      end

      # Another name for the draft rather than a rename: that would replace a kick that waits already.
      def link(draft, place)
        File.link(draft, place)
        true
      rescue Errno::EEXIST
        false
      end

      # Makes the new name last. The kick is there already, so a file system that cannot do this makes no failure of it.
      def sync(path)
        File.open(path, &:fsync)
      rescue SystemCallError
        nil
      end

      def there?(path)
        File.lstat(path)
        true
      rescue Errno::ENOENT
        false
      end
    end
  end
end
