# frozen_string_literal: true

# The public key by which the dispatcher on this server logs in to the nodes that it kicks, without its comment.
#
# The folder belongs to the user of the Puppet Server and facts are read by root, so only a plain file is read, and only
# a key is given.
Facter.add(:kicker_public_key) do
  confine kernel: 'Linux'

  setcode do
    path = '/var/lib/kicker/id_ed25519.pub'
    begin
      # NONBLOCK: a pipe in its place must not hold the run.
      text = File.open(path, File::RDONLY | File::NOFOLLOW | File::NONBLOCK) do |file|
        file.stat.file? ? file.read(1024) : nil
      end
    rescue SystemCallError
      text = nil
    end
    text &&= text.force_encoding('UTF-8')
    next unless text&.valid_encoding?

    # A key of this kind has one length, and its first bytes name the kind.
    text[%r{\A(ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43})(?: [^\r\n]{0,255})?\n?\z}, 1]
  end
end
