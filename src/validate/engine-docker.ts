import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { asCaller, docker, lastLines, removeContainer, withoutRights } from '../docker/client.ts';
import { prepareImage } from '../docker/image.ts';
import { checkFiles } from './check-files.ts';
import type { Engine, EngineContext, PuppetVersion } from './engine.ts';
import { EnvironmentError } from './environment-error.ts';
import { mergeVersions } from './merge-versions.ts';
import { createRunner, type Run, type RunResult } from './runner.ts';
import { createStage } from './stage.ts';
import type { Toolbox, ToolOptions } from './toolbox.ts';

const STAGE_IN_CONTAINER = '/lvs-puppet';
const START_SECONDS = 60;

/** The engine that runs the programs in containers, one image for each version of Puppet. */
export async function createDockerEngine(context: EngineContext): Promise<Engine> {
  const run = createRunner(context.env, context.signal);
  const images: Image[] = [];
  for (const version of context.versions) images.push(await imageOf(run, version, context.progress));
  return {
    name: `docker (puppet ${images.map((image) => image.puppetVersion).join(', ')})`,
    async check(files, metadata) {
      const results = images.map(async (image) => {
        // A stage for each: one version must not rewrite what the other is reading.
        const stage = await createStage();
        try {
          const verdicts = await checkFiles(files, metadata, stage, containerToolbox(run, stage.root, image));
          return { version: image.puppetVersion, verdicts };
        } finally {
          await stage.remove();
        }
      });
      return mergeVersions(await allSettledOrThrow(results));
    },
  };
}

/** Waits for all even when one fails, so that no container outlives the run. */
async function allSettledOrThrow<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

interface Image {
  readonly name: string;
  readonly puppetVersion: string;
}

async function imageOf(run: Run, version: PuppetVersion, progress: (text: string) => void): Promise<Image> {
  const name = `lvs-puppet/puppet:${version}`;
  await prepareImage(run, name, `puppet${version}`, progress);
  return { name, puppetVersion: await versionIn(run, name) };
}

async function versionIn(run: Run, image: string): Promise<string> {
  const args = ['run', '--rm', '--network', 'none', image, 'puppet', '--version'];
  const result = await docker(run, args, START_SECONDS);
  const version = /^\d+\.\d+\.\d+\S*$/m.exec(result.stdout)?.[0];
  if (version === undefined)
    throw new EnvironmentError(`puppet does not run in ${image}: ${lastLines(result)}`);
  return version;
}

/**
 * Containers have no network, no rights and nothing to write to but a /tmp of their own; they see the copies
 * of the files, read-only, as the user who made them.
 */
function containerToolbox(run: Run, stageRoot: string, image: Image): Toolbox {
  let hosts: string[] = [];
  return {
    puppetVersion: image.puppetVersion,
    root: STAGE_IN_CONTAINER,
    run: (program, args, options) => {
      const container = containerArguments(stageRoot, options, program === 'ldirectord' ? hosts : []);
      return runContainer(run, [...container, image.name, program, ...args], options);
    },
    pretendHosts(names) {
      hosts = names.flatMap((name, index) => [
        `--add-host=${name}:198.18.${index >> 8}.${(index & 255) + 1}`,
        `--add-host=${name}:2001:db8::${(index + 1).toString(16)}`,
      ]);
      return names.length > 0;
    },
  };
}

function containerArguments(stageRoot: string, options: ToolOptions, hosts: readonly string[]): string[] {
  return [
    ...withoutRights,
    '--read-only',
    '--tmpfs=/tmp',
    '--env=LC_ALL=C.UTF-8',
    '--env=HOME=/tmp',
    `--mount=type=bind,source=${stageRoot},target=${STAGE_IN_CONTAINER},readonly`,
    `--workdir=${STAGE_IN_CONTAINER}`,
    ...asCaller(),
    ...hosts,
    ...(options.input === undefined ? [] : ['--interactive']),
  ];
}

/** A client that is ended may leave its container behind, so the container has a name and is removed by it. */
async function runContainer(run: Run, args: readonly string[], options: ToolOptions): Promise<RunResult> {
  const name = `lvs-puppet-${randomUUID()}`;
  let finished = false;
  try {
    const result = await run('docker', ['run', '--rm', '--name', name, ...args], {
      ...options,
      cwd: tmpdir(),
    });
    finished = result.cutShort === undefined;
    return startFailure(result) ?? result;
  } finally {
    if (!finished) await removeContainer(name);
  }
}

/** docker's own failures (125 to 127) are not verdicts of the program inside. */
function startFailure(result: RunResult): RunResult | undefined {
  if (result.exitCode === 127) return { ...result, missing: true };
  if (result.exitCode !== 125 && result.exitCode !== 126) return undefined;
  return { ...result, cutShort: `the container could not be started: ${lastLines(result)}` };
}
