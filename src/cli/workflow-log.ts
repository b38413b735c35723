import type { Io, Output } from './io.ts';

/**
 * The same with text for people that is no command to a runner of GitHub Actions: it takes `##[name]` for one wherever that stands
 * in a line, as in the excerpt of a source line (actions/runner, ActionCommand.TryParse). Results for programs stay as they are.
 * @param streams those that carry such text only
 */
export function withoutCommands(io: Io, ...streams: ('stdout' | 'stderr')[]): Io {
  if (io.env.GITHUB_ACTIONS !== 'true') return io;
  return { ...io, ...Object.fromEntries(streams.map((name) => [name, guarded(io[name])])) };
}

function guarded(output: Output): Output {
  return { ...output, write: (text) => output.write(text.replaceAll('##[', String.raw`##\u005b`)) };
}
