import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { client, endAll, freePorts, standIn, start } from './programs.ts';

/* The stand-ins on loopback, spoken to as people and services do, and by the client of the lab. */

afterEach(endAll);

const host = 'gui1.oe.example';

/** Says a text on a new connection, closes that half, and gives everything that comes back. */
async function say(port: number, text: string, address = '127.0.0.1'): Promise<string> {
  const socket = connect({ port, host: address, allowHalfOpen: true, timeout: 5000 });
  let heard = '';
  socket.on('data', (data) => (heard += data.toString()));
  socket.on('timeout', () => socket.destroy(new Error('no answer within 5 s')));
  socket.end(text);
  await once(socket, 'end');
  socket.destroy();
  return heard;
}

async function listen(speaks: string, answers: readonly object[] = [], protocol = 'tcp'): Promise<number> {
  const [port = 0] = await freePorts(1);
  await standIn({ host, listen: [{ protocol, port, speaks, answers }] });
  return port;
}

describe('whatever the service is', () => {
  test.each(['line', 'http', 'simpletcp', 'dns', 'smtp', 'pop', 'imap', 'ftp', 'nntp'])(
    '%s tells who it is',
    async (speaks) => {
      const port = await listen(speaks, [{ request: 'PING', answer: 'PONG' }]);
      expect(await say(port, 'who\n')).toMatch(/^host=gui1\.oe\.example\r?\n/m);
      expect(await say(port, 'who\r\n', '::1')).toMatch(/^host=gui1\.oe\.example\r?\n/m);
    },
  );

  test('a line is answered, and the next one too', async () => {
    const port = await listen('line');
    expect(await say(port, 'a\nb\r\nc')).toBe(`host=${host}\n`.repeat(2));
  });
});

describe('http', () => {
  const answers = [
    { request: '/', answer: 'root' },
    { request: 'health?x=1', answer: 'fine ä' },
    { request: 'http://www.oe.example/p q', answer: 'proxied' },
  ];

  test.each([
    ['GET /health?x=1 HTTP/1.1', 'fine ä\n'],
    ['GET / HTTP/1.0', 'root\n'],
    ['POST /nowhere HTTP/1.1', 'root\n'],
    ['GET http://www.oe.example/p%20q HTTP/1.1', 'proxied\n'],
    ['HEAD /health?x=1 HTTP/1.1', ''],
  ])('%s', async (request, body) => {
    const port = await listen('http', answers);
    const answer = await say(port, `${request}\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(body);
  });

  test('without pairs it says ok; what is no request is refused', async () => {
    const port = await listen('http');
    expect(await say(port, 'GET /x HTTP/1.1\r\n\r\n')).toMatch(/\r\n\r\nok\n$/);
    expect(await say(port, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test('simpletcp answers what it is asked, also without a line end', async () => {
  const port = await listen('simpletcp', [
    { request: '/PING', answer: 'PONG' },
    { request: 'A\\nB\\n', answer: 'C' },
  ]);
  expect(await say(port, 'PING')).toBe('PONG\n');
  expect(await say(port, 'A\nB\n')).toBe('C\n');
});

test('https needs a certificate', async () => {
  const going = start(['stand-in.pl'], { host, listen: [{ protocol: 'tcp', port: 1, speaks: 'https' }] });
  expect(await going.ended).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('certificate'),
  });
});

test('a port that is in use is said', async () => {
  const port = await listen('line');
  const second = start(['stand-in.pl'], { host, listen: [{ protocol: 'tcp', port, speaks: 'line' }] });
  expect(await second.ended).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `stand-in: cannot listen on tcp port ${port}: Address already in use\n`,
  });
});

test('a datagram is answered from the address that it was sent to', async () => {
  const [one = 0, two = 0] = await freePorts(2);
  await standIn({
    host,
    listen: [
      { protocol: 'udp', port: one, speaks: 'datagram', answers: [] },
      { protocol: 'udp', port: two, speaks: 'dns', answers: [{ request: 'a.example', answer: '192.0.2.1' }] },
    ],
  });
  const question = { protocol: 'udp', each: 1, seconds: 3 };
  const { answers } = await client('ask', {
    questions: [
      { id: 'other address', address: '127.0.0.7', port: one, ...question },
      { id: 'six', address: '::1', port: one, ...question },
      { id: 'dns', address: '127.0.0.9', port: two, ...question },
    ],
  });
  const told = (answers as { id: string; host: string | null }[]).map(
    (answer) => `${answer.id} ${answer.host}`,
  );
  expect(told.toSorted()).toEqual([`dns ${host}`, `other address ${host}`, `six ${host}`]);
});

test('the service dies, its connections with it, and comes back', async () => {
  const [port = 0] = await freePorts(1);
  const going = await standIn({ host, listen: [{ protocol: 'tcp', port, speaks: 'line', answers: [] }] });
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write('who\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  going.signal('SIGUSR1');
  await closed;
  // Connections are closed one after another, and the port last: who comes in between is reset.
  await expect
    .poll(() => say(port, 'who\n').catch((error: Error) => error.message))
    .toContain('ECONNREFUSED');
  going.signal('SIGUSR2');
  await expect.poll(() => say(port, 'who\n').catch(() => 'refused')).toBe(`host=${host}\n`);
  expect(await going.stop()).toEqual({ exitCode: 0, stdout: '{"listening":true}\n', stderr: '' });
});
