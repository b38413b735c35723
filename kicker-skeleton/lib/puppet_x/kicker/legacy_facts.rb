# frozen_string_literal: true

module PuppetX
  module Kicker
    # The old names of facts, which Puppet 8 no longer sends, and where their values are in the structured ones.
    # Source: the list of legacy facts in Facter's documentation, https://www.puppet.com/docs/puppet/8/core_facts.html
    #
    # As in all of this folder there are no constants, at which a server with several environments would warn.
    module LegacyFacts
      module_function

      # The path of a fact below `facts`, as a list of keys. A name without an old meaning is taken as it is, at dots it
      # is cut into keys.
      def path_of(name)
        paths[name] || interface_path(name) || name.split('.')
      end

      # The facts together with the old names that are missing in them.
      def fill(facts)
        named = paths.transform_values { |path| dig(facts, path) }
        named.merge(interface_facts(facts)).compact.merge(facts)
      end

      # The value at a path, nil where there is none.
      def dig(facts, path)
        path.reduce(facts) { |value, key| value.is_a?(Hash) ? value[key] : nil }
      end

      # Old name => path.
      def paths
        @paths ||= {
          'architecture' => 'os.architecture',
          'bios_release_date' => 'dmi.bios.release_date',
          'bios_vendor' => 'dmi.bios.vendor',
          'bios_version' => 'dmi.bios.version',
          'boardmanufacturer' => 'dmi.board.manufacturer',
          'boardproductname' => 'dmi.board.product',
          'boardserialnumber' => 'dmi.board.serial_number',
          'chassistype' => 'dmi.chassis.type',
          'dhcp_servers' => 'networking.dhcp',
          'domain' => 'networking.domain',
          'fqdn' => 'networking.fqdn',
          'gid' => 'identity.group',
          'hardwareisa' => 'processors.isa',
          'hardwaremodel' => 'os.hardware',
          'hostname' => 'networking.hostname',
          'id' => 'identity.user',
          'ipaddress' => 'networking.ip',
          'ipaddress6' => 'networking.ip6',
          'lsbdistcodename' => 'os.distro.codename',
          'lsbdistdescription' => 'os.distro.description',
          'lsbdistid' => 'os.distro.id',
          'lsbdistrelease' => 'os.distro.release.full',
          'lsbmajdistrelease' => 'os.distro.release.major',
          'lsbminordistrelease' => 'os.distro.release.minor',
          'macaddress' => 'networking.mac',
          'manufacturer' => 'dmi.manufacturer',
          'memoryfree' => 'memory.system.available',
          'memorysize' => 'memory.system.total',
          'netmask' => 'networking.netmask',
          'netmask6' => 'networking.netmask6',
          'network' => 'networking.network',
          'network6' => 'networking.network6',
          'operatingsystem' => 'os.name',
          'operatingsystemmajrelease' => 'os.release.major',
          'operatingsystemrelease' => 'os.release.full',
          'osfamily' => 'os.family',
          'physicalprocessorcount' => 'processors.physicalcount',
          'processorcount' => 'processors.count',
          'productname' => 'dmi.product.name',
          'rubyplatform' => 'ruby.platform',
          'rubysitedir' => 'ruby.sitedir',
          'rubyversion' => 'ruby.version',
          'selinux' => 'os.selinux.enabled',
          'serialnumber' => 'dmi.product.serial_number',
          'sshdsakey' => 'ssh.dsa.key',
          'sshecdsakey' => 'ssh.ecdsa.key',
          'sshed25519key' => 'ssh.ed25519.key',
          'sshrsakey' => 'ssh.rsa.key',
          'swapfree' => 'memory.swap.available',
          'swapsize' => 'memory.swap.total',
          'uptime' => 'system_uptime.uptime',
          'uptime_days' => 'system_uptime.days',
          'uptime_hours' => 'system_uptime.hours',
          'uptime_seconds' => 'system_uptime.seconds',
          'uuid' => 'dmi.product.uuid',
        }.transform_values { |path| path.split('.') }
      end

      # Old name of a property of a network interface => its new one. All stand in front of the name of the interface.
      def interface_properties
        {
          'ipaddress' => 'ip', 'ipaddress6' => 'ip6', 'macaddress' => 'mac', 'mtu' => 'mtu',
          'netmask' => 'netmask', 'netmask6' => 'netmask6', 'network' => 'network', 'network6' => 'network6'
        }
      end

      # The path of an old name such as `ipaddress_eth0`, nil for another one.
      def interface_path(name)
        property, interface = name.split('_', 2)
        new_name = interface_properties[property]
        new_name && interface && ['networking', 'interfaces', interface, new_name]
      end

      # In old names whatever is no letter, digit or underscore of the name of an interface is an underscore.
      def interface_facts(facts)
        interfaces = dig(facts, ['networking', 'interfaces'])
        return {} unless interfaces.is_a?(Hash)

        names = interfaces.keys.map { |name| [name, name.gsub(%r{[^A-Za-z0-9_]}, '_')] }
        names.each_with_object('interfaces' => names.map(&:last).join(',')) do |(name, old), all|
          interface_properties.each { |property, key| all["#{property}_#{old}"] = dig(interfaces, [name, key]) }
        end
      end
    end
  end
end
