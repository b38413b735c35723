import { randomUUID, createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFiles } from './check-files.ts';
import type { Engine, EngineContext, PuppetVersion } from './engine.ts';
import { EnvironmentError } from './environment-error.ts';
import { mergeVersions } from './merge-versions.ts';
import { packageRoot } from './package-root.ts';
import { createRunner, type Run, type RunResult } from './runner.ts';
import { createStage } from './stage.ts';
import type { Toolbox, ToolOptions } from './toolbox.ts';

const STAGE_IN_CONTAINER = '/lvs-puppet';
/** The hash of the Dockerfile that an image was built from: a changed one makes a new image. */
const RECIPE_LABEL = 'lvs-puppet.recipe';
const BUILD_SECONDS = 1200;
const START_SECONDS = 60;

/** Whether a Docker daemon answers. */
export async function dockerAnswers(context: EngineContext): Promise<boolean> {
  const run = createRunner(context.env, context.signal);
  const result = await docker(run, ['info', '--format', '{{.ServerVersion}}'], 20);
  // Some clients report an unreachable daemon with exit code 0 and an empty version.
  return result.exitCode === 0 && result.stdout.trim() !== '';
}

/** The engine that runs the programs in containers, one image for each version of Puppet. */
export async function createDockerEngine(context: EngineContext): Promise<Engine> {
  const run = createRunner(context.env, context.signal);
  const images: Image[] = [];
  for (const version of context.versions) images.push(await prepareImage(run, version, context.progress));
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

async function prepareImage(
  run: Run,
  version: PuppetVersion,
  progress: (text: string) => void,
): Promise<Image> {
  const name = `lvs-puppet/puppet:${version}`;
  const folder = join(packageRoot(), 'docker', `puppet${version}`);
  const recipe = createHash('sha256')
    .update(await readFile(join(folder, 'Dockerfile')))
    .digest('hex')
    .slice(0, 16);
  const format = `{{index .Config.Labels "${RECIPE_LABEL}"}}`;
  const known = await docker(run, ['image', 'inspect', '--format', format, name], START_SECONDS);
  if (known.exitCode !== 0 || known.stdout.trim() !== recipe) {
    progress(`building the image ${name} (once; this takes a minute or two)`);
    await build(run, name, folder, recipe);
  }
  return { name, puppetVersion: await versionIn(run, name) };
}

async function build(run: Run, name: string, folder: string, recipe: string): Promise<void> {
  const args = ['build', '--label', `${RECIPE_LABEL}=${recipe}`, '--tag', name, folder];
  const result = await docker(run, args, BUILD_SECONDS);
  if (result.exitCode !== 0)
    throw new EnvironmentError(`the image ${name} cannot be built from ${folder}: ${lastLines(result)}`);
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
  const user = process.getuid === undefined ? [] : [`--user=${process.getuid()}:${process.getgid?.() ?? 0}`];
  return [
    '--network=none',
    '--read-only',
    '--tmpfs=/tmp',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    '--init',
    '--env=LC_ALL=C.UTF-8',
    '--env=HOME=/tmp',
    `--mount=type=bind,source=${stageRoot},target=${STAGE_IN_CONTAINER},readonly`,
    `--workdir=${STAGE_IN_CONTAINER}`,
    ...user,
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

/** By its own runner: the signal that ended the container must not keep it from being removed. */
async function removeContainer(name: string): Promise<void> {
  await docker(createRunner(process.env), ['rm', '--force', name], START_SECONDS);
}

function docker(run: Run, args: readonly string[], timeoutSeconds: number): Promise<RunResult> {
  return run('docker', args, { cwd: tmpdir(), timeoutSeconds });
}

function lastLines(result: RunResult): string {
  const text = result.cutShort ?? (result.stderr.trim() || result.stdout.trim());
  return text.split('\n').slice(-15).join('\n');
}
