import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { LabBroken, type Ran, type RunOptions, type Running } from '../rehearse/lab.ts';
import { answerIn } from './answer-line.ts';

/** Runs programs inside of the lab, by the requests and answers of `lab/agent.pl`. */
export interface Agent {
  /** Starts a program: in the lab's own namespaces, or on the host whose first process has this number. */
  start(command: readonly string[], host?: number): Running;
  /** Runs a program to its end. */
  run(command: readonly string[], options?: RunOptions, host?: number): Promise<Ran>;
}

/** The lab is gone, or was never there: nothing can be said of what was asked. */
export class LabLost extends LabBroken {}

interface Answer {
  readonly ready?: true;
  readonly read?: number;
  readonly id?: number;
  readonly out?: string;
  readonly err?: string;
  readonly exit?: number;
}

interface Program {
  out: string;
  err: string;
  readonly heard: (text: string) => void;
  readonly end: (exitCode: number) => void;
  readonly fail: (error: Error) => void;
}

const DEFAULT_SECONDS = 60;
/** How many bytes may be on the way to the agent: half of what a terminal line of Linux holds. */
const WINDOW = 2048;
const KILL_SECONDS = 3;
/** How long a busy lab may take to tell the end of a program that was killed. */
const HANGS_SECONDS = 30;

/**
 * Talks to an agent by its standard input and output.
 * @returns when the agent said that it is ready
 * @throws LabLost when its output ends before
 */
export async function connectAgent(requests: Writable, answers: Readable): Promise<Agent> {
  const programs = new Map<number, Program>();
  let lost: LabLost | undefined;
  let next = 1;
  let ready: (() => void) | undefined;
  let notReady: ((error: Error) => void) | undefined;
  const isReady = new Promise<void>((resolve, reject) => {
    ready = resolve;
    notReady = reject;
  });

  const lines = createInterface({ input: answers, crlfDelay: Infinity });
  lines.on('line', (line) => {
    const answer = answerIn<Answer>(line);
    if (answer === undefined) return lose(`it said: ${line.slice(0, 200)}`);
    if (answer.ready) ready?.();
    if (answer.read !== undefined) {
      onTheWay -= answer.read;
      send();
    }
    const program = programs.get(answer.id ?? 0);
    if (program === undefined) return;
    program.out += answer.out ?? '';
    program.err += answer.err ?? '';
    if (answer.out !== undefined) program.heard(text(program.out));
    if (answer.exit !== undefined) {
      programs.delete(answer.id ?? 0);
      program.end(answer.exit);
    }
  });
  const lose = (why = 'it ended before it was told to'): void => {
    lost ??= new LabLost(why);
    notReady?.(lost);
    for (const program of programs.values()) program.fail(lost);
    programs.clear();
  };
  lines.on('close', () => lose());
  // What cannot be written because the lab is gone is noticed at its output.
  requests.on('error', () => lose());
  let waiting = Buffer.alloc(0);
  let onTheWay = 0;
  const send = (): void => {
    const chunk = waiting.subarray(0, Math.max(0, WINDOW - onTheWay));
    if (chunk.length === 0 || lost !== undefined) return;
    waiting = waiting.subarray(chunk.length);
    onTheWay += chunk.length;
    requests.write(chunk);
  };
  const ask = (request: object): void => {
    waiting = Buffer.concat([waiting, Buffer.from(`${JSON.stringify(request)}\n`)]);
    send();
  };

  await isReady;
  return { start, run };

  function start(command: readonly string[], host?: number): Running {
    const id = next++;
    const listeners = new Set<(output: string) => void>();
    const ended = new Promise<Ran>((resolve, reject) => {
      if (lost !== undefined) reject(lost);
      const program: Program = {
        out: '',
        err: '',
        heard: (output) => listeners.forEach((listener) => listener(output)),
        end: (exitCode) => resolve({ exitCode, stdout: text(program.out), stderr: text(program.err) }),
        fail: reject,
      };
      programs.set(id, program);
    });
    // Whoever waits for it hears of it; nobody has to.
    ended.catch(() => undefined);
    ask({ id, run: command.map(bytes), ...(host === undefined ? {} : { host }) });
    const running: Running = {
      ended,
      output: () => text(programs.get(id)?.out ?? ''),
      onOutput: (listener) => listeners.add(listener),
      write: (input) => ask({ id, input: bytes(input) }),
      close: () => ask({ id, close: true }),
      signal: (name) => ask({ id, signal: name }),
      async heard(pattern, seconds) {
        const isHeard = new Promise<string>((resolve) => {
          const listener = (output: string): void => {
            if (pattern.test(output)) resolve(output);
          };
          listeners.add(listener);
          listener(text(programs.get(id)?.out ?? ''));
        });
        const isOver = ended.then(({ stdout, stderr }) => {
          if (pattern.test(stdout)) return stdout;
          throw new LabBroken(`${command[0]} ended without a word: ${stderr || stdout}`);
        });
        return within(
          seconds,
          `${command.join(' ')} says ${pattern.source}`,
          Promise.race([isHeard, isOver]),
        );
      },
      async stop() {
        ask({ id, signal: 'TERM' });
        return killedAfter(KILL_SECONDS, running, command);
      },
    };
    return running;
  }

  /** Kills a program that goes on too long. A lab in which it does not even end then hangs, and is given up. */
  function killedAfter(
    seconds: number,
    { signal, ended }: Pick<Running, 'signal' | 'ended'>,
    command: readonly string[],
  ): Promise<Ran> {
    let timer = setTimeout(() => {
      signal('KILL');
      timer = setTimeout(
        () => lose(`${command.join(' ')} does not end, although it was killed`),
        HANGS_SECONDS * 1000,
      );
    }, seconds * 1000);
    return ended.finally(() => clearTimeout(timer));
  }

  async function run(command: readonly string[], options: RunOptions = {}, host?: number): Promise<Ran> {
    const running = start(command, host);
    if (options.input !== undefined) running.write(options.input);
    running.close();
    return killedAfter(options.timeoutSeconds ?? DEFAULT_SECONDS, running, command);
  }
}

/** @throws LabBroken when it takes longer */
async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new LabBroken(`in ${seconds} s it did not come about that ${what}`)),
      seconds * 1000,
    );
  });
  return Promise.race([promise, isLate]).finally(() => clearTimeout(timer));
}

/** The agent sends bytes as characters 0 to 255. */
function text(latin: string): string {
  return Buffer.from(latin, 'latin1').toString('utf8');
}

function bytes(utf: string): string {
  return Buffer.from(utf, 'utf8').toString('latin1');
}
