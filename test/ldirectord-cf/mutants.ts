import fc from 'fast-check';

const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);

const hosts4 = pick(
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.3',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.999',
  '10.0.1',
  '80',
  '010.0.0.1',
  '0x7f.1',
  '127.0.0.1',
  '1.2.3.4.5',
  '255.255.255.255',
);
const hosts6 = pick(
  '2001:db8::1',
  '2001:DB8::1',
  '2001:db8:0:0:0:0:0:1',
  '::1',
  '::',
  '1::2::3',
  '::ffff:a00:1',
  '::a00:1',
);
const ports = pick(
  '80',
  '443',
  '53',
  '080',
  '0',
  '65535',
  '65536',
  'http',
  'domain',
  'tftp',
  'ssh',
  'nbp',
  'nosuch',
  '80x',
);
const numbers = pick('0', '00', '1', '5', '30', '007', '-5', '5s', '5.9', '', 'x', 'x9', '99999999999999');
const words = pick('yes', 'no', 'yes ', 'Yes', '', 'off', 'on', 'connect', 'GET', 'head', 'none', 'all');
const texts = pick(
  '"/index.html"',
  '"index.html"',
  '""',
  '"a" b',
  '"a"b"',
  'bare words',
  '"a#b"',
  'a\tb',
  '"',
  '\u00a0',
  'é',
  '"ü"',
  'all, running',
  'none,all',
  ',all',
  'all,,',
  'starting ,\tstopping',
);
const values = fc.oneof(numbers, words, texts, hosts4, ports);
const methods = pick('gate', 'masq', 'ipip', 'gate', 'gate ', 'Gate', '', 'gate 0', 'route');

const real = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: hosts4 },
      hosts6.map((host) => `[${host}]`),
    ),
    fc.option(pick('10.0.0.9', '10.0.0.10', '10.0.1.2', '10.0.0.0', '[::1]', 'host.example'), {
      freq: 8,
      nil: undefined,
    }),
    fc.option(ports, { nil: undefined }),
    pick(' ', ' ', '\t', '  ', ''),
    methods,
    fc.option(pick(' 1', ' 5', ' -1', ' w 3', ' 1.5', '5'), { nil: '' }),
    fc.option(pick(' "a", "b"', ' "/a", "b"', ' "a" "b"', ' "a","b" c', ' "a"', ' "a 5", "b"'), { nil: '' }),
    fc.option(pick(' l:1', ' u:9', ' l:1 u:9', ' u:9 l:1', ' <l:1>'), { nil: '', freq: 4 }),
  )
  .map(
    ([host, last, port, blank, method, weight, strings, limits]) =>
      `${host}${last === undefined ? '' : `->${last}`}${port === undefined ? '' : `:${port}`}${blank}${method}${weight}${strings}${limits}`,
  );

const service4 = fc.oneof(
  fc.tuple(hosts4, ports).map(([host, port]) => `${host}:${port}`),
  pick('1', '10.0.0.1', '0', '5abc', '[2001:db8::1]:80', '', '10.0.0.1:80 # x'),
);
const service6 = fc.oneof(
  fc.tuple(hosts6, ports).map(([host, port]) => `[${host}]:${port}`),
  pick('1', '10.0.0.1:80', '2001:db8::1', '[2001:db8::1]'),
);
const fallback = fc
  .tuple(
    fc.oneof(
      hosts4,
      hosts6.map((host) => `[${host}]`),
      pick(''),
    ),
    fc.option(ports, { nil: undefined }),
    pick('', ' gate', ' masq', ' x', ' gate x', ' 0', ' '),
  )
  .map(([host, port, method]) => `${host}${port === undefined ? '' : `:${port}`}${method}`);

const equals = pick('=', '=', '=', ' = ', '\t=\t', '= ');

const sectionNames = [
  'request', 'receive', 'checktype', 'checkcommand', 'checktimeout', 'negotiatetimeout', 'checkcount', 'failurecount',
  'checkinterval', 'checkport', 'login', 'passwd', 'database', 'secret', 'load', 'scheduler', 'persistent', 'schedflags', 'netmask',
  'protocol', 'ops', 'service', 'httpmethod', 'virtualhost', 'fallbackcommand', 'quiescent', 'emailalert', 'emailalertfreq',
  'emailalertstatus', 'monitorfile', 'cleanstop', 'smtp', 'servicename', 'comment', 'connecttimeout', 'timeout', 'bogus',
]; // prettier-ignore
const globalNames = [
  'checktimeout', 'negotiatetimeout', 'checkinterval', 'checkcount', 'failurecount', 'fallbackcommand', 'autoreload', 'callback',
  'logfile', 'execute', 'fork', 'supervised', 'quiescent', 'readdquiescent', 'emailalert', 'emailalertfreq', 'emailalertstatus',
  'emailalertfrom', 'cleanstop', 'smtp', 'maintenancedir', 'timeout', 'connecttimeout', 'scheduler', 'supervise',
]; // prettier-ignore

/** A value that most likely fits the directive, so that files are read for long. */
function fitting(name: string): fc.Arbitrary<string> {
  if (/timeout|count|interval|persistent|freq/.test(name)) return pick('1', '5', '30');
  if (/^(?:request|receive|login|passwd|database|secret|load|callback|logfile)$/.test(name))
    return pick('"a"', '"/b"', '"c d"', '"e" f');
  if (name === 'netmask') return pick('255.255.255.255', '64', '128');
  if (name === 'protocol') return pick('tcp', 'udp', 'fwm');
  if (name === 'service') return pick('http', 'ftp', 'sip', 'none', 'https', 'dns x', ' http');
  if (name === 'checktype') return pick('connect', 'negotiate', '3', 'on', 'connect5', '-3', 'external-perl');
  if (name === 'scheduler') return pick('wrr', 'rr', 'Wlc', 'RR', 'sh');
  if (name === 'httpmethod') return pick('GET', 'head', 'HEAD ');
  if (name === 'checkport') return pick('80', '8080', '0', '65536');
  if (name === 'emailalertstatus') return pick('all', 'none', 'starting,stopping', 'all, running');
  if (/^(?:autoreload|fork|supervised|quiescent|readdquiescent|cleanstop|ops)$/.test(name))
    return pick('yes', 'no');
  return pick('word', 'two words', '"quoted"', '/a/path');
}

const directive = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .tuple(equals, fc.oneof({ weight: 40, arbitrary: fitting(name) }, values))
        .map(([sign, value]) => `${name}${sign}${value}`),
    );

const indent = fc.oneof(
  { weight: 40, arbitrary: pick('\t', '    ', '\t\t') },
  pick('   ', ' \t', '        ', ''),
);
const comment = pick('# a comment', '#', '   # indented', '\t# in a section # twice');
const gap = pick('', ' ', '\t', '    ', '     ', '\t\t', '\r');

const section = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.tuple(equals, service4).map(([sign, text]) => `virtual${sign}${text}`) },
      fc.tuple(equals, service6).map(([sign, text]) => `virtual6${sign}${text}`),
    ),
    fc.array(
      fc
        .tuple(
          indent,
          fc.oneof(
            {
              weight: 3,
              arbitrary: fc
                .tuple(pick('real', 'real', 'real', 'real6'), equals, real)
                .map((parts) => parts.join('')),
            },
            { weight: 6, arbitrary: directive(sectionNames) },
            fc
              .tuple(pick('fallback', 'fallback', 'fallback6'), equals, fallback)
              .map((parts) => parts.join('')),
          ),
          fc.option(pick(' # behind', '# behind', ' ', '\r'), { nil: '', freq: 10 }),
        )
        .map((parts) => parts.join('')),
      { maxLength: 6 },
    ),
    fc.option(comment, { nil: undefined, freq: 5 }),
  )
  .map(([virtual, lines, inside]) =>
    [virtual, ...(inside === undefined ? [] : [inside]), ...lines].join('\n'),
  );

const block = fc.oneof(
  { weight: 4, arbitrary: section },
  { weight: 3, arbitrary: directive(globalNames) },
  fc.tuple(pick('fallback', 'fallback6'), equals, fallback).map((parts) => parts.join('')),
  comment,
  gap,
);

/** What is done to a text: something is put in at a place, from 0 to 1, or taken out there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 6 }),
  insert: fc.oneof(
    pick(
      '',
      '',
      '#',
      '"',
      '=',
      ' ',
      '\t',
      '\n',
      '\n\n',
      '\r',
      '\u00a0',
      '\v',
      '\f',
      '\u2028',
      ':',
      '->',
      '[',
      ']',
      '0',
      'é',
      ',',
    ),
    pick('virtual=10.0.0.1:80', '\n\treal=10.0.0.2 gate', 'supervised'),
  ),
});

/** A file that may be one of ldirectord, or nearly. */
export const mutant: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(block, { minLength: 1, maxLength: 4 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(edit, { maxLength: 2 })),
    fc.boolean(),
  )
  .map(([blocks, edits, ended]) => {
    let text = blocks.join('\n') + (ended ? '\n' : '');
    for (const { at, remove, insert } of edits) {
      const place = Math.floor(at * text.length);
      text = text.slice(0, place) + insert + text.slice(place + remove);
    }
    return text;
  });
