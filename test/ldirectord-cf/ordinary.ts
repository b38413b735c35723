import fc from 'fast-check';

const pick = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);

/** Directives that an inventory can have, some of which most sections have. */
const directives = fc.subarray([
  'scheduler=wrr',
  'scheduler=wlc',
  'checktype=connect',
  'checktype=negotiate',
  'checktype=3',
  'service=http',
  'request="/health"',
  'request="health?a=b"',
  'receive="O.K"',
  'checktimeout=4',
  'negotiatetimeout=7',
  'failurecount=2',
  'checkport=8080',
  'persistent=600',
  'netmask=255.255.255.0',
  'quiescent=yes',
  'virtualhost=www.oe.example',
  'httpmethod=HEAD',
  'checkcommand=/usr/local/bin/check',
  'emailalert="ops@oe.example"',
  'emailalertstatus=starting,stopping',
  'servicename=Web shop',
  'login="monitor"',
  'schedflags=sh-port',
  'ops=yes',
  'cleanstop=no',
  'fallback=127.0.0.1:80 gate',
]);

interface Server {
  readonly number: number;
  readonly weight: number | undefined;
  readonly more: string;
}

const server: fc.Arbitrary<Server> = fc.record({
  number: fc.integer({ min: 1, max: 12 }),
  weight: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
  more: fc.oneof({ weight: 5, arbitrary: fc.constant('') }, pick(' l:5 u:9', ' u:100', ' "ping", "pong"')),
});

const section = fc
  .record({
    service: fc.integer({ min: 1, max: 5 }),
    port: pick('80', '443', '8080', '53', '5672', 'http'),
    six: fc.boolean(),
    forwarding: pick('gate', 'gate', 'masq', 'ipip'),
    servers: fc.uniqueArray(server, { minLength: 1, maxLength: 4, selector: ({ number }) => number }),
    settings: directives,
    comments: fc.subarray(['shop: the web shop', 'shop', 'Do not touch!'], { maxLength: 2 }),
    gap: pick('\n', '', '\n\n'),
  })
  .map(({ service, port, six, forwarding, servers, settings, comments, gap }) => {
    const host = (number: number): string => (six ? `[2001:db8::${number}]` : `10.0.0.${number}`);
    const suffix = six ? '6' : '';
    const lines = [
      ...comments.map((comment) => `# ${comment}`),
      `virtual${suffix} = ${host(100 + service)}:${port}`,
      ...servers.map(({ number, weight, more }) => {
        // A request is taken for a weight where there is none.
        const words = `${forwarding}${weight === undefined && more === '' ? '' : ` ${weight ?? 1}`}${more}`;
        return `\treal${suffix}=${host(number)}:${port} ${words}`;
      }),
      ...settings
        .filter((text) => !six || !/^(?:netmask|fallback)/.test(text))
        .map((text) => `        ${text.replace(/ gate$/, ` ${forwarding}`)}`),
    ];
    return `${gap}${lines.join('\n')}\n`;
  });

/** A file as people write them, of which the inventory can say everything. */
export const ordinary: fc.Arbitrary<string> = fc
  .tuple(
    fc.subarray([
      'checktimeout = 3',
      'checkinterval=5',
      'quiescent=no',
      'fork=yes',
      'autoreload=no',
      'emailalertfreq=3600',
    ]),
    fc.array(section, { minLength: 1, maxLength: 5 }),
  )
  .map(([globals, sections]) => `${globals.map((line) => `${line}\n`).join('')}\n${sections.join('')}`);
