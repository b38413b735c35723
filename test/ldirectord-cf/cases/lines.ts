import { accepts, refuses, section, services, web, type Case } from './case.ts';

const yesNo = (name: string): string => `${name} must be 'yes' or 'no'`;
const globalYesNo = ['autoreload', 'fork', 'supervised', 'quiescent', 'readdquiescent', 'cleanstop'];
const sectionYesNo = ['ops', 'quiescent', 'cleanstop'];

/** Lines, indentation, comments. */
export const lineCases: readonly Case[] = [
  // A global line.
  refuses(
    'a global line stands at column 0: a blank',
    ' checkinterval=5\n',
    'unknown-directive',
    1,
    'Unknown command  checkinterval=5\n ',
  ),
  refuses(
    'a global line stands at column 0: a tab',
    '\tcheckinterval=5\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),
  accepts('empty lines and lines of white space are skipped', '\n  \n\t\n      \n\t\t\ncheckinterval=5\n', {
    checkinterval: '5',
  }),
  accepts(
    'lines that begin with # are skipped, blanks before it or not',
    '# a\n   # b\n\t#c\n#\ncheckinterval=5\n',
    {
      checkinterval: '5',
    },
  ),

  // A comment behind a global value.
  accepts('a comment behind a number is not looked at', 'checkinterval=5 # x\n', { checkinterval: '5' }),
  refuses(
    'a comment behind yes is part of the value',
    'autoreload=yes # x\n',
    'invalid-value',
    1,
    yesNo('autoreload'),
  ),
  refuses(
    'a comment behind a fallback is taken for the forward method',
    'fallback=127.0.0.1:80 # x\n',
    'invalid-forwarding',
    1,
    'forward method must be gate, masq or ipip',
  ),
  accepts(
    'text without quotes swallows a comment',
    'emailalertfrom=ops@oe.example # x\nfallbackcommand=/bin/a # x\n',
    {
      emailalertfrom: 'ops@oe.example # x',
      fallbackcommand: '/bin/a # x',
    },
  ),
  accepts('a # in the quotes of a global value stays', 'callback="/bin/a#b"\n', { callback: '/bin/a#b' }),

  // The start of a section.
  accepts(
    'virtual= and virtual6= begin a section',
    'virtual=10.0.0.100:80\n\nvirtual6=[2001:db8::1]:80\n\n',
    services(
      { addressfamily: '4', server: '10.0.0.100', port: '80' },
      { addressfamily: '6', server: '[2001:db8::1]', port: '80' },
    ),
  ),
  accepts(
    'blanks may stand around the = of virtual',
    'virtual = 10.0.0.100:80\n\nvirtual6\t=\t[2001:db8::1]:80\n\n',
    services({ server: '10.0.0.100' }, { server: '[2001:db8::1]' }),
  ),
  refuses(
    'virtual= stands at column 0',
    ' virtual=10.0.0.100:80\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),
  refuses(
    'virtual= in a section is unknown',
    web('virtual=10.0.0.101:80'),
    'unknown-directive',
    2,
    'Unknown command',
  ),

  // A line of a section.
  accepts('a tab in quotes becomes four blanks', web('request="a\tb"'), services({ request: '/a    b' })),
  accepts('a tab in a value without quotes too', web('comment=a\tb'), services({ comment: 'a    b' })),
  ...['\t', '    ', ' \t', '        ', '\t\t', '  \t ', '\t '].map((indent) =>
    accepts(
      `a section line has four blanks before it, tabs counted as four: ${JSON.stringify(indent)}`,
      `virtual=10.0.0.100:80\n${indent}quiescent=yes\n`,
      services({ quiescent: 'yes' }),
    ),
  ),
  ...[' ', '  ', '   ', ''].map((indent) =>
    refuses(
      `less than four blanks end the section: ${JSON.stringify(indent)}`,
      `virtual=10.0.0.100:80\n\treal=10.0.0.1:80 gate\n${indent}scheduler=rr\n`,
      'unknown-directive',
      3,
      'Unknown command',
    ),
  ),
  accepts(
    'one more character than the blanks is enough to be a line',
    section('virtual=7', 'comment='),
    services({ comment: '' }),
  ),
  refuses('one character that is nothing', web('x'), 'unknown-directive', 2, 'Unknown command "\tx\n"'),

  // Comments in a section.
  accepts(
    'a comment line in a section does not end it, at any column',
    'virtual=10.0.0.100:80\n# a\n   # b\n\t# c\n\t\t#\n\tquiescent=yes\n',
    services({ quiescent: 'yes' }),
  ),
  refuses(
    'a # in quotes cuts the line: passwd',
    web('passwd="a#b"'),
    'unknown-directive',
    2,
    'Unknown command',
  ),
  refuses(
    'a # in quotes cuts the line: request',
    web('request="/a#b"'),
    'unknown-directive',
    2,
    'Unknown command',
  ),
  refuses(
    'the blanks before a comment stay',
    web('quiescent=yes # c'),
    'invalid-value',
    2,
    yesNo('quiescent'),
  ),
  accepts('no blanks before a comment, no harm', web('quiescent=yes# c'), services({ quiescent: 'yes' })),
  accepts(
    'a comment behind a number, a word or a string',
    web('checkport=81 # c', 'scheduler=rr # c', 'request="a" # c', 'comment=two words # c'),
    services({ checkport: '81', scheduler: 'rr', request: '/a', comment: 'two words ' }),
  ),

  // Blank lines.
  refuses(
    'a blank line ends the section',
    'virtual=10.0.0.100:80\n\n\tquiescent=yes\n',
    'unknown-directive',
    3,
    'Unknown command \tquiescent=yes\n ',
  ),
  accepts('after a blank line globals go on', `${web('quiescent=yes')}\nquiescent=no\n`, {
    quiescent: 'no',
    ...services({ quiescent: 'yes' }),
  }),
  accepts('a global line ends the section as well', `${web('ops=no')}quiescent=yes\n`, { quiescent: 'yes' }),
  ...[' ', '    ', '\t'].flatMap((blank) => [
    refuses(
      `${JSON.stringify(blank)} alone is a blank line`,
      `virtual=10.0.0.100:80\n${blank}\n\tquiescent=yes\n`,
      'unknown-directive',
      3,
      'Unknown command',
    ),
    accepts(
      `${JSON.stringify(blank)} alone ends a section well`,
      `virtual=10.0.0.100:80\n${blank}\nquiescent=yes\n`,
      {
        quiescent: 'yes',
      },
    ),
  ]),
  ...['     ', '\t\t', '\t ', '         '].map((blank) =>
    refuses(
      `${JSON.stringify(blank)} alone is a line that nobody knows`,
      `virtual=10.0.0.100:80\n${blank}\n`,
      'unknown-directive',
      2,
      `Unknown command "${blank}\n"`,
    ),
  ),

  // Blanks at the end.
  ...globalYesNo.map((name) =>
    refuses(`a blank behind yes: ${name}`, `${name}=yes \n`, 'invalid-value', 1, yesNo(name)),
  ),
  ...sectionYesNo.map((name) =>
    refuses(`a blank behind no, in a section: ${name}`, web(`${name}=no `), 'invalid-value', 2, yesNo(name)),
  ),
  refuses(
    'a blank behind netmask',
    web('netmask=255.255.255.0 '),
    'invalid-value',
    2,
    'invalid netmask: dotted quad notation is required',
  ),
  refuses(
    'a blank behind the last word of emailalertstatus',
    'emailalertstatus=starting,running \n',
    'invalid-value',
    1,
    'invalid email alert status at: "running "',
  ),
  refuses(
    'a blank behind the only word of emailalertstatus',
    web('emailalertstatus= all '),
    'invalid-value',
    2,
    'invalid email alert status at: "all "',
  ),
  accepts('blanks around the commas of emailalertstatus', 'emailalertstatus=starting , running\n', {
    emailalertstatus: '3',
  }),
  accepts('a blank behind a global number', 'checkinterval=5 \n', { checkinterval: '5' }),
  accepts(
    'a blank behind numbers and words of a section',
    web(
      'checkport=81 ',
      'persistent=9 ',
      'scheduler=rr ',
      'service=http ',
      'checktype=connect ',
      'protocol=udp ',
    ),
    services({
      checkport: '81',
      persistent: '9',
      scheduler: 'rr',
      service: 'http',
      checktype: 'connect',
      protocol: 'udp',
    }),
  ),

  // Ends of lines.
  refuses('CRLF: a global yes', 'fork=yes\r\n', 'invalid-value', 1, yesNo('fork')),
  refuses(
    'CRLF: a no in a section',
    'virtual=10.0.0.100:80\r\n\tops=no\r\n',
    'invalid-value',
    2,
    yesNo('ops'),
  ),
  refuses(
    'CRLF: netmask',
    'virtual=10.0.0.100:80\r\n\tnetmask=255.255.255.255\r\n',
    'invalid-value',
    2,
    'invalid netmask',
  ),
  accepts(
    'CRLF: numbers, words, strings and servers pass',
    'checkinterval=5\r\n\r\nvirtual=10.0.0.100:80\r\n\treal=10.0.0.1:80 gate 2\r\n\tscheduler=rr\r\n\trequest="a"\r\n\tcheckport=81\r\n\r\n# c\r\n',
    {
      checkinterval: '5',
      ...services({
        scheduler: 'rr',
        request: '/a',
        checkport: '81',
        real: [{ server: '10.0.0.1', port: '80', weight: '2' }],
      }),
    },
  ),
  refuses('a byte order mark', '\ufeffcheckinterval=5\n', 'unknown-directive', 1, 'Unknown command'),
  accepts('no newline at the end: a global', 'checkinterval=5', { checkinterval: '5' }),
  accepts(
    'no newline at the end: a section',
    'virtual=10.0.0.100:80\n\tquiescent=yes',
    services({ quiescent: 'yes' }),
  ),
  accepts('an empty file', '', { virtuals: [] }),
  accepts('no virtual service at all', 'checkinterval=5\nquiescent=yes\n', { virtuals: [] }),
  refuses(
    'a virtual service without a section in the last line is taken for two',
    'checkinterval=5\nvirtual=10.0.0.100:80\n',
    'duplicate-virtual',
    2,
    'duplicate virtual server',
  ),
  refuses(
    'the same without a newline',
    'virtual=10.0.0.100:80',
    'duplicate-virtual',
    1,
    'duplicate virtual server',
  ),
  accepts('a blank line behind it saves it', 'virtual=10.0.0.100:80\n\n', services({ server: '10.0.0.100' })),
  accepts('a comment behind it too', 'virtual=10.0.0.100:80\n# c\n', services({ server: '10.0.0.100' })),

  // Repeats and order.
  accepts('the last of a global wins', 'checkinterval=5\nquiescent=yes\ncheckinterval=7\nquiescent=no\n', {
    checkinterval: '7',
    quiescent: 'no',
  }),
  accepts(
    'the last in a section wins',
    web('scheduler=rr', 'scheduler=wlc', 'request="a"', 'request="b"', 'checktype=3', 'checktype=connect'),
    services({ scheduler: 'wlc', request: '/b', checktype: 'connect' }),
  ),
  accepts(
    'globals may come after services',
    `${web('ops=no')}checkinterval=5\ncheckcount=2\n`,
    { checkinterval: '5' },
    ['deprecated'],
  ),
  {
    rule: 'a global time-out after a service is in force in it',
    text: `${web('ops=no')}checktimeout=9\n`,
    expected: { accepted: { checktimeout: '9' }, timeouts: [{ check: '9', negotiate: '9' }], warnings: [] },
  },

  // Case.
  refuses(
    'names are in lower case: a global',
    'CheckInterval=5\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),
  refuses(
    'names are in lower case: virtual',
    'Virtual=10.0.0.100:80\n',
    'unknown-directive',
    1,
    'Unknown command',
  ),
  refuses(
    'names are in lower case: a section',
    web('Quiescent=yes'),
    'unknown-directive',
    2,
    'Unknown command',
  ),
  refuses('values are case sensitive: Yes', 'quiescent=Yes\n', 'invalid-value', 1, yesNo('quiescent')),
  refuses(
    'values are case sensitive: Connect',
    web('checktype=Connect'),
    'invalid-value',
    2,
    'checktype must be',
  ),
  refuses('values are case sensitive: HTTP', web('service=HTTP'), 'invalid-value', 2, 'service must be'),
  refuses('values are case sensitive: TCP', web('protocol=TCP'), 'invalid-value', 2, 'protocol must be'),
  accepts('but not those of httpmethod', web('httpmethod=hEad'), services({ httpmethod: 'HEAD' })),

  // No continuation, include, variables.
  refuses(
    'a backslash does not go on: a global',
    'checkinterval=\\\n5\n',
    'invalid-value',
    1,
    'invalid check interval value',
  ),
  refuses(
    'a backslash does not go on: in a section',
    web('checkcommand=/bin/a \\', '  --b'),
    'unknown-directive',
    3,
    'Unknown command',
  ),
  refuses('there is no include', 'include=/etc/ha.d/conf/a.cf\n', 'unknown-directive', 1, 'Unknown command'),
  refuses('there are no variables', '$vip=10.0.0.100\n', 'unknown-directive', 1, 'Unknown command'),
  accepts('a $ is a $', 'emailalertfrom=$from\n', { emailalertfrom: '$from' }),

  accepts(
    'the form that is always safe',
    '# Globals\ncheckinterval=5\nquiescent=yes\n\n# shop\nvirtual=10.0.0.100:80\n\treal=10.0.0.1:80 gate 1\n\t# a check\n\trequest="ok"\n\treceive="OK"\n\nvirtual=10.0.0.100:443\n\treal=10.0.0.1:443 gate 1\n',
    {
      checkinterval: '5',
      quiescent: 'yes',
      ...services(
        { port: '80', request: '/ok', receive: 'OK', real: [{ server: '10.0.0.1', port: '80' }] },
        { port: '443', service: 'https', real: [{ server: '10.0.0.1', port: '443' }] },
      ),
    },
  ),
];
