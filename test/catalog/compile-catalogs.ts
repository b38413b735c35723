import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../containers/container.ts';
import type { Golden, Stage } from '../goldens/goldens.ts';
import { rolesOf } from '../goldens/inventory-facts.ts';

/** Where the suite's containers see the folder of these helpers. */
export const helpersInContainer = '/catalog-helpers';
export const helpersFolder = import.meta.dirname;

/** The file that everything is about. */
export const configFile = '/etc/ha.d/ldirectord.cf';

/** One catalog that Puppet compiled, or its reasons for not doing so. */
export interface Catalog {
  readonly id: string;
  /** Errors and warnings; none when the catalog compiles under strict. */
  readonly problems: readonly string[];
  readonly resources: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** The name of the catalog of a golden's director. */
export function directorOf(golden: Golden): string {
  return `${golden.name} director`;
}

/** The names of the catalogs of a golden's real servers, one for each role. */
export function realServersOf(golden: Golden): string[] {
  return rolesOf(golden).map((role) => realServerOf(golden, role));
}

function realServerOf(golden: Golden, role: string): string {
  return `${golden.name} real server ${role}`;
}

/** The name of the catalog of a golden's example of a real server. */
export function exampleOf(golden: Golden): string {
  return `${golden.name} examples/realserver.pp`;
}

/** Compiles the director (from its example), the example of a real server and each role of all goldens in one Ruby process. */
export async function compileCatalogs(
  container: Container,
  stage: Stage,
  goldens: readonly Golden[],
): Promise<ReadonlyMap<string, Catalog>> {
  return compileJobs(
    container,
    goldens.flatMap((golden) => jobsFor(golden, stage)),
  );
}

/** A catalog to compile, as compile.rb reads it. */
export interface Job {
  readonly id: string;
  readonly modulepath: readonly string[];
  readonly hostname: string;
  readonly classes: Readonly<Record<string, object>>;
  /** The manifest of the site, besides the classes. */
  readonly code?: string;
  /** Configuration of Hiera below the folder of these helpers. */
  readonly hiera?: string;
  /** YAML that Hiera finds before anything else. */
  readonly data?: string;
}

/** Compiles any catalogs in one Ruby process, and returns them by name. */
export async function compileJobs(
  container: Container,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, Catalog>> {
  const input = JSON.stringify(jobs);
  const command = ['ruby', `${helpersInContainer}/compile.rb`];
  const { exitCode, stdout, stderr } = await container.run(command, { input, timeoutSeconds: 400 });
  if (exitCode !== 0) {
    throw new Error(`compile.rb ended with ${exitCode}:\n${stderr}`);
  }
  const catalogs = JSON.parse(stdout) as Catalog[];
  return new Map(catalogs.map((catalog) => [catalog.id, catalog]));
}

function jobsFor(golden: Golden, stage: Stage): Job[] {
  const { moduleName: module } = golden;
  const modulepath = [stage.modulesOf(golden), `${helpersInContainer}/modules`];
  const example = (file: string): string => readFileSync(join(golden.module, 'examples', file), 'utf8');
  const base = { modulepath, hostname: 'example', classes: {} };
  const director = {
    ...base,
    id: directorOf(golden),
    hostname: 'director',
    code: example('director.pp'),
  };
  const realServer = { ...base, id: exampleOf(golden), code: example('realserver.pp') };
  const realServers = rolesOf(golden).map((role) => ({
    id: realServerOf(golden, role),
    modulepath,
    hostname: 'realserver',
    classes: { [`${module}::realserver`]: { roles: [role] } },
  }));
  return [director, realServer, ...realServers];
}

/** All problems of the named catalogs; a catalog that was never compiled is a problem, too. */
export function problemsOf(catalogs: ReadonlyMap<string, Catalog>, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const problems = catalogs.get(id)?.problems ?? ['was not compiled'];
    return problems.map((problem) => `${id}: ${problem}`);
  });
}
