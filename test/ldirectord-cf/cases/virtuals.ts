import { accepts, needsNames, refuses, section, services, type Case } from './case.ts';

/** A service alone in a file, with a blank line so that it is not the last. */
const alone = (value: string, name = 'virtual'): string => `${name}=${value}\n\n`;

/** What stands behind `virtual=` and `virtual6=`. */
export const virtualCases: readonly Case[] = [
  accepts(
    'an address and a port',
    alone('10.0.0.100:80'),
    services({ server: '10.0.0.100', port: '80', protocol: 'tcp', fwm: undefined }),
  ),
  accepts(
    'a port by name',
    alone('10.0.0.100:http'),
    services({ server: '10.0.0.100', port: '80', protocol: 'tcp' }),
  ),
  accepts('port 53 is for datagrams', alone('10.0.0.100:53'), services({ port: '53', protocol: 'udp' })),
  accepts('port domain too', alone('10.0.0.100:domain'), services({ port: '53', protocol: 'udp' })),
  accepts('port 053 is not', alone('10.0.0.100:053'), services({ port: '053', protocol: 'tcp' })),
  needsNames('a name and a port', alone('www.oe.example:80'), 'www.oe.example', 1),
  accepts(
    'what is behind the port is left aside',
    alone('10.0.0.100:80 # junk, 5'),
    services({ server: '10.0.0.100', port: '80' }),
  ),
  accepts(
    'a port is left aside behind a port',
    alone('10.0.0.100:80:90'),
    services({ server: '10.0.0.100', port: '80' }),
  ),

  accepts(
    'an address without a port is a firewall mark',
    alone('10.0.0.1'),
    services({ fwm: '10', protocol: 'fwm', server: undefined }),
  ),
  accepts(
    'a number is a firewall mark',
    alone('7'),
    services({ fwm: '7', protocol: 'fwm', port: '0', service: 'none' }),
  ),
  accepts('the digits before anything else are a firewall mark', alone('7abc'), services({ fwm: '7' })),
  accepts('0 is a firewall mark', alone('0'), services({ fwm: '0' })),

  needsNames('10.0.0.999 may be a name', alone('10.0.0.999:80'), '10.0.0.999', 1),
  refuses(
    'an unknown service',
    section('virtual=10.0.0.100:nosuch', 'scheduler=rr', 'ops=no'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  refuses(
    'a port too high',
    section('virtual=10.0.0.100:65536', 'ops=no'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  accepts('the highest port', alone('10.0.0.100:65535'), services({ port: '65535' })),
  accepts('port 0', alone('10.0.0.100:0'), services({ port: '0' })),
  refuses('nothing', alone(''), 'invalid-virtual', 1, 'invalid address for virtual server'),
  refuses(
    'a name without a port',
    alone('www.oe.example'),
    'invalid-virtual',
    1,
    'invalid address for virtual server',
  ),

  refuses(
    'an address of IPv6 in virtual',
    alone('[2001:db8::1]:80'),
    'wrong-family',
    1,
    'cannot specify an IPv6 address here. please use "virtual6" instead.',
  ),
  accepts(
    'an address of IPv6',
    alone('[2001:db8::1]:80', 'virtual6'),
    services({ addressfamily: '6', server: '[2001:db8::1]', port: '80' }),
  ),
  accepts(
    'a port by name, IPv6',
    alone('[2001:db8::1]:https', 'virtual6'),
    services({ port: '443', service: 'https' }),
  ),
  accepts('port 53, IPv6', alone('[2001:db8::1]:53', 'virtual6'), services({ port: '53', protocol: 'udp' })),
  accepts(
    'a firewall mark of IPv6',
    alone('7', 'virtual6'),
    services({ addressfamily: '6', fwm: '7', protocol: 'fwm' }),
  ),
  refuses(
    'IPv6 without brackets',
    alone('::1', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid address for virtual server',
  ),
  refuses(
    'IPv6 without brackets, begun with a group',
    alone('2001:db8::1', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  refuses(
    'IPv6 without a port',
    alone('[2001:db8::1]', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid address for virtual server',
  ),
  refuses(
    'IPv6 with a dotted end',
    alone('[::ffff:10.0.0.1]:80', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid address for virtual server',
  ),
  accepts(
    'the same in hexadecimal is lost',
    alone('[::ffff:a00:1]:80', 'virtual6'),
    services({ server: '[', port: '' }),
  ),
  refuses(
    'a bad address of IPv6',
    alone('[1::2::3]:80', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid ipv6 address for virtual server',
  ),
  refuses(
    'an address of IPv4 in virtual6',
    alone('10.0.0.100:80', 'virtual6'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),

  refuses(
    'a service twice: the line behind the second section',
    'virtual=10.0.0.100:80\n\tops=no\n\nvirtual=10.0.0.100:80\n\tops=no\n\tops=no\n\nquiescent=no\n',
    'duplicate-virtual',
    7,
    'duplicate virtual server',
  ),
  refuses(
    'a service twice, at the end of the file: the last line',
    'virtual=10.0.0.100:80\n\tops=no\nvirtual=10.0.0.100:80\n\tops=no\n',
    'duplicate-virtual',
    4,
    'duplicate virtual server',
  ),
  refuses(
    'a service twice, once by name',
    `${alone('10.0.0.100:80')}${alone('10.0.0.100:http')}`,
    'duplicate-virtual',
    4,
    'duplicate virtual server',
  ),
  refuses(
    'a firewall mark twice',
    `${alone('7')}${alone('7')}`,
    'duplicate-virtual',
    4,
    'duplicate virtual server',
  ),
  refuses(
    'an address of IPv6 twice, written in two ways',
    `${alone('[2001:db8::1]:80', 'virtual6')}${alone('[2001:DB8:0::1]:80', 'virtual6')}`,
    'duplicate-virtual',
    4,
    'duplicate virtual server',
  ),
  accepts(
    'streams and datagrams on one port',
    section('virtual=10.0.0.100:53', 'protocol=tcp') + alone('10.0.0.100:53'),
    services({ protocol: 'tcp' }, { protocol: 'udp' }),
  ),
  accepts(
    'a firewall mark in both families',
    `${alone('7')}${alone('7', 'virtual6')}`,
    services({ fwm: '7' }, { fwm: '7' }),
  ),
  accepts(
    'ports 80 and 080 are two',
    `${alone('10.0.0.100:80')}${alone('10.0.0.100:080')}`,
    services({ port: '80' }, { port: '080' }),
  ),

  accepts('no real server', alone('10.0.0.100:80'), services({ real: [] })),

  accepts(
    'the protocol is known when a port by name is looked for',
    section('virtual=10.0.0.100:tftp', 'protocol=udp'),
    services({ port: '69', protocol: 'udp' }),
  ),
  refuses(
    'a port that only datagrams have',
    section('virtual=10.0.0.100:tftp', 'ops=no'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  refuses(
    'a port that only streams have',
    section('virtual=10.0.0.100:ssh', 'protocol=udp'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  refuses(
    'names are looked for after the section: a mistake further down comes first',
    section('virtual=10.0.0.100:nosuch', 'real=10.0.0.1:nosuch gate', 'nosuch=5'),
    'unknown-directive',
    3,
    'Unknown command',
  ),
  refuses(
    'names are looked for after the section: the service before its real servers',
    section('virtual=10.0.0.100:nosuch', 'real=10.0.0.1:nosuch gate'),
    'invalid-virtual',
    1,
    'invalid address for virtual service',
  ),
  refuses(
    'names are looked for after the section: the fallback before the service',
    section('virtual=10.0.0.100:nosuch', 'fallback=127.0.0.1:nosuch'),
    'invalid-fallback',
    2,
    'invalid port for fallback server',
  ),
];
