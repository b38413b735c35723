import { accepts, needsNames, reals, refuses, web, web6, type Case } from './case.ts';

const wrongFormat = 'invalid address for real server (wrong format)';
const forwardMethod = 'forward method must be gate, masq or ipip';

/** What stands behind `real=` and `real6=`. */
export const realCases: readonly Case[] = [
  accepts(
    'the least',
    web('real=10.0.0.1 gate'),
    reals({
      server: '10.0.0.1',
      port: '0',
      forward: 'gate',
      weight: '1',
      request: undefined,
      receive: undefined,
      'l-threshold': undefined,
      'u-threshold': undefined,
    }),
  ),
  accepts(
    'all of it',
    web('real=10.0.0.1->10.0.0.2:8080 masq 5 "ok", "OK" l:1 u:9'),
    reals(
      ...['10.0.0.1', '10.0.0.2'].map((server) => ({
        server,
        port: '8080',
        forward: 'masq',
        weight: '5',
        request: '/ok',
        receive: 'OK',
        'l-threshold': '1',
        'u-threshold': '9',
      })),
    ),
  ),
  accepts(
    'real6',
    web6('real6=[2001:db8::1]:80 gate 2'),
    reals({ server: '[2001:db8::1]', port: '80', weight: '2' }),
  ),
  refuses(
    'real6 in virtual',
    web('real6=[2001:db8::1]:80 gate'),
    'wrong-family',
    2,
    'cannot specify "real6" here.  please use "real" instead',
  ),
  refuses(
    'real in virtual6',
    web6('real=10.0.0.1:80 gate'),
    'wrong-family',
    2,
    'cannot specify "real" here.  please use "real6" instead',
  ),
  refuses(
    'an address of IPv6 in real',
    web('real=[2001:db8::1]:80 gate'),
    'invalid-real',
    2,
    'invalid address ([2001:db8::1]) for real server (could not resolve host)',
  ),
  refuses(
    'an address of IPv4 in real6',
    web6('real6=10.0.0.1:80 gate'),
    'invalid-real',
    2,
    'invalid address (10.0.0.1) for real server (could not resolve host)',
  ),
  needsNames(
    'a real server by name',
    web('scheduler=rr', 'real=www1.oe.example:80 gate'),
    'www1.oe.example',
    3,
  ),

  // The method.
  ...['gate', 'masq', 'ipip'].map((method) =>
    accepts(`the method ${method}`, web(`real=10.0.0.1:80 ${method}`), reals({ forward: method })),
  ),
  ...['Gate', 'MASQ', 'nat', 'gateway', '5'].map((method) =>
    refuses(
      `the method ${method}`,
      web(`real=10.0.0.1:80 ${method}`),
      'invalid-forwarding',
      2,
      forwardMethod,
    ),
  ),
  refuses(
    'quotes around the method leave one',
    web('real=10.0.0.1:80 "gate"'),
    'invalid-real',
    2,
    'Invalid real server line, around """',
  ),
  refuses('nothing behind the address', web('real=10.0.0.1:80'), 'invalid-real', 2, wrongFormat),
  refuses(
    'only a blank behind the address',
    web('real=10.0.0.1:80 '),
    'invalid-forwarding',
    2,
    forwardMethod,
  ),
  refuses('nothing at all', web('real='), 'invalid-real', 2, wrongFormat),

  // The port.
  accepts('no port is port 0', web('real=10.0.0.1 gate'), reals({ port: '0' })),
  accepts('a port by name', web('real=10.0.0.1:http gate'), reals({ port: '80' })),
  accepts('a port by name that only datagrams have', web('real=10.0.0.1:tftp gate'), reals({ port: '69' })),
  refuses(
    'a port too high',
    web('real=10.0.0.1:65536 gate'),
    'invalid-real',
    2,
    'invalid port (65536) for real server (could not resolve port)',
  ),
  refuses(
    'an unknown port',
    web('real=10.0.0.1:nosuch gate'),
    'invalid-real',
    2,
    'invalid port (nosuch) for real server (could not resolve port)',
  ),
  ...['gate', 'ipip'].map((method) =>
    accepts(
      `another port than the service with ${method}`,
      web(`real=10.0.0.1:8080 ${method}`),
      reals({ port: '8080', forward: method }),
    ),
  ),

  // The weight.
  accepts('weight 0', web('real=10.0.0.1:80 gate 0'), reals({ weight: '0' })),
  accepts('no bound to the weight', web('real=10.0.0.1:80 gate 4294967296'), reals({ weight: '4294967296' })),
  accepts('a weight behind an option', web('real=10.0.0.1:80 gate -w 7'), reals({ weight: '7' })),
  accepts('a weight behind a word', web('real=10.0.0.1:80 gate foo 5'), reals({ weight: '5' })),
  ...Object.entries({ '1.5': '.5', '-5': ' -5', foo: ' foo', '5x': 'x', '5 6': ' 6' }).map(([weight, left]) =>
    refuses(
      `a weight that is none: ${weight}`,
      web(`real=10.0.0.1:80 gate ${weight}`),
      'invalid-real',
      2,
      `Invalid real server line, around "${left}"`,
    ),
  ),

  // Request and receive.
  ...['"ok", "OK"', '"ok" "OK"', '"ok","OK"', '"ok",   "OK"'].map((strings) =>
    accepts(
      `request and receive: ${strings}`,
      web(`real=10.0.0.1:80 gate 1 ${strings}`),
      reals({ request: '/ok', receive: 'OK' }),
    ),
  ),
  accepts(
    'request and receive without a weight',
    web('real=10.0.0.1:80 gate "ok", "OK"'),
    reals({ weight: '1', request: '/ok', receive: 'OK' }),
  ),
  refuses(
    'only a request',
    web('real=10.0.0.1:80 gate 1 "ok"'),
    'invalid-real',
    2,
    'Invalid real server line, around " "ok""',
  ),
  refuses(
    'strings without quotes',
    web('real=10.0.0.1:80 gate 1 ok, OK'),
    'invalid-real',
    2,
    'Invalid real server line',
  ),
  refuses(
    'a number in a request is taken for the weight',
    web('real=10.0.0.1:80 gate "a 5", "OK"'),
    'invalid-real',
    2,
    'Invalid real server line',
  ),
  accepts(
    'with a weight it is not',
    web('real=10.0.0.1:80 gate 1 "a 5", "OK"'),
    reals({ request: '/a 5', receive: 'OK' }),
  ),
  accepts(
    'a request with a slash makes the daemon forget all that follows',
    web('real=10.0.0.1:80 gate 1 "/ok", "OK" l:1 u:9'),
    reals({ request: '/ok', receive: undefined, 'l-threshold': undefined, 'u-threshold': undefined }),
  ),
  accepts('even what is wrong', web('real=10.0.0.1:80 gate 1 "/ok", "OK" junk'), reals({ request: '/ok' })),
  accepts(
    'a request that is a URL gets a slash',
    web('real=10.0.0.1:80 gate 1 "http://www.oe.example/ok", "OK"'),
    reals({ request: '/http://www.oe.example/ok', receive: 'OK' }),
  ),

  // Thresholds.
  accepts(
    'both thresholds',
    web('real=10.0.0.1:80 gate 1 l:1 u:9'),
    reals({ 'l-threshold': '1', 'u-threshold': '9' }),
  ),
  accepts(
    'only the lower',
    web('real=10.0.0.1:80 gate 1 l:1'),
    reals({ 'l-threshold': '1', 'u-threshold': undefined }),
  ),
  accepts(
    'only the upper',
    web('real=10.0.0.1:80 gate 1 u:9'),
    reals({ 'l-threshold': undefined, 'u-threshold': '9' }),
  ),
  accepts(
    'thresholds need no weight',
    web('real=10.0.0.1:80 gate l:1 u:9'),
    reals({ weight: '1', 'l-threshold': '1', 'u-threshold': '9' }),
  ),
  accepts(
    'the upper before the lower is dropped',
    web('real=10.0.0.1:80 gate 1 u:9 l:1'),
    reals({ 'l-threshold': '1', 'u-threshold': undefined }),
  ),
  refuses(
    'thresholds as the manual has them',
    web('real=10.0.0.1:80 gate 1 <l:10>'),
    'invalid-real',
    2,
    'Invalid real server line, around " <l:10>"',
  ),

  // Ranges.
  accepts(
    'both ends of a range, through .255 and .0',
    web('real=10.0.1.254->10.0.2.2:80 gate'),
    reals(
      ...['10.0.1.254', '10.0.1.255', '10.0.2.0', '10.0.2.1', '10.0.2.2'].map((server) => ({
        server,
        port: '80',
      })),
    ),
  ),
  accepts('a range of one', web('real=10.0.0.1->10.0.0.1:80 gate'), reals({ server: '10.0.0.1' })),
  refuses(
    'a range that goes down',
    web('real=10.0.0.2->10.0.0.1:80 gate'),
    'invalid-range',
    2,
    'Invalid Range: 10.0.0.2-10.0.0.1',
  ),
  refuses(
    'a range of IPv6',
    web6('real6=[2001:db8::1]->[2001:db8::2]:80 gate'),
    'invalid-range',
    2,
    'Address range for IPv6 is not supported yet',
  ),
  refuses(
    'a range to an address of IPv6',
    web('real=10.0.0.1->[2001:db8::2]:80 gate'),
    'invalid-real',
    2,
    'invalid address ([2001:db8::2]) for real server (could not resolve end host)',
  ),
  accepts(
    'a range from 999999998 to 1000000001 is empty',
    web('real=59.154.201.254->59.154.202.1:80 gate'),
    reals(),
  ),
  needsNames('a range to a name', web('real=10.0.0.1->www2.oe.example:80 gate'), 'www2.oe.example', 2),

  // What is looked for anywhere in the line.
  accepts(
    'junk before the address',
    web('real=((10.0.0.1:80 gate'),
    reals({ server: '10.0.0.1', port: '80' }),
  ),
  accepts(
    'of three parts the last two',
    web('real=10.0.0.1:80:90 gate'),
    reals({ server: '0.0.0.80', port: '90' }),
  ),
  accepts(
    'an address with three numbers',
    web('real=10.0.1:80 gate'),
    reals({ server: '10.0.0.1', port: '80' }),
  ),
  needsNames('a name with _ loses what is before it', web('real=my_host gate'), 'host', 2),

  accepts(
    'a real server twice',
    web('real=10.0.0.1:80 gate 1', 'real=10.0.0.1:80 gate 2'),
    reals({ server: '10.0.0.1', weight: '1' }, { server: '10.0.0.1', weight: '2' }),
  ),
  accepts(
    'the address of the service, and the director itself',
    web('real=10.0.0.100:80 gate', 'real=127.0.0.1:80 gate'),
    reals({ server: '10.0.0.100' }, { server: '127.0.0.1' }),
  ),
];
