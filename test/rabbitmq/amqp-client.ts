import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../../src/lab/stage.ts';
import type { Lab } from '../../src/rehearse/lab.ts';
import type { LabHost } from '../../src/rehearse/model.ts';

/** A connection of the client: see `amqp-client.py`. */
export interface Connection {
  readonly id: number;
  /** How the broker calls itself; null where the connection did not come about. */
  readonly broker: string | null;
  /** Why it is no more. */
  readonly broken: string | null;
}

/** What came back on a connection. */
export interface Exchanged extends Connection {
  readonly received: readonly Seen[];
}

/** A message as it is compared. */
export interface Seen {
  readonly length: number;
  readonly sha256: string;
}

/** A text so many times over. */
export interface Message {
  readonly text: string;
  readonly times: number;
}

/** A client of AMQP on a host of the lab, with connections that stay until somebody breaks them. */
export interface AmqpClient {
  open(count: number): Promise<Connection[]>;
  exchange(messages: readonly Message[]): Promise<Exchanged[]>;
  look(): Promise<Connection[]>;
}

export interface AmqpSettings {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Seconds: whoever hears nothing from the other side for so long takes it for dead. */
  readonly heartbeat: number;
}

const PROGRAM = 'rabbitmq/amqp-client.py';
const ANSWER_SECONDS = 120;

/** Starts the client with its library, python3-pika. */
export async function startAmqpClient(
  lab: Lab,
  stage: Stage,
  host: LabHost,
  settings: AmqpSettings,
): Promise<AmqpClient> {
  await stage.write(PROGRAM, readFileSync(join(import.meta.dirname, 'amqp-client.py')));
  const program = lab.start(host, ['/usr/bin/python3', `${stage.inside}/${PROGRAM}`]);
  let lines = 0;
  const ask = async <T>(request: object): Promise<T> => {
    lines += 1;
    program.write(`${JSON.stringify(request)}\n`);
    const output = await program.heard(new RegExp(`^(?:.*\\n){${lines}}`), ANSWER_SECONDS);
    return JSON.parse(output.split('\n')[lines - 1] ?? '') as T;
  };
  await ask(settings);
  return {
    open: (count) => ask({ do: 'open', count }),
    exchange: (messages) => ask({ do: 'exchange', messages }),
    look: () => ask({ do: 'look' }),
  };
}

/** How a message looks when it arrives unchanged. */
export function seen({ text, times }: Message): Seen {
  const body = Buffer.from(text.repeat(times));
  return { length: body.length, sha256: createHash('sha256').update(body).digest('hex') };
}
