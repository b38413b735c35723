import { join } from 'node:path';
import type { Container } from '../containers/container.ts';
import type { Golden, Stage } from '../goldens/goldens.ts';
import { listFiles } from '../goldens/list-files.ts';

/**
 * What the real `puppet parser validate` says against a module; nothing when it is valid.
 * One call per module: two modules with the same class names in one call abort it.
 */
export async function validateModule(container: Container, stage: Stage, golden: Golden): Promise<string> {
  const modules = stage.modulesOf(golden);
  const files = listFiles(golden.module).filter((file) => file.endsWith('.pp'));
  const examples = files.filter((file) => file.startsWith('examples/'));
  const classes = files.filter((file) => !examples.includes(file));
  if (classes.length === 0) {
    return 'the module has no manifest';
  }
  const validate = (options: string[], chosen: string[]): Promise<string> =>
    parserValidate(container, [...options, ...chosen.map((file) => join(modules, golden.moduleName, file))]);
  // With the module path Puppet also checks that every class is in the file where it will be looked
  // for. Examples are no classes: they are what somebody writes into a node's manifest.
  const problems = await validate(['--modulepath', modules], classes);
  return examples.length === 0 ? problems : problems + (await validate([], examples));
}

async function parserValidate(container: Container, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await container.run([
    'puppet',
    'parser',
    'validate',
    '--color=false',
    ...args,
  ]);
  const said = `${stdout}${stderr}`.trim();
  // A warning fails, too: what Puppet 7 only warns about, Puppet 8 may refuse.
  return exitCode === 0 ? said : said || `ended with ${exitCode}`;
}
