import { stripVTControlCharacters } from 'node:util';
import { checkFiles } from './check-files.ts';
import type { Engine, EngineContext } from './engine.ts';
import { EnvironmentError } from './environment-error.ts';
import { emptyConfiguration } from './puppet-options.ts';
import { createRunner, type Run, type RunResult } from './runner.ts';
import { createStage } from './stage.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * The engine that uses the programs on PATH.
 * @returns undefined when there is no puppet
 */
export async function findPuppetEngine(context: EngineContext): Promise<Engine | undefined> {
  const run = createRunner(context.env, context.signal);
  const version = await puppetVersion(run);
  if (version === undefined) return undefined;
  return {
    name: `puppet ${version}`,
    async check(files, metadata) {
      const stage = await createStage();
      try {
        return await checkFiles(files, metadata, stage, localToolbox(stage.root, version, run));
      } finally {
        await stage.remove();
      }
    },
  };
}

/** The major version of an engine's name or a version text. */
export function majorVersion(text: string): string | undefined {
  return /(\d+)\.\d+/.exec(text)?.[1];
}

async function puppetVersion(run: Run): Promise<string | undefined> {
  const stage = await createStage();
  try {
    const args = ['--version', ...emptyConfiguration(stage.root)];
    return readVersion(await run('puppet', args, { cwd: stage.root, timeoutSeconds: 60 }));
  } finally {
    await stage.remove();
  }
}

function readVersion(result: RunResult): string | undefined {
  if (result.missing) return undefined;
  const version = /^\d+\.\d+\.\d+\S*$/m.exec(result.stdout)?.[0];
  if (version !== undefined) return version;
  const why = result.cutShort ?? stripVTControlCharacters(result.stderr).trim().slice(0, 500);
  throw new EnvironmentError(`the puppet on PATH does not work: ${why || 'it does not say its version'}`);
}

/** The working folder is the stage, so that nothing is picked up from where the user stands. */
function localToolbox(root: string, version: string, run: Run): Toolbox {
  return {
    puppetVersion: version,
    root,
    run: (program, args, options) => run(program, args, { ...options, cwd: root }),
    pretendHosts: () => false,
  };
}
