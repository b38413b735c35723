import type { LabHost } from '../rehearse/model.ts';
import type { PuppetRun, Ran, Running } from '../rehearse/lab.ts';

/** What the lab did on each host, for whoever looks for the reason of a failure. */
export interface Journal {
  /** Notes a program that was started on a host, how it ended, and what it said if that was not well. */
  program(host: LabHost, command: readonly string[], running: Running): Running;
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
  const going = new Set<Running>();
  const note = ({ hostname }: LabHost, file: string, text: string): void => {
    const path = `${hostname}/${file}`;
    texts.set(path, (texts.get(path) ?? '') + text);
  };
  const now = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  return {
    program(host, command, running) {
      const began = now();
      going.add(running);
      running.ended
        .then(
          ({ exitCode, stdout, stderr }: Ran) =>
            exitCode === 0 ? '0\n' : `${exitCode}\n${indented(stdout)}${indented(stderr)}`,
          (error: Error) => `${error.message}\n`,
        )
        .then((end) => {
          going.delete(running);
          note(host, 'programs.log', `${began}  ${command.join(' ')}\n${now()}  → ${end}`);
        });
      return running;
    },
    puppet(host, run) {
      const said = run.log || run.problems.map((line) => `${line}\n`).join('');
      note(host, 'puppet.log', `${now()}  exit code ${run.exitCode}\n${said}\n`);
      return run;
    },
    async finish() {
      await Promise.all([...going].map((running) => running.stop().catch(() => undefined)));
      return texts;
    },
  };
}

function indented(text: string): string {
  const kept = text.slice(-KEPT).trimEnd();
  return kept === '' ? '' : `${kept.replaceAll(/^/gm, '    ')}\n`;
}
