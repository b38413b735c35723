import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { addressOf } from '../rehearse/addresses.ts';
import type { LabHost } from '../rehearse/model.ts';
import { LabBroken, type PuppetRun } from '../rehearse/lab.ts';
import type { Agent } from './agent.ts';
import { answerIn } from './answer-line.ts';
import type { Hosts } from './hosts.ts';
import type { Machine } from './machine.ts';
import type { Stage } from './stage.ts';

/** Runs Puppet on hosts of the lab, as an agent and its server do. */
export interface Puppet {
  readonly version: string;
  run(host: LabHost, environment: string): Promise<PuppetRun>;
}

interface Answer {
  readonly ready?: true;
  readonly version?: string;
  readonly id?: number;
  readonly problem?: string;
  readonly warnings?: readonly string[];
  readonly facts?: true;
  readonly exit?: number;
}

/** A virtual machine whose processors are computed takes half a minute, and two on a busy machine. */
const LOAD_SECONDS = 300;

/**
 * Loads Puppet twice: outside of the lab's kernel, where catalogs are compiled quickly, and inside, where each host
 * tells the facts that the module brings along and applies its catalog.
 * @throws LabBroken when either does not start
 */
export async function loadPuppet(
  machine: Machine,
  stage: Stage,
  agent: Agent,
  hosts: Hosts,
): Promise<Puppet> {
  const compiler = machine.start(['ruby', `${machine.stage}/programs/compile.rb`, machine.stage]);
  let complaints = '';
  compiler.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
  const compilerAnswers = answersOf((heard) => createInterface({ input: compiler.stdout }).on('line', heard));
  compiler.once('close', () =>
    compilerAnswers.fail(new LabBroken(`Puppet does not compile here: ${complaints}`)),
  );

  const applier = agent.start(['ruby', '/run/stage/programs/apply.rb', stage.inside]);
  const applierAnswers = answersOf((heard) => {
    let read = 0;
    applier.onOutput((output) => {
      const complete = output.lastIndexOf('\n') + 1;
      for (const line of output.slice(read, complete).split('\n')) if (line !== '') heard(line);
      read = complete;
    });
  });
  applier.ended.then(
    ({ stderr }) => applierAnswers.fail(new LabBroken(`Puppet does not run in the lab: ${stderr}`)),
    (error: Error) => applierAnswers.fail(error),
  );

  const timer = setTimeout(() => {
    const late = new LabBroken(`Puppet did not start within ${LOAD_SECONDS} s`);
    compilerAnswers.fail(late);
    applierAnswers.fail(late);
  }, LOAD_SECONDS * 1000);
  const [{ version }] = await Promise.all([compilerAnswers.ready, applierAnswers.ready]).finally(() =>
    clearTimeout(timer),
  );

  let count = 0;
  const tellApplier = (request: object): void => applier.write(`${JSON.stringify(request)}\n`);

  return {
    version: version ?? 'unknown',
    async run(host, environment) {
      const number = (count += 1);
      const folder = `runs/${number}-${host.id}`;
      await stage.write(`${folder}/catalog/${host.hostname}.json`, '');
      const place = `${stage.inside}/${folder}`;
      tellApplier({ id: number, host: hosts.process(host), environment, folder: place });
      const told = await applierAnswers.of(number);
      if (told.facts === undefined) throw new LabBroken(`the facts of ${host.hostname} cannot be told`);
      const facts = JSON.parse(await readFile(join(stage.folder, folder, 'facts.json'), 'utf8')) as object;
      compiler.stdin.write(
        `${JSON.stringify({
          id: number,
          certname: host.hostname,
          facts: { ...facts, ...factsOf(host) },
          environment,
          output: `${machine.stage}/${folder}/catalog/${host.hostname}.json`,
        })}\n`,
      );
      const compiled = await compilerAnswers.of(number);
      tellApplier({ id: number, go: compiled.problem === undefined });
      const { exit } = await applierAnswers.of(number);
      // Where the stage lies on this machine says nothing to a reader.
      const withoutStage = (text: string): string => text.replaceAll(`${machine.stage}/`, '');
      if (compiled.problem !== undefined) {
        const problems = [`the catalog does not compile: ${withoutStage(compiled.problem)}`];
        return { exitCode: 1, changes: [], problems, log: '' };
      }
      const log = await readFile(join(stage.folder, folder, 'apply.log'), 'utf8');
      const { changes, problems } = readLog(log);
      const warnings = (compiled.warnings ?? []).map(withoutStage);
      return { exitCode: exit ?? 128, changes, problems: [...warnings, ...problems], log };
    },
  };
}

/** What a host is called and which roles it has; the facts that a real machine tells of itself. */
function factsOf({ hostname, roles, interfaces }: LabHost): object {
  const [name = '', ...domain] = hostname.split('.');
  const addresses = interfaces.flatMap((one) => one.addresses).map(addressOf);
  const ip = addresses.find((address) => !address.includes(':'));
  const ip6 = addresses.find((address) => address.includes(':'));
  return {
    role: roles.join(','),
    networking: {
      hostname: name,
      domain: domain.join('.'),
      fqdn: hostname,
      ...(ip && { ip }),
      ...(ip6 && { ip6 }),
    },
  };
}

/** What Puppet changed, and what went wrong, from what it printed. */
function readLog(log: string): { changes: string[]; problems: string[] } {
  const lines = log.split('\n');
  return {
    changes: lines
      .filter((line) => line.startsWith('Notice: /'))
      .map((line) => line.replace(/^Notice: \/Stage\[main\]\//, '')),
    problems: lines.filter((line) => /^(?:Error|Warning): /.test(line)),
  };
}

/** Hands the answers to those who asked, also when an answer comes before somebody asks for it. */
function answersOf(listen: (heard: (line: string) => void) => void): {
  readonly ready: Promise<Answer>;
  of(id: number): Promise<Answer>;
  fail(error: Error): void;
} {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  const early = new Map<number, Answer>();
  let failed: Error | undefined;
  let becomeReady: (answer: Answer) => void = () => undefined;
  let notReady: (error: Error) => void = () => undefined;
  const ready = new Promise<Answer>((resolve, reject) => {
    becomeReady = resolve;
    notReady = reject;
  });
  ready.catch(() => undefined);
  const fail = (error: Error): void => {
    failed ??= error;
    notReady(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  listen((line) => {
    const answer = answerIn<Answer>(line);
    if (answer === undefined) return fail(new LabBroken(`Puppet said: ${line.slice(0, 200)}`));
    if (answer.ready) becomeReady(answer);
    const asked = waiting.get(answer.id ?? 0);
    if (asked === undefined) early.set(answer.id ?? 0, answer);
    asked?.resolve(answer);
    waiting.delete(answer.id ?? 0);
  });
  return {
    ready,
    of: (id) =>
      new Promise((resolve, reject) => {
        const known = early.get(id);
        early.delete(id);
        if (known !== undefined) resolve(known);
        else if (failed !== undefined) reject(failed);
        else waiting.set(id, { resolve, reject });
      }),
    fail,
  };
}
