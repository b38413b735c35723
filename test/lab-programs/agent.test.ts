import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectAgent, LabLost, type Agent } from '../../src/lab/agent.ts';

/* The agent of the lab as an ordinary process, with pipes where the lab has a serial line. */

const program = join(import.meta.dirname, '../../lab/agent.pl');

let child: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> };
let agent: Agent;
let complaints = '';

beforeEach(async () => {
  complaints = '';
  const started = spawn('perl', [program], { stdio: 'pipe' });
  started.stderr.on('data', (text: Buffer) => (complaints += text));
  child = started;
  agent = await connectAgent(started.stdin, started.stdout);
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.stdin.end();
    await once(child, 'close');
  }
  if (complaints !== '') throw new Error(complaints);
});

/** Whether a process goes on; a zombie does not. */
function goesOn(pid: string): boolean {
  return existsSync(`/proc/${pid.trim()}/cwd/.`);
}

/** What a promise fails with; looked at from now on, so that nothing fails unnoticed. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
}

describe('a program', () => {
  test('gets its input, and gives output, errors and exit code', async () => {
    const ran = await agent.run(['sh', '-c', 'cat; echo oh >&2; exit 3'], { input: 'hello\n' });
    expect(ran).toEqual({ exitCode: 3, stdout: 'hello\n', stderr: 'oh\n' });
  });

  test('gets its arguments as they are: no shell has a look at them', async () => {
    const args = ['$HOME', "it's; exit 9", '*', '', 'two\nlines', 'Zürich €', '%s'];
    const { stdout } = await agent.run(['printf', String.raw`%s\0`, ...args]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(args);
  });

  test('that is not there is an exit code of 127', async () => {
    const { exitCode, stdout, stderr } = await agent.run(['no-such-program']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 127, stdout: '' });
    expect(stderr).toContain('no-such-program: No such file or directory');
  });

  test.each([
    ['TERM', 143],
    ['KILL', 137],
    ['HUP', 129],
  ])('that a signal ends: SIG%s', async (name, exitCode) => {
    expect(await agent.run(['sh', '-c', `kill -${name} $$`])).toMatchObject({ exitCode });
  });

  test('that takes too long is killed with all that it started', async () => {
    const running = agent.run(['sh', '-c', 'sleep 60 & echo $!; wait'], { timeoutSeconds: 0.5 });
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(137);
    await expect.poll(() => goesOn(stdout)).toBe(false);
  });

  test('that ignores its input is not waited for, nor is what it left running', async () => {
    const start = performance.now();
    const { exitCode, stdout } = await agent.run(['sh', '-c', 'sleep 30 & echo $!'], {
      input: 'x'.repeat(200_000),
    });
    expect(exitCode).toBe(0);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(goesOn(stdout)).toBe(true);
    await agent.run(['kill', stdout.trim()]);
  });

  test('goes on, hears, answers and is stopped', async () => {
    const running = agent.start(['sh', '-c', 'while read -r line; do echo "<$line>"; done; echo over']);
    running.write('a\n');
    expect(await running.heard(/<a>/, 10)).toBe('<a>\n');
    running.write('ü\n');
    expect(await running.heard(/<ü>/, 10)).toBe('<a>\n<ü>\n');
    running.close();
    expect(await running.ended).toEqual({ exitCode: 0, stdout: '<a>\n<ü>\nover\n', stderr: '' });
  });

  test('can be stopped as soon as it was started', async () => {
    for (let count = 0; count < 40; count += 1)
      expect(await agent.start(['sleep', '60']).stop()).toMatchObject({ exitCode: 143 });
  });

  test('is killed where it does not mind SIGTERM', async () => {
    const running = agent.start(['sh', '-c', "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
    await running.heard(/ready/, 10);
    expect(await running.stop()).toMatchObject({ exitCode: 137 });
  });
});

describe('much', () => {
  test('output arrives in full, although it is more than a pipe holds', async () => {
    const { exitCode, stdout } = await agent.run(['seq', '1', '60000']);
    expect(exitCode).toBe(0);
    expect(stdout.length).toBeGreaterThan(5 * 65_536);
    expect(stdout).toBe(Array.from({ length: 60_000 }, (_none, index) => `${index + 1}\n`).join(''));
  });

  test('input goes there and comes back, in characters of several bytes', async () => {
    const input = 'äöü€𝄞\n'.repeat(8000);
    const { stdout } = await agent.run(['cat'], { input });
    expect(stdout === input).toBe(true);
  });

  test('any byte goes both ways', async () => {
    const { stdout } = await agent.run([
      'sh',
      '-c',
      String.raw`printf '\000\001\177\200\377\n' | od -An -tx1`,
    ]);
    expect(stdout.trim()).toBe('00 01 7f 80 ff 0a');
    const input = Array.from({ length: 0x2100 }, (_none, code) => String.fromCodePoint(code)).join('');
    expect((await agent.run(['cat'], { input })).stdout === input).toBe(true);
  });

  test('at once is kept apart', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_none, index) =>
        agent.run(['sh', '-c', `cat; exit ${index}`], { input: `${index} `.repeat(300) }),
      ),
    );
    expect(all.map(({ exitCode }) => exitCode)).toEqual(all.map((_none, index) => index));
    expect(all.every(({ stdout }, index) => stdout === `${index} `.repeat(300))).toBe(true);
  });
});

describe('the end', () => {
  test('of the input ends the agent and all programs', async () => {
    const running = agent.start(['sh', '-c', 'echo $$; exec sleep 60']);
    const pid = await running.heard(/\n/, 10);
    const isLost = errorOf(running.ended);
    child.stdin.end();
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(await isLost).toBeInstanceOf(LabLost);
    expect(exitCode).toBe(0);
    await expect.poll(() => goesOn(pid)).toBe(false);
  });

  test('of the agent is noticed by those who wait', async () => {
    const running = errorOf(agent.run(['sleep', '2']));
    child.kill('SIGKILL');
    expect(await running).toBeInstanceOf(LabLost);
    await expect(agent.run(['true'])).rejects.toThrow(LabLost);
  });
});
