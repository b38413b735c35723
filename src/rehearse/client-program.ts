import { LabBroken } from './lab.ts';
import { client, type Rehearsal } from './rehearsal.ts';

/** The client program in the lab: see there what each action takes and gives. */
export const CLIENT = '/run/stage/programs/client.pl';

const READY_SECONDS = 30;

/** What the program says when it has begun, and under which name it tells at its end what came of it. */
const actions = {
  hold: { begun: /"open"/, results: 'connections' },
  traffic: { begun: /"going"/, results: 'streams' },
} as const;

/**
 * Starts the client program with an action that goes on until it is stopped.
 * @returns when it has begun; stopping it gives what came of each connection or stream
 */
export async function startClient<T>(
  rehearsal: Rehearsal,
  action: keyof typeof actions,
  input: object,
): Promise<{ stop(): Promise<T[]> }> {
  const { begun, results } = actions[action];
  const program = rehearsal.lab.start(client(rehearsal), ['perl', CLIENT, action]);
  program.write(`${JSON.stringify(input)}\n`);
  await program.heard(begun, READY_SECONDS);
  return {
    async stop() {
      program.close();
      const { stdout, stderr } = await program.ended;
      const last = stdout.trim().split('\n').at(-1) ?? '';
      if (!last.includes(`"${results}"`))
        throw new LabBroken(`the client ended before it was told to: ${stderr}`);
      return (JSON.parse(last) as Record<string, T[]>)[results] ?? [];
    },
  };
}
