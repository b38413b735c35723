import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lab = join(import.meta.dirname, '../../lab');

/** How a program of the lab ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the lab that goes on. */
export interface Going {
  readonly pid: number;
  /** Waits until it has written so many lines, and gives them. */
  lines(count: number): Promise<Record<string, unknown>[]>;
  /** Everything that it has written so far. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  endInput(): void;
  /** SIGTERM, and what it said until its end. */
  stop(): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

const children = new Set<ChildProcess>();

/** Ends what a test has left running, by process id. */
export async function endAll(): Promise<void> {
  const left = [...children];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(left.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
}

/** Starts any program; its input stays open. `before` is what starts it, such as nsenter with its options. */
export function startCommand(command: readonly string[], input = ''): Going {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: 'pipe' });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text));
  child.stderr.on('data', (text: Buffer) => (stderr += text));
  child.stdin.on('error', () => {});
  if (input !== '') child.stdin.write(input);
  const ended = once(child, 'close').then(([exitCode]) => {
    children.delete(child);
    return { exitCode: exitCode as number | null, stdout, stderr };
  });
  const goesOn = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    async lines(count) {
      for (let waited = 0; waited < 15_000 && goesOn(); waited += 20) {
        if (stdout.split('\n').length > count) break;
        await sleep(20);
      }
      if (!goesOn()) await ended;
      const lines = stdout.split('\n').slice(0, -1);
      if (lines.length < count) throw new Error(`only ${lines.length} lines of ${count}: ${stdout}${stderr}`);
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    output: () => stdout,
    signal: (name) => void child.kill(name),
    endInput: () => void child.stdin.end(),
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
  };
}

/** Starts `lab/<program>` with a document on its input. */
export function start(command: readonly string[], document: unknown, before: readonly string[] = []): Going {
  const [program = '', ...args] = command;
  return startCommand([...before, join(lab, program), ...args], JSON.stringify(document));
}

/** A stand-in that listens. */
export async function standIn(document: unknown, before: readonly string[] = []): Promise<Going> {
  const going = start(['stand-in.pl'], document, before);
  await going.lines(1);
  return going;
}

/** Runs the client to its end and gives what it wrote; it fails when the client does. */
export async function client(
  action: string,
  document: unknown,
  before: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const going = start(['client.pl', action], document, before);
  going.endInput();
  const { exitCode, stdout, stderr } = await going.ended;
  if (exitCode !== 0 || stderr !== '') throw new Error(`client ${action} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Ports that nobody listens on, below those that the system gives to connections of other tests. */
export async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>();
  while (free.size < count) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    if (await isFree(port)) free.add(port);
  }
  return [...free];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
