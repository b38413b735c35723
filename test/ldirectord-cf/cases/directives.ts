import { accepts, marked, needsNames, refuses, section, services, web, web6, type Case } from './case.ts';

const CHECKS = 'connect negotiate ping off on external external-perl'.split(' ');
const SERVICES =
  'dns ftp http https http_proxy imap imaps ldap ldaps mysql nntp none oracle pgsql pop pops radius simpletcp sip smtp submission'.split(
    ' ',
  );
const BY_PORT = {
  21: 'ftp', 25: 'smtp', 53: 'dns', 80: 'http', 110: 'pop', 119: 'nntp', 143: 'imap', 389: 'ldap', 443: 'https',
  587: 'submission', 636: 'ldaps', 993: 'imaps', 995: 'pops', 1521: 'oracle', 1812: 'radius', 3128: 'http_proxy',
  3306: 'mysql', 5060: 'sip', 5432: 'pgsql', 8080: 'none', 22: 'none',
}; // prettier-ignore

const numbers = [
  { name: 'checktimeout', says: 'invalid check timeout' },
  { name: 'negotiatetimeout', says: 'invalid negotiate timeout' },
  { name: 'checkcount', says: 'invalid check count' },
  { name: 'failurecount', says: 'invalid failure count' },
  { name: 'checkinterval', says: 'invalid checkinterval' },
];

const warningsOf = (name: string): string[] =>
  name === 'checkcount'
    ? ['checkcount option is deprecated']
    : name === 'checkinterval'
      ? ['checkinterval in virtual service tcp:10.0.0.100:80 ignored when fork=no']
      : [];

const quoted = [
  { name: 'receive', unset: '', says: 'invalid receive string' },
  { name: 'login', unset: '', says: 'invalid login string' },
  { name: 'passwd', unset: '', says: 'invalid password' },
  { name: 'database', unset: '', says: 'invalid database' },
  { name: 'secret', unset: '', says: 'invalid secret' },
];

/** Directives of a section. */
export const directiveCases: readonly Case[] = [
  // checktype
  accepts('no checktype', web(`ops=no`), services({ checktype: 'negotiate', num_connects: '0' })),
  ...Object.entries({ '3': '3', '-3': '3', connect5: '5', '0': '0', 'ping 2 x': '2' }).map(
    ([value, number]) =>
      accepts(
        `a digit in checktype makes it combined: ${value}`,
        web(`checktype=${value}`),
        services({ checktype: 'combined', num_connects: number }),
      ),
  ),
  ...CHECKS.map((word) =>
    accepts(`checktype=${word}`, web(`checktype=${word}`), services({ checktype: word })),
  ),
  accepts(
    'the first word of checktype counts',
    web('checktype=connect only'),
    services({ checktype: 'connect' }),
  ),
  ...['http', '', 'checks', 'Connect', 'external_perl'].map((value) =>
    refuses(
      `checktype=${value}`,
      web(`checktype=${value}`),
      'invalid-value',
      2,
      'checktype must be "connect", "negotiate", "on", "off", "ping", "external", "external-perl" or a positive number',
    ),
  ),

  // service
  ...SERVICES.map((word) =>
    accepts(`service=${word}`, marked(`service=${word}`), services({ service: word })),
  ),
  accepts('the first word of service counts', web('service=https x'), services({ service: 'https' })),
  accepts('a service ends at a -', web('service=http-proxy'), services({ service: 'http' })),
  ...['ssh', 'tcp', 'http2'].map((value) =>
    refuses(
      `service=${value}`,
      web(`service=${value}`),
      'invalid-value',
      2,
      'service must be dns, ftp, http, https, http_proxy, imap, imaps, ldap, ldaps, mysql, nntp, none, oracle, pop, pops, radius, pgsql, simpletcp, sip, smtp or submission',
    ),
  ),
  refuses('an empty service', web('service='), 'invalid-value', 2, 'service must be dns'),
  ...Object.entries(BY_PORT).map(([port, service]) =>
    accepts(
      `the service of port ${port}`,
      section(`virtual=10.0.0.100:${port}`, 'ops=no'),
      services({ service }),
    ),
  ),
  accepts(
    'the service of port 080',
    section('virtual=10.0.0.100:080', 'ops=no'),
    services({ service: 'none' }),
  ),
  accepts('the service of a firewall mark', marked('ops=no'), services({ service: 'none' })),

  // protocol
  accepts('no protocol', web('ops=no'), services({ protocol: 'tcp' })),
  ...['tcp', 'udp'].map((word) =>
    accepts(`protocol=${word}`, web(`protocol=${word}`), services({ protocol: word })),
  ),
  accepts('protocol=fwm', marked('protocol=fwm'), services({ protocol: 'fwm' })),
  ...['fwm', 'sctp', 'icmp'].map((word) =>
    refuses(
      `protocol=${word} with an address`,
      web(`protocol=${word}`),
      'invalid-value',
      2,
      'protocol must be tcp or udp if the virtual service is an address and port',
    ),
  ),
  ...['tcp', 'udp', 'sctp'].map((word) =>
    refuses(
      `protocol=${word} with a firewall mark`,
      marked(`protocol=${word}`),
      'invalid-value',
      2,
      'protocol must be fwm if the virtual service is a fwmark (a number)',
    ),
  ),
  refuses('an empty protocol', web('protocol='), 'invalid-value', 2, 'invalid protocol'),

  // scheduler and its flags
  accepts('no scheduler', web('ops=no'), services({ scheduler: 'wrr', schedflags: undefined })),
  ...'rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos'
    .split(' ')
    .map((word) => accepts(`scheduler=${word}`, web(`scheduler=${word}`), services({ scheduler: word }))),
  accepts('a scheduler that no kernel has', web('scheduler=nosuch'), services({ scheduler: 'nosuch' })),
  accepts('a capital of a scheduler is left aside', web('scheduler=Wlc'), services({ scheduler: 'lc' })),
  ...['RR', '', '5'].map((value) =>
    refuses(
      `scheduler=${value}`,
      web(`scheduler=${value}`),
      'invalid-value',
      2,
      'invalid scheduler, should be only lowercase letters (a-z)',
    ),
  ),
  accepts(
    'schedflags',
    web('schedflags=sh-port,sh-fallback'),
    services({ schedflags: 'sh-port,sh-fallback' }),
  ),
  accepts(
    'schedflags is one word',
    web('schedflags=mh-port mh-fallback'),
    services({ schedflags: 'mh-port' }),
  ),
  refuses('an empty schedflags', web('schedflags='), 'invalid-value', 2, 'invalid sched-flags'),

  // persistent and netmask
  accepts('no persistent', web('ops=no'), services({ persistent: undefined, netmask: undefined })),
  ...Object.entries({ '600': '600', '0': '0', '10m': '10', '-5': '5', '5.9': '5' }).map(([value, kept]) =>
    accepts(`persistent=${value}`, web(`persistent=${value}`), services({ persistent: kept })),
  ),
  ...['', 'yes'].map((value) =>
    refuses(
      `persistent=${value}`,
      web(`persistent=${value}`),
      'invalid-value',
      2,
      'invalid persistent timeout',
    ),
  ),
  accepts('netmask', web('persistent=5', 'netmask=255.255.255.0'), services({ netmask: '255.255.255.0' })),
  accepts('a netmask that is none', web('netmask=999.0.0.1'), services({ netmask: '999.0.0.1' })),
  accepts(
    'a netmask without persistent',
    web('netmask=255.255.255.0'),
    services({ netmask: '255.255.255.0', persistent: undefined }),
  ),
  ...['24', '/24', '255.255.255', '255.255.255.0/24', ''].map((value) =>
    refuses(
      `netmask=${value}`,
      web(`netmask=${value}`),
      'invalid-value',
      2,
      'invalid netmask: dotted quad notation is required',
    ),
  ),
  ...['1', '64', '128', '064'].map((value) =>
    accepts(`netmask=${value}, IPv6`, web6(`netmask=${value}`), services({ netmask: value })),
  ),
  ...['0', '129', 'ffff::', '255.255.255.0', '64 ', ''].map((value) =>
    refuses(
      `netmask=${value}, IPv6`,
      web6(`netmask=${value}`),
      'invalid-value',
      2,
      'invalid netmask: a prefix length between 1 and 128 is required',
    ),
  ),

  // ops, quiescent, cleanstop
  accepts('no ops', web('quiescent=no'), services({ ops: 'no' })),
  accepts('ops with datagrams', web('protocol=udp', 'ops=yes'), services({ ops: 'yes' })),
  accepts('ops with streams', web('ops=yes'), services({ ops: 'yes', protocol: 'tcp' })),
  accepts('ops with a firewall mark', marked('ops=yes'), services({ ops: 'yes' })),
  ...['quiescent', 'cleanstop'].flatMap((name) => [
    accepts(`no ${name}: the global one`, web('ops=no'), services({ [name]: undefined })),
    ...['yes', 'no'].map((value) =>
      accepts(`${name}=${value}`, web(`${name}=${value}`), services({ [name]: value })),
    ),
  ]),
  ...['ops', 'quiescent', 'cleanstop'].flatMap((name) =>
    ['', 'on', '1', '"yes"'].map((value) =>
      refuses(
        `${name}=${value}`,
        web(`${name}=${value}`),
        'invalid-value',
        2,
        `${name} must be 'yes' or 'no'`,
      ),
    ),
  ),

  // numbers
  ...numbers.flatMap(({ name, says }) => [
    accepts(
      `no ${name}: the global one`,
      web('ops=no'),
      services({ [name]: name === 'checkinterval' ? undefined : '-1' }),
    ),
    ...['5', '-5', '5s', '5.9', 'x5'].map((value) =>
      accepts(`${name}=${value}`, web(`${name}=${value}`), services({ [name]: '5' }), warningsOf(name)),
    ),
    ...['0', '', 'x'].map((value) =>
      refuses(`${name}=${value}`, web(`${name}=${value}`), 'invalid-value', 2, says),
    ),
  ]),
  {
    rule: '00 passes for a time-out of a section, and is none',
    text: web('checktimeout=00'),
    expected: {
      accepted: services({ checktimeout: '00' }),
      timeouts: [{ check: '0', negotiate: '0' }],
      warnings: [],
    },
  },
  accepts(
    'a checkinterval of a section with fork',
    `${web('checkinterval=5')}fork=yes\n`,
    services({ checkinterval: '5' }),
  ),

  // checkport
  accepts('no checkport', web('ops=no'), services({ checkport: undefined })),
  ...Object.entries({ '1': '1', '65535': '65535', '-8080': '8080', '80x': '80' }).map(([value, port]) =>
    accepts(`checkport=${value}`, web(`checkport=${value}`), services({ checkport: port })),
  ),
  ...['', 'http'].map((value) =>
    refuses(`checkport=${value}`, web(`checkport=${value}`), 'invalid-value', 2, 'invalid port'),
  ),
  ...['0', '65536'].map((value) =>
    refuses(
      `checkport=${value}`,
      web(`checkport=${value}`),
      'invalid-value',
      2,
      'checkport must be in range 1..65536',
    ),
  ),

  // checkcommand
  accepts('no checkcommand', web('ops=no'), services({ checkcommand: '/bin/true' })),
  accepts('a checkcommand in quotes', web('checkcommand="/bin/a"'), services({ checkcommand: '/bin/a' })),
  accepts('a checkcommand without', web('checkcommand=/bin/a'), services({ checkcommand: '/bin/a' })),
  accepts(
    'a checkcommand with arguments is one name',
    web('checkcommand="/bin/sh -c true"'),
    services({ checkcommand: '/bin/sh -c true' }),
  ),
  accepts(
    'a checkcommand that does not exist',
    web('checktype=external', 'checkcommand=/no/such'),
    services({ checkcommand: '/no/such' }),
  ),
  accepts(
    'an external check without a checkcommand',
    web('checktype=external'),
    services({ checktype: 'external', checkcommand: '/bin/true' }),
  ),
  ...['', '""'].map((value) =>
    refuses(
      `checkcommand=${value}`,
      web(`checkcommand=${value}`),
      'invalid-value',
      2,
      'invalid check command',
    ),
  ),

  // request
  accepts('no request', web('ops=no'), services({ request: '/' })),
  accepts('a request with a slash', web('request="/ok"'), services({ request: '/ok' })),
  accepts('a request without', web('request="ok"'), services({ request: '/ok' })),
  accepts(
    'a request that is a URL becomes a path',
    web('request="http://www.oe.example/"'),
    services({ request: '/http://www.oe.example/' }),
  ),
  accepts(
    'a request for a database',
    section('virtual=10.0.0.100:3306', 'request="SELECT 1"'),
    services({ request: '/SELECT 1' }),
  ),
  accepts('quotes in a request stay', web('request="a"b"'), services({ request: '/a"b' })),
  accepts('what is behind a request is left aside', web('request="a" b'), services({ request: '/a' })),
  refuses('an empty request', web('request=""'), 'invalid-value', 2, 'no request string specified'),

  // receive, login, passwd, database, secret
  ...quoted.flatMap(({ name, unset, says }) => [
    accepts(`no ${name}`, web('ops=no'), services({ [name]: unset })),
    accepts(`${name} in quotes`, web(`${name}="a b"`), services({ [name]: 'a b' })),
    refuses(`an empty ${name}`, web(`${name}=""`), 'invalid-value', 2, says),
  ]),
  accepts('a receive that is no expression', web('receive="("'), services({ receive: '(' })),
  ...['request', 'receive', 'login', 'passwd', 'database', 'secret', 'load'].flatMap((name) => [
    refuses(
      `${name} without quotes`,
      web(`${name}=/a`),
      'unknown-directive',
      2,
      `Unknown command "\t${name}=/a\n"`,
    ),
    refuses(`an empty ${name} without quotes`, web(`${name}=`), 'unknown-directive', 2, 'Unknown command'),
    refuses(`${name} with only one quote`, web(`${name}="a`), 'unknown-directive', 2, 'Unknown command'),
  ]),
  accepts(
    'the login of ftp, where it is written',
    marked('service=ftp'),
    services({ login: 'anonymous', passwd: 'ldirectord@director' }),
  ),
  accepts(
    'the login of sip, where it is written',
    marked('service=sip'),
    services({ login: 'ldirectord@director', passwd: '' }),
  ),
  accepts(
    'not by port 21',
    section('virtual=10.0.0.100:21', 'ops=no'),
    services({ service: 'ftp', login: '', passwd: '' }),
  ),
  accepts(
    'not by port 5060',
    section('virtual=10.0.0.100:5060', 'ops=no'),
    services({ service: 'sip', login: '' }),
  ),
  accepts(
    'a login before ftp stays',
    web('login="a"', 'service=ftp'),
    services({ login: 'a', passwd: 'ldirectord@director' }),
  ),
  accepts(
    'a login behind ftp stays',
    web('service=ftp', 'login="a"', 'passwd="b"'),
    services({ login: 'a', passwd: 'b' }),
  ),
  accepts(
    'the login of ftp stays with another service',
    web('service=ftp', 'service=http'),
    services({ service: 'http', login: 'anonymous' }),
  ),

  // httpmethod and virtualhost
  accepts('no httpmethod', web('ops=no'), services({ httpmethod: 'GET', virtualhost: undefined })),
  ...['GET', 'get', 'Head', 'HEAD'].map((value) =>
    accepts(`httpmethod=${value}`, web(`httpmethod=${value}`), services({ httpmethod: value.toUpperCase() })),
  ),
  ...['POST', '', 'HEADER'].map((value) =>
    refuses(
      `httpmethod=${value}`,
      web(`httpmethod=${value}`),
      'invalid-value',
      2,
      'httpmethod must be GET or HEAD',
    ),
  ),
  accepts('a virtualhost', web('virtualhost=www.oe.example'), services({ virtualhost: 'www.oe.example' })),
  accepts(
    'a virtualhost in quotes',
    web('virtualhost="www.oe.example"'),
    services({ virtualhost: 'www.oe.example' }),
  ),
  accepts('an empty virtualhost', web('virtualhost='), services({ virtualhost: '' })),
  accepts('an empty virtualhost in quotes', web('virtualhost=""'), services({ virtualhost: '' })),

  // fallback
  accepts('no fallback', web('ops=no'), services({ fallback: undefined, fallbackcommand: undefined })),
  accepts(
    'a fallback without a port has that of the service',
    web('fallback=127.0.0.1'),
    services({ fallback: { server: '127.0.0.1', port: '80', forward: 'gate' } }),
  ),
  accepts(
    'the port of the service as it is written: by name',
    section('virtual=10.0.0.100:http', 'fallback=127.0.0.1 masq'),
    services({ fallback: { server: '127.0.0.1', port: '80', forward: 'masq' } }),
  ),
  accepts(
    'the port of the service as it is written: with a zero',
    section('virtual=10.0.0.100:080', 'fallback=127.0.0.1'),
    services({ fallback: { port: '080' } }),
  ),
  accepts(
    'a fallback with a firewall mark',
    marked('fallback=127.0.0.1'),
    services({ fallback: { server: '127.0.0.1', port: '0' } }),
  ),
  accepts(
    'a fallback with a port',
    web('fallback=127.0.0.1:8080 ipip'),
    services({ fallback: { port: '8080', forward: 'ipip' } }),
  ),
  accepts('an empty fallback', web('fallback='), services({ fallback: { server: '127.0.0.1', port: '80' } })),
  accepts(
    'a fallback6',
    web6('fallback6=[2001:db8::9] gate'),
    services({ fallback: { server: '[2001:db8::9]', port: '80' } }),
  ),
  refuses(
    'fallback6 in virtual',
    web('fallback6=[2001:db8::9]'),
    'wrong-family',
    2,
    'cannot specify "fallback6" here.  please use "fallback" instead',
  ),
  refuses(
    'fallback in virtual6',
    web6('fallback=127.0.0.1'),
    'wrong-family',
    2,
    'cannot specify "fallback" here.  please use "fallback6" instead',
  ),
  refuses(
    'a fallback with another method',
    web('fallback=127.0.0.1 nat'),
    'invalid-forwarding',
    2,
    'forward method must be gate, masq or ipip',
  ),
  refuses(
    'a fallback with three words',
    web('fallback=127.0.0.1 gate 5'),
    'invalid-forwarding',
    2,
    'forward method must be',
  ),
  refuses(
    'a fallback with a port too high',
    web('fallback=127.0.0.1:65536'),
    'invalid-fallback',
    2,
    'invalid port for fallback server',
  ),
  refuses(
    'a fallback by name of port with a firewall mark',
    marked('fallback=127.0.0.1:http'),
    'invalid-fallback',
    2,
    'invalid port for fallback server',
  ),
  refuses(
    'a fallback of the other family',
    web('fallback=[2001:db8::9]:80'),
    'invalid-fallback',
    2,
    'invalid IPv4 address or could not resolve for fallback server: [2001:db8::9]',
  ),
  needsNames('a fallback by name', web('fallback=sorry.oe.example:80'), 'sorry.oe.example', 2),
  accepts(
    'a fallbackcommand in quotes',
    web('fallbackcommand="/bin/a b"'),
    services({ fallbackcommand: '/bin/a b' }),
  ),
  accepts(
    'a fallbackcommand without',
    web('fallbackcommand=/bin/a b'),
    services({ fallbackcommand: '/bin/a b' }),
  ),
  ...['', '""'].map((value) =>
    refuses(
      `fallbackcommand=${value}`,
      web(`fallbackcommand=${value}`),
      'invalid-value',
      2,
      'invalid fallback command',
    ),
  ),

  // mail
  accepts(
    'mail settings: the global ones',
    web('ops=no'),
    services({
      emailalert: undefined,
      emailalertfreq: undefined,
      emailalertstatus: undefined,
      smtp: undefined,
    }),
  ),
  accepts(
    'mail settings',
    web(
      'emailalert="a@oe.example"',
      'emailalertfreq=60s',
      'emailalertstatus=starting, stopping',
      'smtp=mail.oe.example x',
    ),
    services({
      emailalert: 'a@oe.example',
      emailalertfreq: '60',
      emailalertstatus: '5',
      smtp: 'mail.oe.example',
    }),
  ),
  refuses('an empty emailalert', web('emailalert='), 'invalid-value', 2, 'no email address specified'),
  refuses(
    'a negative emailalertfreq',
    web('emailalertfreq=-5'),
    'invalid-value',
    2,
    'invalid email alert frequency',
  ),
  refuses(
    'an unknown emailalertstatus',
    web('emailalertstatus=dead'),
    'invalid-value',
    2,
    'invalid email alert status at: "dead"',
  ),
  refuses('none and all', web('emailalertstatus=none,all'), 'invalid-value', 2, 'specified with "none"'),
  refuses('smtp in quotes', web('smtp="mail.oe.example"'), 'invalid-value', 2, 'invalid SMTP server address'),

  // the rest
  accepts(
    'a monitorfile in quotes',
    web('monitorfile="/var/log/a.log"'),
    services({ monitorfile: '/var/log/a.log' }),
  ),
  accepts(
    'a monitorfile without',
    web('monitorfile=/var/log/a.log'),
    services({ monitorfile: '/var/log/a.log' }),
  ),
  accepts(
    'servicename is the rest of the line',
    web('servicename=Web "shop" '),
    services({ servicename: 'Web "shop" ' }),
  ),
  accepts(
    'comment is the rest of the line',
    web('comment=for the shop '),
    services({ comment: 'for the shop ' }),
  ),
  accepts(
    'neither',
    web('ops=no'),
    services({ servicename: undefined, comment: undefined, monitorfile: undefined, load: undefined }),
  ),
  accepts('load', web('load="a b"'), services({ load: 'a' })),
  refuses('a load without a word', web('load="-"'), 'invalid-value', 2, 'invalid string for load testing'),
  refuses('an unknown directive', web('bogus=5'), 'unknown-directive', 2, 'Unknown command "\tbogus=5\n"'),
  refuses('a directive without =', web('quiescent yes'), 'unknown-directive', 2, 'Unknown command'),
  refuses(
    'the first mistake counts',
    web('ops=maybe', 'checkport=0', 'bogus=5'),
    'invalid-value',
    2,
    "ops must be 'yes' or 'no'",
  ),
];

/** Each file as it sets the time-outs of checks, and those that are in force. */
const timeouts = (globals: string, own: readonly string[], check: string, negotiate: string): Case => ({
  rule: `time-outs with ${JSON.stringify(globals)} and ${own.join(', ') || 'nothing'} in the section`,
  text: `${globals}${web('ops=no', ...own)}`,
  expected: { accepted: {}, timeouts: [{ check, negotiate }], warnings: [] },
});

/** Which of the time-outs is in force. */
export const precedenceCases: readonly Case[] = [
  timeouts('', [], '5', '30'),
  timeouts('checktimeout=1\n', [], '1', '1'),
  timeouts('negotiatetimeout=2\n', [], '2', '2'),
  timeouts('checktimeout=1\nnegotiatetimeout=2\n', [], '1', '2'),
  timeouts('', ['checktimeout=3'], '3', '3'),
  timeouts('', ['negotiatetimeout=4'], '4', '4'),
  timeouts('', ['checktimeout=3', 'negotiatetimeout=4'], '3', '4'),
  timeouts('checktimeout=1\n', ['negotiatetimeout=4'], '4', '4'),
  timeouts('negotiatetimeout=2\n', ['checktimeout=3'], '3', '3'),
  timeouts('checktimeout=1\nnegotiatetimeout=2\n', ['checktimeout=3'], '3', '3'),
  timeouts('checktimeout=1\nnegotiatetimeout=2\n', ['negotiatetimeout=4'], '4', '4'),
  timeouts('checktimeout=1\nnegotiatetimeout=2\n', ['checktimeout=3', 'negotiatetimeout=4'], '3', '4'),
];

/** What the daemon takes without a word, although it cannot work. */
export const uncheckedCases: readonly Case[] = [
  accepts(
    'thresholds the wrong way round',
    web('real=10.0.0.1:80 gate 1 l:9 u:1'),
    services({ real: [{ 'l-threshold': '9', 'u-threshold': '1' }] }),
  ),
  ...['mysql', 'pgsql', 'oracle'].map((service) =>
    accepts(
      `${service} without login and request`,
      web(`service=${service}`),
      services({ service, login: '', request: '/' }),
    ),
  ),
  accepts(
    'dns without receive',
    section('virtual=10.0.0.100:53', 'ops=no'),
    services({ service: 'dns', receive: '' }),
  ),
  accepts(
    'datagrams with a check of streams',
    web('protocol=udp', 'service=http'),
    services({ protocol: 'udp', service: 'http' }),
  ),
  accepts(
    'real servers of another network',
    web('real=192.0.2.1:80 gate'),
    services({ real: [{ server: '192.0.2.1' }] }),
  ),
  accepts(
    'a global fallback with a firewall mark',
    `fallback=127.0.0.1\n${marked('ops=no')}`,
    services({ fwm: '7', fallback: undefined }),
  ),
];
