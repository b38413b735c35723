import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { client, endAll, freePorts, standIn, start, type Going } from './programs.ts';

/* The client of the lab on loopback, with stand-ins that it asks and servers that behave badly. */

const servers = new Set<Server>();
afterEach(async () => {
  await endAll();
  for (const server of servers) server.close();
  servers.clear();
});

interface Answer {
  readonly id: string;
  readonly from: string | null;
  readonly host: string | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

async function ask(...questions: object[]): Promise<Answer[]> {
  const result = await client('ask', { questions });
  return result['answers'] as Answer[];
}

/** A server that does something with every connection; gives its port. */
async function badServer(behave: (socket: Socket) => void): Promise<number> {
  const server = createServer(behave).listen(0, '127.0.0.1');
  servers.add(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function lineServer(host: string, port?: number): Promise<{ going: Going; port: number }> {
  const [free = 0] = port === undefined ? await freePorts(1) : [port];
  const listen = [{ protocol: 'tcp', port: free, speaks: 'line', answers: [] }];
  return { going: await standIn({ host, listen }), port: free };
}

const tcp = { protocol: 'tcp', address: '127.0.0.1', each: 1, seconds: 1 };

describe('ask', () => {
  test('every question is asked from every source, in order, each time on a new connection', async () => {
    const ports: (number | undefined)[] = [];
    const port = await badServer((socket) => {
      ports.push(socket.remotePort);
      socket.on('data', () => socket.write(`banner\r\nhost=${socket.remoteAddress}\r\n`));
    });
    const from = ['127.0.0.3', '127.0.0.2'];
    const answers = await ask({ ...tcp, id: 'q', port, from, each: 3 });
    expect(answers.map(({ id, from: source, host, error }) => ({ id, source, host, error }))).toEqual(
      ['127.0.0.3', '127.0.0.3', '127.0.0.3', '127.0.0.2', '127.0.0.2', '127.0.0.2'].map((source) => ({
        id: 'q',
        source,
        host: source,
        error: null,
      })),
    );
    expect(new Set(ports).size).toBe(6);
  });

  test('a connection is parted from politely, also where something was said behind the answer', async () => {
    const ends: string[] = [];
    const port = await badServer((socket) => {
      socket.on('data', () => socket.write(`host=a\nand much more\n${'x'.repeat(100_000)}`));
      socket.on('end', () => ends.push('end'));
      socket.on('error', ({ message }) => ends.push(message));
    });
    expect(await ask({ ...tcp, id: 'q', port })).toMatchObject([{ host: 'a' }]);
    await expect.poll(() => ends).toEqual(['end']);
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['silent', () => {}, 'timeout'],
    ['closing', (socket) => socket.end(), 'closed without the name of a host'],
    ['resetting', (socket) => socket.on('data', () => socket.resetAndDestroy()), 'reset'],
    ['chatting', (socket) => socket.end('hello\n'), 'closed without the name of a host'],
  ])('a server that is %s', async (_, behave, error) => {
    const port = await badServer(behave);
    expect(await ask({ ...tcp, id: 'q', port })).toMatchObject([{ id: 'q', from: null, host: null, error }]);
  });

  test('nobody there, and addresses that nobody can ask from', async () => {
    const [port = 0] = await freePorts(1);
    const answers = await ask(
      { ...tcp, id: 'tcp', port },
      { ...tcp, id: 'udp', protocol: 'udp', port },
      { ...tcp, id: 'source', port, from: ['192.0.2.99'] },
    );
    expect(Object.fromEntries(answers.map(({ id, error }) => [id, error]))).toEqual({
      tcp: 'refused',
      udp: 'refused',
      source: 'cannot ask from 192.0.2.99: Cannot assign requested address',
    });
  });

  test('datagrams come from one port where that is said, again and again', async () => {
    const socket = createSocket('udp4');
    const ports = new Set<number>();
    socket.on('message', (_text, { port, address }) => {
      ports.add(port);
      socket.send('host=a\n', port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const [sourcePort = 0] = await freePorts(1);
    const udp = { ...tcp, protocol: 'udp', port: socket.address().port, from: ['127.0.0.2'], each: 3 };
    expect(await ask({ ...udp, id: 'q', sourcePort })).toMatchObject([
      { host: 'a' },
      { host: 'a' },
      { host: 'a' },
    ]);
    socket.close();
    expect([...ports]).toEqual([sourcePort]);
  });

  test('questions do not wait for one another', async () => {
    const port = await badServer(() => {});
    const began = Date.now();
    await ask(...Array.from({ length: 20 }, (_, id) => ({ ...tcp, id, port })));
    expect(Date.now() - began).toBeLessThan(4000);
  });

  test('whatever a stand-in speaks, it says who it is', async () => {
    const speeches = ['line', 'http', 'dns', 'simpletcp', 'smtp', 'pop', 'imap', 'ftp', 'nntp'];
    const ports = await freePorts(speeches.length);
    const answers = [{ request: '/x', answer: 'y' }];
    await standIn({
      host: 'gui1.oe.example',
      listen: speeches.flatMap((speaks, index) => {
        const port = ports[index] ?? 0;
        const datagram = { protocol: 'udp', port, speaks, answers };
        return [{ protocol: 'tcp', port, speaks, answers }, ...(speaks === 'dns' ? [datagram] : [])];
      }),
    });
    const questions = speeches.map((id, index) => ({ ...tcp, id, port: ports[index], address: '::1' }));
    const heard = await ask(...questions, { ...tcp, id: 'udp', protocol: 'udp', port: ports[2] });
    expect(heard.filter(({ host }) => host !== 'gui1.oe.example')).toEqual([]);
    expect(heard).toHaveLength(speeches.length + 1);
  });
});

describe('hold', () => {
  test('tells what became of each connection', async () => {
    const one = await lineServer('one');
    const two = await lineServer('two');
    const silent = await badServer((socket) => socket.on('data', () => {}));
    const [nobody = 0] = await freePorts(1);
    const address = '127.0.0.1';
    const connections = [
      { id: 'stays', address, port: one.port, from: '127.0.0.5' },
      { id: 'breaks', address, port: two.port },
      { id: 'silent', address, port: silent },
      { id: 'nobody', address, port: nobody },
    ];
    const holding = start(['client.pl', 'hold'], { connections, every: 0.1 });
    expect(await holding.lines(1)).toEqual([{ open: 3 }]);
    await sleep(700);
    await two.going.stop();
    await sleep(3200);
    holding.endInput();
    const { exitCode, stderr } = await holding.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [, { connections: held } = {}] = await holding.lines(2);
    expect(held).toEqual([
      {
        id: 'stays',
        host: 'one',
        exchanges: expect.any(Number),
        broken: null,
        longestSilence: expect.any(Number),
      },
      expect.objectContaining({
        id: 'breaks',
        host: 'two',
        broken: { after: expect.any(Number), error: 'closed' },
      }),
      expect.objectContaining({
        id: 'silent',
        host: null,
        exchanges: 0,
        broken: { after: expect.any(Number), error: 'timeout' },
      }),
      expect.objectContaining({ id: 'nobody', broken: { after: expect.any(Number), error: 'refused' } }),
    ]);
    const [stays, breaks, mute] = held as {
      exchanges: number;
      longestSilence: number;
      broken: { after: number };
    }[];
    expect(stays?.exchanges).toBeGreaterThan(20);
    expect(stays?.longestSilence).toBeLessThan(1);
    expect(breaks?.broken.after).toBeGreaterThan(0.5);
    expect(breaks?.broken.after).toBeLessThan(3);
    expect(mute?.broken.after).toBeGreaterThanOrEqual(3);
  });

  test('what answers no more is broken, however soon it is asked for', async () => {
    const [one, two] = [await lineServer('one'), await lineServer('two')];
    const connections = [one, two].map(({ port }, index) => ({
      id: `c${index}`,
      address: '127.0.0.1',
      port,
    }));
    const holding = start(['client.pl', 'hold'], { connections, every: 0.1 });
    await holding.lines(1);
    await sleep(500);
    two.going.signal('SIGSTOP');
    holding.endInput();
    const { exitCode } = await holding.ended;
    two.going.signal('SIGCONT');
    expect(exitCode).toBe(0);
    const [, figures] = await holding.lines(2);
    expect(figures?.['connections']).toMatchObject([
      { id: 'c0', host: 'one', broken: null },
      { id: 'c1', host: 'two', broken: { error: 'timeout' } },
    ]);
  });

  test('a silence that ends is measured', async () => {
    const { going, port } = await lineServer('one');
    const connections = [{ id: 'a', address: '127.0.0.1', port }];
    const holding = start(['client.pl', 'hold'], { connections, every: 0.1 });
    await holding.lines(1);
    await sleep(300);
    going.signal('SIGSTOP');
    await sleep(1200);
    going.signal('SIGCONT');
    await sleep(400);
    await holding.stop();
    const [, figures] = await holding.lines(2);
    expect(figures).toMatchObject({ connections: [{ broken: null, host: 'one' }] });
    const [{ longestSilence = 0 } = {}] = (figures?.['connections'] ?? []) as { longestSilence: number }[];
    expect(longestSilence).toBeGreaterThan(1.1);
    expect(longestSilence).toBeLessThan(3);
  });
});

describe('traffic', () => {
  interface Stream {
    readonly asked: number;
    readonly failed: number;
    readonly errors: Readonly<Record<string, number>>;
    readonly longestGap: number;
  }
  const only = (figures: Record<string, unknown> | undefined): Stream =>
    ((figures?.['streams'] ?? []) as Stream[])[0] as Stream;

  test('an interruption is counted and measured', async () => {
    const { going, port } = await lineServer('one');
    const from = ['127.0.0.5', '127.0.0.6'];
    const streams = [{ ...tcp, id: 's', port, from, every: 0.05 }];
    const traffic = start(['client.pl', 'traffic'], { streams });
    expect(await traffic.lines(1)).toEqual([{ going: true }]);
    await sleep(600);
    going.signal('SIGUSR1');
    await sleep(900);
    going.signal('SIGUSR2');
    await sleep(600);
    expect(await traffic.stop()).toMatchObject({ exitCode: 0, stderr: '' });
    const [, figures] = await traffic.lines(2);
    const { asked, failed, longestGap, errors } = only(figures);
    // The one that was just being connected when the service died may end in another way.
    const { refused = 0, ...others } = errors;
    expect(Object.values(others).reduce((sum, count) => sum + count, refused)).toBe(failed);
    expect(failed - refused).toBeLessThanOrEqual(2);
    expect(failed).toBeGreaterThan(5);
    expect(asked - failed).toBeGreaterThan(5);
    expect(longestGap).toBeGreaterThan(0.8);
    expect(longestGap).toBeLessThan(2);
  });

  test('however long a turn is, each is asked at the beginning and at the end', async () => {
    const { port } = await lineServer('one');
    const streams = [0.1, 100].map((every) => ({ ...tcp, id: `${every}`, port, every }));
    const traffic = start(['client.pl', 'traffic'], { streams });
    await traffic.lines(1);
    await sleep(800);
    await traffic.stop();
    const [, figures] = await traffic.lines(2);
    const [quick, slow] = (figures?.['streams'] ?? []) as Stream[];
    expect(quick?.asked).toBeGreaterThan(4);
    expect(slow).toMatchObject({ asked: 2, failed: 0 });
  });

  test('asks that get no answer are waited for, at most 2 s', async () => {
    const port = await badServer(() => {});
    const streams = [{ ...tcp, id: 's', port, every: 0.3 }];
    const traffic = start(['client.pl', 'traffic'], { streams });
    await traffic.lines(1);
    await sleep(500);
    const began = Date.now();
    await traffic.stop();
    expect(Date.now() - began).toBeLessThan(3500);
    const [, figures] = await traffic.lines(2);
    expect(only(figures)).toMatchObject({ errors: { timeout: only(figures).asked } });
    expect(only(figures).asked).toBeGreaterThan(0);
  });
});

test.each([
  [['client.pl'], '{}', /^usage: client\.pl arp \| ask/],
  [['client.pl', 'ask'], '[]', /no JSON object/],
  [['client.pl', 'ask'], { questions: 7 }, /^client: /],
])('%s with %j is refused in a sentence', async (command, document, message) => {
  const going = start(command, document);
  going.endInput();
  expect(await going.ended).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(message),
  });
});
