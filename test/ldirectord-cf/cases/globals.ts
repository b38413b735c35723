import { accepts, needsNames, refuses, web, type Case, type Meaning } from './case.ts';

const numbers = [
  { name: 'checktimeout', says: 'invalid check timeout value', unset: '-1' },
  { name: 'negotiatetimeout', says: 'invalid negotiate timeout value', unset: '-1' },
  { name: 'checkinterval', says: 'invalid check interval value', unset: '10' },
  { name: 'checkcount', says: 'invalid check count value', unset: '1' },
  { name: 'failurecount', says: 'invalid failure count value', unset: '1' },
];

const switches = [
  { name: 'autoreload', unset: 'no' },
  { name: 'fork', unset: 'no' },
  { name: 'quiescent', unset: 'no' },
  { name: 'readdquiescent', unset: 'no' },
  { name: 'cleanstop', unset: 'yes' },
  { name: 'supervised', unset: 'no' },
];

const warningsOf = (name: string): string[] =>
  name === 'checkcount'
    ? ["checkcount option is deprecated and slated for removal.  please see 'failurecount'"]
    : [];

const fallback = (server: string, port: string | undefined, forward: string): Meaning => ({
  tcp: { server, port, forward },
  udp: { server, port, forward },
});

/** Directives outside of sections. */
export const globalCases: readonly Case[] = [
  ...numbers.flatMap(({ name, says, unset }) => [
    accepts(`${name} is unset`, '', { [name]: unset }),
    ...['5', '-5', '5s', '5.9', 'x5', '"5"'].map((value) =>
      accepts(
        `${name} is the first digits of its value: ${value}`,
        `${name}=${value}\n`,
        { [name]: '5' },
        warningsOf(name),
      ),
    ),
    ...['0', '', 'x', '0.5', '-0'].map((value) =>
      refuses(`${name} is above 0: ${JSON.stringify(value)}`, `${name}=${value}\n`, 'invalid-value', 1, says),
    ),
  ]),
  refuses('00 is no time-out', 'checktimeout=00\n', 'invalid-value', 1, 'invalid check timeout value'),
  refuses(
    '00 is no time-out to negotiate',
    'negotiatetimeout=00\n',
    'invalid-value',
    1,
    'invalid negotiate timeout value',
  ),
  accepts('00 passes for an interval and the counts', 'checkinterval=00\nfailurecount=00\n', {
    checkinterval: '00',
    failurecount: '00',
  }),

  ...switches.flatMap(({ name, unset }) => [
    accepts(`${name} is unset`, '', { [name]: unset }),
    accepts(`${name}=yes`, `${name}=yes\n`, { [name]: 'yes' }),
    accepts(`${name} = no`, `${name} = no\n`, { [name]: 'no' }),
    ...['', 'on', '1', 'true', '"yes"'].map((value) =>
      refuses(
        `${name} is yes or no: ${JSON.stringify(value)}`,
        `${name}=${value}\n`,
        'invalid-value',
        1,
        `${name} must be 'yes' or 'no'`,
      ),
    ),
  ]),
  accepts('supervised as a bare word', 'supervised\n', { supervised: 'yes' }, [
    'please update your config not to use a bare supervised directive',
  ]),
  accepts('supervised as a bare word with blanks behind it', 'supervised \t\n', { supervised: 'yes' }, [
    'bare supervised',
  ]),
  refuses(
    'what begins with supervised is taken for it',
    'supervisedx=yes\n',
    'invalid-value',
    1,
    'supervised must be',
  ),
  refuses('a bare word is nothing else: fork', 'fork\n', 'unknown-directive', 1, 'Unknown command'),

  accepts('no fallback', '', { fallback: undefined, fallback6: undefined }),
  accepts('a fallback without a port', 'fallback=127.0.0.1\n', {
    fallback: fallback('127.0.0.1', undefined, 'gate'),
  }),
  accepts('a fallback with a port', 'fallback=127.0.0.1:8080\n', {
    fallback: fallback('127.0.0.1', '8080', 'gate'),
  }),
  accepts('a fallback with a port by name, for streams and datagrams', 'fallback=127.0.0.1:domain\n', {
    fallback: fallback('127.0.0.1', '53', 'gate'),
  }),
  ...['gate', 'masq', 'ipip'].map((method) =>
    accepts(`a fallback with the method ${method}`, `fallback=127.0.0.1:80 ${method}\n`, {
      fallback: fallback('127.0.0.1', '80', method),
    }),
  ),
  ...['Gate', 'nat', '80'].map((method) =>
    refuses(
      `a fallback with the method ${method}`,
      `fallback=127.0.0.1:80 ${method}\n`,
      'invalid-forwarding',
      1,
      'forward method must be gate, masq or ipip',
    ),
  ),
  refuses(
    'a third word of a fallback is taken for the method',
    'fallback=127.0.0.1:80 gate 5\n',
    'invalid-forwarding',
    1,
    'forward method',
  ),
  accepts('of three words of a fallback the last two count', 'fallback=10.0.0.9:81 127.0.0.1:80 masq\n', {
    fallback: fallback('127.0.0.1', '80', 'masq'),
  }),
  accepts('an empty fallback is the director', 'fallback=\n', {
    fallback: fallback('127.0.0.1', undefined, 'gate'),
  }),
  accepts('an empty fallback6 too', 'fallback6=\n', { fallback6: fallback('[::1]', undefined, 'gate') }),
  accepts('a fallback6', 'fallback6=[2001:db8::9]:80 ipip\n', {
    fallback6: fallback('[2001:db8::9]', '80', 'ipip'),
  }),
  refuses(
    'a fallback with a port too high',
    'fallback=127.0.0.1:65536\n',
    'invalid-fallback',
    1,
    'invalid port for fallback server',
  ),
  refuses(
    'a fallback with an unknown port',
    'fallback=127.0.0.1:nosuch\n',
    'invalid-fallback',
    1,
    'invalid port for fallback server',
  ),
  refuses(
    'a fallback with a port that datagrams do not have',
    'fallback=127.0.0.1:http\n',
    'invalid-fallback',
    1,
    'invalid port for fallback server',
  ),
  refuses(
    'a fallback of the other family',
    'fallback=[2001:db8::9]:80\n',
    'invalid-fallback',
    1,
    'invalid IPv4 address or could not resolve for fallback server: [2001:db8::9]',
  ),
  refuses(
    'a fallback6 of the other family',
    'fallback6=127.0.0.1:80\n',
    'invalid-fallback',
    1,
    'invalid IPv6 address or could not resolve for fallback server: 127.0.0.1',
  ),
  needsNames('a fallback by name', 'fallback=sorry.oe.example:80\n', 'sorry.oe.example', 1),

  accepts('no fallbackcommand', '', { fallbackcommand: undefined }),
  accepts('a global fallbackcommand keeps its quotes', 'fallbackcommand="/bin/a b"\n', {
    fallbackcommand: '"/bin/a b"',
  }),
  accepts('a global fallbackcommand is the rest of the line', 'fallbackcommand=/bin/a b  c\n', {
    fallbackcommand: '/bin/a b  c',
  }),
  refuses('an empty fallbackcommand', 'fallbackcommand=\n', 'invalid-value', 1, 'invalid fallback command'),

  accepts('no callback', '', { callback: undefined }),
  accepts('a callback in quotes', 'callback="/usr/local/bin/sync"\n', { callback: '/usr/local/bin/sync' }),
  accepts('an empty callback', 'callback=""\n', { callback: '' }),
  refuses(
    'a callback without quotes',
    'callback=/usr/local/bin/sync\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),

  accepts('no logfile', '', { logfile: '/var/log/ldirectord.log' }),
  accepts('a logfile in quotes', 'logfile="/var/log/lvs.log"\n', { logfile: '/var/log/lvs.log' }),
  accepts('a logfile that is a facility', 'logfile="local0"\n', { logfile: 'local0' }),
  accepts('an empty logfile', 'logfile=""\n', { logfile: '' }),
  refuses(
    'a logfile without quotes',
    'logfile=/var/log/lvs.log\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),

  accepts('no execute', '', { execute: [] }),
  accepts('execute, more than once', 'execute=b.cf\nexecute=a.cf x\n', { execute: ['a.cf x', 'b.cf'] }),
  accepts('execute keeps its quotes', 'execute="a.cf"\n', { execute: ['"a.cf"'] }),

  accepts('no emailalert', '', { emailalert: '' }),
  accepts('emailalert is the rest of the line', 'emailalert=a@oe.example, b@oe.example\n', {
    emailalert: 'a@oe.example, b@oe.example',
  }),
  accepts('emailalert loses one pair of quotes', 'emailalert="a@oe.example"\n', {
    emailalert: 'a@oe.example',
  }),
  accepts('emailalert keeps quotes that are not around all of it', 'emailalert="a" <a@oe.example>\n', {
    emailalert: '"a" <a@oe.example>',
  }),
  refuses('an empty emailalert', 'emailalert=\n', 'invalid-value', 1, 'no email address specified'),
  refuses(
    'an empty emailalert in quotes',
    'emailalert=""\n',
    'invalid-value',
    1,
    'no email address specified',
  ),

  accepts('no emailalertfreq', '', { emailalertfreq: '0' }),
  accepts('emailalertfreq', 'emailalertfreq=3600\n', { emailalertfreq: '3600' }),
  accepts('emailalertfreq may be 0', 'emailalertfreq=0\n', { emailalertfreq: '0' }),
  accepts('emailalertfreq is the digits at the start', 'emailalertfreq=60s 5\n', { emailalertfreq: '60' }),
  ...['-5', '', 'x5'].map((value) =>
    refuses(
      `emailalertfreq begins with a digit: ${JSON.stringify(value)}`,
      `emailalertfreq=${value}\n`,
      'invalid-value',
      1,
      'invalid email alert frequency',
    ),
  ),

  accepts('no emailalertfrom', '', { emailalertfrom: undefined }),
  accepts('emailalertfrom is the rest of the line', 'emailalertfrom="LVS" <lvs@oe.example> \n', {
    emailalertfrom: '"LVS" <lvs@oe.example> ',
  }),
  refuses(
    'an empty emailalertfrom',
    'emailalertfrom=\n',
    'invalid-value',
    1,
    'no email from address specified',
  ),
  refuses(
    'emailalertfrom is global',
    web('emailalertfrom=lvs@oe.example'),
    'unknown-directive',
    2,
    'Unknown command',
  ),

  accepts('no emailalertstatus', '', { emailalertstatus: '15' }),
  ...Object.entries({ all: '15', none: '0', starting: '1', running: '2', stopping: '4', reloading: '8' }).map(
    ([word, mask]) =>
      accepts(`emailalertstatus=${word}`, `emailalertstatus=${word}\n`, { emailalertstatus: mask }),
  ),
  accepts('words of emailalertstatus', 'emailalertstatus=starting,stopping, reloading\n', {
    emailalertstatus: '13',
  }),
  accepts('an empty emailalertstatus is none', 'emailalertstatus=\n', { emailalertstatus: '0' }),
  refuses(
    'emailalertstatus: none beside another word',
    'emailalertstatus=none,running\n',
    'invalid-value',
    1,
    'invalid email alert status: "running" specified with "none"',
  ),
  refuses(
    'emailalertstatus: none behind another word',
    'emailalertstatus=all,none\n',
    'invalid-value',
    1,
    'specified with "none"',
  ),
  refuses(
    'emailalertstatus: an unknown word',
    'emailalertstatus=all,dead\n',
    'invalid-value',
    1,
    'invalid email alert status at: "dead"',
  ),
  refuses(
    'emailalertstatus: blanks do not part words',
    'emailalertstatus=starting running\n',
    'invalid-value',
    1,
    'invalid email alert status at: "starting running"',
  ),

  accepts('no smtp', '', { smtp: undefined }),
  accepts('smtp', 'smtp=mail_1.oe.example\n', { smtp: 'mail_1.oe.example' }),
  accepts('smtp ends at the first other character', 'smtp=mail.oe.example:25 # x\n', {
    smtp: 'mail.oe.example',
  }),
  refuses('smtp in quotes', 'smtp="mail.oe.example"\n', 'invalid-value', 1, 'invalid SMTP server address'),
  refuses('an empty smtp', 'smtp=\n', 'invalid-value', 1, 'invalid SMTP server address'),

  accepts('no maintenancedir', '', { maintenancedir: undefined }),
  accepts('maintenancedir', 'maintenancedir=/\n', { maintenancedir: '/' }),
  accepts(
    'a maintenancedir that does not exist is warned of',
    'maintenancedir=/no/such/folder\n',
    { maintenancedir: '/no/such/folder' },
    ['maintenance directory does not exist'],
  ),
  accepts('maintenancedir keeps its quotes', 'maintenancedir="/"\n', { maintenancedir: '"/"' }, [
    'maintenance directory does not exist',
  ]),
  refuses(
    'an empty maintenancedir',
    'maintenancedir=\n',
    'invalid-value',
    1,
    'maintenance directory not specified',
  ),
  refuses('maintenancedir is global', web('maintenancedir=/'), 'unknown-directive', 2, 'Unknown command'),

  refuses(
    'timeout',
    'timeout=5\n',
    'deprecated-directive',
    1,
    'timeout directive deprecated in favour of checktimeout and negotiatetimeout',
  ),
  refuses(
    'connecttimeout',
    'connecttimeout=5\n',
    'deprecated-directive',
    1,
    'connecttimeout directive deprecated in favour of negotiatetimeout',
  ),
  refuses('timeout in a section', web('timeout=5'), 'unknown-directive', 2, 'Unknown command'),
  refuses(
    'connecttimeout in a section',
    web('connecttimeout=5'),
    'deprecated-directive',
    2,
    'deprecated in favour of negotiatetimeout',
  ),

  ...[
    'checktype=connect',
    'scheduler=rr',
    'service=http',
    'protocol=tcp',
    'ops=no',
    'httpmethod=GET',
    'checkcommand=/bin/true',
    'checkport=80',
    'monitorfile="/dev/null"',
    'servicename=a',
    'comment=a',
    'schedflags=sh-port',
    'load="a"',
    'persistent=5',
    'netmask=255.255.255.255',
    'virtualhost=a',
    'request="a"',
    'receive="a"',
    'login="a"',
    'passwd="a"',
    'database="a"',
    'secret="a"',
    'real=10.0.0.1:80 gate',
    'real6=[2001:db8::1]:80 gate',
  ].map((line) =>
    refuses(`not a global: ${line}`, `${line}\n`, 'unknown-directive', 1, `Unknown command ${line}\n `),
  ),
  ...[
    'autoreload=no',
    'fork=no',
    'supervised=no',
    'supervised',
    'readdquiescent=no',
    'callback="/bin/a"',
    'logfile="/dev/null"',
    'execute=a.cf',
  ].map((line) =>
    refuses(`only a global: ${line}`, web(line), 'unknown-directive', 2, `Unknown command "\t${line}\n"`),
  ),
];
