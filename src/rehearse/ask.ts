import { must } from './lab.ts';
import type { VirtualService } from '../inventory/model.ts';
import { CLIENT } from './client-program.ts';
import { client, type Rehearsal } from './rehearsal.ts';

/** Something to ask: a service at one of its ports, from some client addresses. */
export interface Question {
  readonly id: string;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly from: readonly string[];
  /** How often from each address, each time on a new connection. */
  readonly each: number;
  /** Where a client's datagrams come from; a free port each time without it. */
  readonly sourcePort?: number;
}

/** What came of one connection. */
export interface Answer {
  readonly id: string;
  readonly from: string;
  /** Who answered; null with an error. */
  readonly host: string | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

/** Asks, as the client. All questions at once, each of them one connection after the other. */
export async function ask(rehearsal: Rehearsal, questions: readonly Question[]): Promise<Answer[]> {
  const input = `${JSON.stringify({ questions })}\n`;
  const command = ['perl', CLIENT, 'ask'];
  const running = rehearsal.lab.run(client(rehearsal), command, { input, timeoutSeconds: 300 });
  const { stdout } = await must(running, 'the client cannot ask');
  return (JSON.parse(stdout) as { answers: Answer[] }).answers;
}

/** The question for a service at one of its ports. */
export function questionFor(
  service: VirtualService,
  port: number,
  from: readonly string[],
  each: number,
): Question {
  const protocol = service.protocol.value;
  const { address } = service.virtualIp;
  return {
    id: service.name,
    protocol,
    address: address.text,
    port,
    from,
    each,
  };
}

/** How many answers each host gave; failures are counted under their error. */
export function countAnswers(answers: readonly Answer[]): {
  hosts: Map<string, number>;
  errors: Map<string, number>;
} {
  const hosts = new Map<string, number>();
  const errors = new Map<string, number>();
  for (const { host, error } of answers) {
    const [counts, key] = host === null ? [errors, error ?? 'no answer'] : [hosts, host];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { hosts, errors };
}
