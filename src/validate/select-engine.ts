import { dockerAnswers } from '../docker/client.ts';
import type { Engine, EngineContext, EngineName } from './engine.ts';
import { createDockerEngine } from './engine-docker.ts';
import { findPuppetEngine, majorVersion } from './engine-puppet.ts';
import { EnvironmentError } from './environment-error.ts';
import { createRunner } from './runner.ts';

const INSTALL =
  'install Puppet (Debian and Ubuntu: apt install puppet ldirectord ipvsadm) or Docker with a running daemon';

/** Gives the engine that was asked for, or says what is missing for it. */
export async function selectEngine(name: EngineName, context: EngineContext): Promise<Engine> {
  if (name === 'embedded') {
    throw new EnvironmentError(
      'the embedded engine knows ldirectord.cf, metadata.json and data of Hiera; for other files there are --engine puppet (the programs on PATH) and --engine docker',
    );
  }
  if (name === 'docker') return dockerEngine(context);
  const puppet = await findPuppetEngine(context);
  if (puppet !== undefined && isWanted(puppet, context)) return puppet;
  if (name === 'puppet') throw new EnvironmentError(whyNoPuppet(puppet, context));
  if (await dockerAnswers(createRunner(context.env, context.signal))) return createDockerEngine(context);
  throw new EnvironmentError(`${whyNoPuppet(puppet, context)}, and no Docker daemon answers: ${INSTALL}`);
}

async function dockerEngine(context: EngineContext): Promise<Engine> {
  if (await dockerAnswers(createRunner(context.env, context.signal))) return createDockerEngine(context);
  throw new EnvironmentError(
    'no Docker daemon answers: install Docker (Debian and Ubuntu: apt install docker.io) and start it',
  );
}

function isWanted(engine: Engine, context: EngineContext): boolean {
  const has = (version: string): boolean => version === majorVersion(engine.name);
  return context.versionsAsked ? context.versions.every(has) : context.versions.some(has);
}

function whyNoPuppet(engine: Engine | undefined, context: EngineContext): string {
  if (engine === undefined) return 'puppet is not on PATH';
  const wanted = context.versions.join(context.versionsAsked ? ' and ' : ' or ');
  return `--puppet asks for ${wanted}, and on PATH is ${engine.name}`;
}
