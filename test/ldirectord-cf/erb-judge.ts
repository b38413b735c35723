import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Data } from '../../src/import/fork/expand-template.ts';

/** What Ruby makes of a template. */
export type Expansion =
  | { readonly text: string }
  | { readonly error: string }
  /** It is no Ruby, so no director ever had a file of it. */
  | { readonly unreadable: true };

export interface ErbJudge {
  /** Many may be asked at a time. */
  of(template: string, variables: ReadonlyMap<string, Data>): Promise<Expansion>;
  end(): Promise<void>;
}

/** Starts Ruby's own ERB, one process for any number of templates. */
export function startErbJudge(): ErbJudge {
  const child = spawn('ruby', ['-W0', join(import.meta.dirname, 'erb-judge.rb')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async of(template, variables) {
      child.stdin.write(`${JSON.stringify({ template, variables: plain(variables) })}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the judge ended at ${JSON.stringify(template)}`);
      return JSON.parse(value) as Expansion;
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

function plain(data: Data): unknown {
  if (data instanceof Map)
    return Object.fromEntries([...data].map(([key, value]: [string, Data]) => [key, plain(value)]));
  if (Array.isArray(data)) return data.map(plain);
  return data ?? null;
}
