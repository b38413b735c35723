import type { LabHost } from '../rehearse/model.ts';
import type { PuppetRun, Ran, Running } from '../rehearse/lab.ts';

/** What the lab did on each host, for whoever looks for the reason of a failure. */
export interface Journal {
  /** Notes a program that runs on a host to its end, how it ended, and what it said if that was not well. */
  ran(host: LabHost, command: readonly string[], ended: Promise<Ran>): Promise<Ran>;
  /** The same of one that goes on. */
  started(host: LabHost, command: readonly string[], running: Running): Running;
  /** Notes a run of Puppet. */
  puppet(host: LabHost, run: PuppetRun): PuppetRun;
  /** Ends what still runs, so that it tells what it had to say, and gives the notes by their paths. */
  finish(): Promise<Map<string, string>>;
}

/** So much of what a program said is kept, from its end. */
const KEPT = 4000;

/** Starts a journal; its times are seconds from now on. */
export function startJournal(): Journal {
  const start = performance.now();
  const texts = new Map<string, string>();
  /** What goes on, each until it is noted how it ended. */
  const going = new Map<Running, Promise<void>>();
  const note = ({ hostname }: LabHost, file: string, text: string): void => {
    const path = `${hostname}/${file}`;
    texts.set(path, (texts.get(path) ?? '') + text);
  };
  const now = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const noteProgram = async (
    host: LabHost,
    command: readonly string[],
    ended: Promise<Ran>,
  ): Promise<void> => {
    const began = now();
    const end = await ended.then(endOf, (error: Error) => `${error.message}\n`);
    note(host, 'programs.log', `${began}  ${command.join(' ')}\n${now()}  → ${end}`);
  };
  return {
    ran(host, command, ended) {
      void noteProgram(host, command, ended);
      return ended;
    },
    started(host, command, running) {
      const noted = noteProgram(host, command, running.ended);
      going.set(running, noted);
      void noted.then(() => going.delete(running));
      return running;
    },
    puppet(host, run) {
      const said = run.log || run.problems.map((line) => `${line}\n`).join('');
      note(host, 'puppet.log', `${now()}  exit code ${run.exitCode}\n${said}\n`);
      return run;
    },
    async finish() {
      for (const running of going.keys()) running.stop().catch(() => undefined);
      await Promise.all(going.values());
      return texts;
    },
  };
}

function endOf({ exitCode, stdout, stderr }: Ran): string {
  return exitCode === 0 ? '0\n' : `${exitCode}\n${indented(stdout)}${indented(stderr)}`;
}

function indented(text: string): string {
  const kept = text.slice(-KEPT).trimEnd();
  return kept === '' ? '' : `${kept.replaceAll(/^/gm, '    ')}\n`;
}
