import type { Container } from '../containers/container.ts';
import { helpersInContainer } from './compile-catalogs.ts';

export interface Verdict {
  readonly status: number;
  readonly said: string;
}

/** Exit code of `ldirectord FILE status` for a file that parses while no daemon uses it. */
export const parsesAndIsStopped = 3;

/** What the real ldirectord says to each of these configurations. */
export async function askLdirectord(
  container: Container,
  configurations: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Verdict>>> {
  const command = ['ruby', `${helpersInContainer}/ldirectord-status.rb`];
  const input = JSON.stringify(configurations);
  const { exitCode, stdout, stderr } = await container.run(command, { input, timeoutSeconds: 400 });
  if (exitCode !== 0) {
    throw new Error(`ldirectord-status.rb ended with ${exitCode}:\n${stderr}`);
  }
  return JSON.parse(stdout) as Record<string, Verdict>;
}
