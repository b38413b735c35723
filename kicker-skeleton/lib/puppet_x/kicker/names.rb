# frozen_string_literal: true

module PuppetX
  module Kicker
    # The forms of what a kick is made of. All of it was said by the node that sent the report, so all of it is hostile
    # until it has one of these forms.
    #
    # A Puppet Server loads this file once for each environment that has it. So these are methods, which may be defined
    # again, and no constants, at which Ruby warns.
    module Names
      module_function

      # Whether this is the name of a role, as the inventory allows them (at most 41 characters, no path can be one).
      def role?(text)
        plain?(text, 41) && %r{\A[a-z][a-z0-9_-]*\z}.match?(text)
      end

      # Whether this is a certname, as Puppet allows them, that can be neither an option nor a path.
      def certname?(text)
        plain?(text, 253) && %r{\A[a-z0-9][a-z0-9._-]*\z}.match?(text)
      end

      # Whether this is the name of an environment, as Puppet allows them.
      def environment?(text)
        plain?(text, 100) && %r{\A[A-Za-z0-9_]+\z}.match?(text)
      end

      # Whether this is a UUID as Puppet writes it.
      def uuid?(text)
        plain?(text, 36) && %r{\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z}.match?(text)
      end

      # Whether this is the job id of a kicked run: `kick/ID/ROLE,ROLE`, with the roles that the kick went through.
      def job_id?(text)
        plain?(text, 512) &&
          %r{\Akick/[0-9a-f]{16}/[a-z][a-z0-9_-]{0,40}(?:,[a-z][a-z0-9_-]{0,40}){0,31}\z}.match?(text)
      end

      # Any value as a short piece of one line of a log, in ASCII: nothing in it can make a line, or steer a terminal.
      def quote(value)
        return value.class.name unless value.is_a?(String)

        text = value.byteslice(0, 80).dump
        (value.bytesize > 80) ? "#{text}..." : text
      end

      # Whether this is a string of ASCII of at most that length. A pattern must not meet another one: it raises at
      # bytes that are no text in their encoding.
      def plain?(text, most)
        text.is_a?(String) && text.bytesize <= most && text.ascii_only?
      end
    end
  end
end
