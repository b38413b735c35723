import { join } from 'node:path';
import type { Container } from '../containers/container.ts';
import type { Golden, Stage } from '../goldens/goldens.ts';

/** Where the containers see the folder with the page's source. */
export const sourceInContainer = '/documentation';
export const sourceFolder = join(import.meta.dirname, 'source');

export interface Page {
  readonly exitCode: number;
  /** The page as plain text, empty when it was not built. */
  readonly text: string;
  readonly complaints: string;
}

/** Builds the page beside a golden's modules folder; a warning is an error. */
export async function buildPage(container: Container, stage: Stage, golden: Golden): Promise<Page> {
  const project = join('/tmp', golden.name);
  const source = join(project, 'documentation');
  const output = join(project, 'text');
  await container.run(['mkdir', '-p', project]);
  await container.run(['cp', '-r', sourceInContainer, source]);
  await container.run(['ln', '-s', stage.modulesOf(golden), join(project, 'modules')]);
  const build = await container.run(['sphinx-build', '-q', '-W', '-b', 'text', source, output]);
  const { stdout: text } = await container.run(['cat', join(output, 'index.txt')]);
  return { exitCode: build.exitCode, text, complaints: build.stderr };
}
