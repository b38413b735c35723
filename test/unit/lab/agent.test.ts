import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectAgent, LabLost, type Agent } from '../../../src/lab/agent.ts';

/** An agent that does what the test says. Its streams hold what is written to them, as a serial line does. */
interface FakeAgent {
  readonly requests: PassThrough;
  readonly answers: PassThrough;
  /** How many bytes have arrived. */
  readonly received: () => number;
  /** The requests that have arrived in full. */
  readonly heard: () => Record<string, unknown>[];
  readonly say: (...answers: object[]) => Promise<void>;
}

function fakeAgent(): FakeAgent {
  const requests = new PassThrough();
  const answers = new PassThrough();
  const chunks: Buffer[] = [];
  requests.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    requests,
    answers,
    received: () => Buffer.concat(chunks).length,
    heard: () =>
      Buffer.concat(chunks)
        .toString('utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async say(...said) {
      answers.write(said.map((one) => `${JSON.stringify(one)}\n`).join(''));
      await settle();
    },
  };
}

/** Lets streams pass on what they have. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What a promise fails with; looked at from now on, so that nothing fails unnoticed. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
}

let fake: FakeAgent;
let agent: Agent;
beforeEach(async () => {
  fake = fakeAgent();
  await fake.say({ ready: true });
  agent = await connectAgent(fake.requests, fake.answers);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a program in the lab', () => {
  it('gets its command and its input, and gives its output and its exit code', async () => {
    const ran = agent.run(['cat', '-n', "it's"], { input: 'hello\n' });
    await settle();
    expect(fake.heard()).toEqual([
      { id: 1, run: ['cat', '-n', "it's"] },
      { id: 1, input: 'hello\n' },
      { id: 1, close: true },
    ]);
    await fake.say({ id: 1, out: 'one ' }, { id: 1, err: 'oh' }, { id: 1, out: 'two' }, { id: 1, exit: 3 });
    expect(await ran).toEqual({ exitCode: 3, stdout: 'one two', stderr: 'oh' });
  });

  it('runs on a host by the number of its first process', async () => {
    agent.start(['true'], 4711);
    await settle();
    expect(fake.heard()).toEqual([{ id: 1, run: ['true'], host: 4711 }]);
  });

  it('is not mixed up with others that run at the same time', async () => {
    const [first, second] = [agent.run(['a']), agent.run(['b'])];
    await fake.say({ id: 2, out: 'b' }, { id: 1, out: 'a' }, { id: 2, exit: 0 }, { id: 9, out: 'nobody' });
    await fake.say({ id: 1, exit: 1 });
    expect(await second).toEqual({ exitCode: 0, stdout: 'b', stderr: '' });
    expect(await first).toEqual({ exitCode: 1, stdout: 'a', stderr: '' });
  });

  it('gets and gives bytes: text in UTF-8 arrives although a character is parted', async () => {
    const ran = agent.run(['echo', 'Zürich €'], { input: '𝄞' });
    await settle();
    // Each character of a text is a byte.
    const [start, input] = fake.heard();
    expect(start?.['run']).toEqual(['echo', Buffer.from('Zürich €').toString('latin1')]);
    expect(input?.['input']).toBe(Buffer.from('𝄞').toString('latin1'));
    const bytes = Buffer.from('€').toString('latin1');
    await fake.say({ id: 1, out: bytes.slice(0, 1) }, { id: 1, out: bytes.slice(1) }, { id: 1, exit: 0 });
    expect((await ran).stdout).toBe('€');
  });

  it('tells what it says while it goes on', async () => {
    const running = agent.start(['tail', '-f']);
    const outputs: string[] = [];
    running.onOutput((output) => outputs.push(output));
    const heard = running.heard(/two/, 5);
    await fake.say({ id: 1, out: 'one\n' });
    expect(running.output()).toBe('one\n');
    await fake.say({ id: 1, out: 'two\n' }, { id: 1, err: 'not heard' });
    expect(await heard).toBe('one\ntwo\n');
    expect(outputs).toEqual(['one\n', 'one\ntwo\n']);
    // What was said before is heard at once.
    expect(await running.heard(/one/, 5)).toBe('one\ntwo\n');
  });

  it('that ends without the word that is waited for is an error with what it said', async () => {
    const heard = agent.start(['stand-in.pl']).heard(/listening/, 5);
    const isTold = errorOf(heard);
    await fake.say({ id: 1, err: 'port is taken' }, { id: 1, exit: 1 });
    expect(await isTold).toMatchObject({ message: 'stand-in.pl ended without a word: port is taken' });
  });

  it('is stopped with SIGTERM, and with SIGKILL three seconds later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = agent.start(['stubborn']);
    const stopped = running.stop();
    await settle();
    expect(fake.heard().at(-1)).toEqual({ id: 1, signal: 'TERM' });
    vi.advanceTimersByTime(2999);
    await settle();
    expect(fake.heard()).toHaveLength(2);
    vi.advanceTimersByTime(1);
    await settle();
    expect(fake.heard().at(-1)).toEqual({ id: 1, signal: 'KILL' });
    await fake.say({ id: 1, exit: 137 });
    expect((await stopped).exitCode).toBe(137);
  });
});

describe('a time-out', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  it.each([
    ['the one that was asked for', { timeoutSeconds: 2 }, 2],
    ['60 seconds otherwise', {}, 60],
  ])('kills: %s', async (_what, options, seconds) => {
    const ran = agent.run(['sleep', 'infinity'], options);
    vi.advanceTimersByTime(seconds * 1000 - 1);
    await settle();
    expect(fake.heard().map(({ signal }) => signal)).not.toContain('KILL');
    vi.advanceTimersByTime(1);
    await settle();
    expect(fake.heard().at(-1)).toEqual({ id: 1, signal: 'KILL' });
    await fake.say({ id: 1, exit: 137 });
    expect((await ran).exitCode).toBe(137);
  });

  it('gives the lab up when a program does not even end when it is killed', async () => {
    const isLost = errorOf(agent.run(['sleep', 'infinity'], { timeoutSeconds: 2 }));
    const other = errorOf(agent.run(['cat'], { timeoutSeconds: 600 }));
    vi.advanceTimersByTime(2000 + 30_000);
    const message = 'sleep infinity does not end, although it was killed';
    expect(await isLost).toMatchObject({ message });
    expect(await isLost).toBeInstanceOf(LabLost);
    expect(await other).toBe(await isLost);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is over when the program has ended', async () => {
    const ran = agent.run(['true'], { timeoutSeconds: 2 });
    await fake.say({ id: 1, exit: 0 });
    await ran;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of a word that nobody says tells what was waited for', async () => {
    const heard = agent.start(['tail', '-f']).heard(/never/, 7);
    const isTold = errorOf(heard);
    vi.advanceTimersByTime(7000);
    expect(await isTold).toMatchObject({ message: 'in 7 s it did not come about that tail -f says never' });
  });
});

describe('the way to the agent', () => {
  it('never has more than 2048 bytes that it has not read', async () => {
    const input = 'x'.repeat(10_000);
    void agent.run(['cat'], { input });
    await settle();
    expect(fake.received()).toBe(2048);
    await fake.say({ read: 100 });
    expect(fake.received()).toBe(2148);
    for (let read = 100; read < fake.received();) {
      const more = fake.received() - read;
      await fake.say({ read: more });
      read += more;
      expect(fake.received() - read).toBeLessThanOrEqual(2048);
    }
    expect(fake.heard()).toEqual([
      { id: 1, run: ['cat'] },
      { id: 1, input },
      { id: 1, close: true },
    ]);
  });

  it('counts bytes where characters are more than one', async () => {
    void agent.run(['cat'], { input: 'ü'.repeat(4000) });
    await settle();
    expect(fake.received()).toBe(2048);
  });
});

describe('a lab that is lost', () => {
  it('before it was ready is an error', async () => {
    const other = fakeAgent();
    const connecting = errorOf(connectAgent(other.requests, other.answers));
    other.answers.end();
    expect(await connecting).toBeInstanceOf(LabLost);
  });

  it('fails what runs, and what is asked later', async () => {
    const running = errorOf(agent.run(['sleep']));
    const heard = errorOf(agent.start(['tail']).heard(/x/, 5));
    fake.answers.end();
    expect(await running).toBeInstanceOf(LabLost);
    expect(await heard).toBeInstanceOf(LabLost);
    await expect(agent.run(['true'])).rejects.toThrow('it ended before it was told to');
    await expect(agent.start(['true']).heard(/x/, 5)).rejects.toThrow(LabLost);
  });

  it('is one in which somebody else writes to the line of the agent', async () => {
    const running = errorOf(agent.run(['sleep']));
    fake.answers.write('Kernel panic - not syncing\n');
    expect(await running).toMatchObject({ message: 'it said: Kernel panic - not syncing' });
    expect(await running).toBeInstanceOf(LabLost);
  });

  it('is noticed where it cannot be written to', async () => {
    const running = errorOf(agent.run(['sleep']));
    fake.requests.destroy(new Error('EPIPE'));
    expect(await running).toBeInstanceOf(LabLost);
  });

  it('leaves no time-out behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = errorOf(agent.run(['sleep']));
    fake.answers.end();
    await once(fake.answers, 'close');
    expect(await running).toBeInstanceOf(LabLost);
    expect(vi.getTimerCount()).toBe(0);
  });
});
