/** A command that the runner of GitHub finds in a log. */
export interface RunnerCommand {
  readonly name: string;
  readonly text: string;
}

const AT_START = /^\s*::(?<name>[^\s:]+)(?:\s[^:]*)?::(?<text>.*)$/;
const ANYWHERE = /##\[(?<name>[^\]\s;]+)[^\]]*\](?<text>.*)$/;

/**
 * The commands that the runner obeys in a log: `::name::` at the start of a line, `##[name]` anywhere in one, and none between
 * `stop-commands` and its mark (actions/runner, ActionCommand and ActionCommandManager).
 */
export function commandsOf(log: string): RunnerCommand[] {
  const commands: RunnerCommand[] = [];
  let mark: string | undefined;
  for (const line of log.split('\n')) {
    const { name, text = '' } = (AT_START.exec(line) ?? ANYWHERE.exec(line))?.groups ?? {};
    if (name === undefined) continue;
    if (mark !== undefined) {
      if (name === mark) mark = undefined;
      continue;
    }
    if (name === 'stop-commands') mark = text;
    else commands.push({ name, text });
  }
  return commands;
}
