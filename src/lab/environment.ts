import { puppetString } from '../lang/puppet.ts';
import type { FileSet } from '../output/file-set.ts';
import type { LabPlan } from '../rehearse/model.ts';
import type { Stage } from './stage.ts';

/** What Puppet compiles catalogs from in the lab: the emitted module, as it is, and the data of its hosts. */
export interface EnvironmentSource {
  readonly plan: LabPlan;
  readonly module: FileSet;
  /** Documents of Hiera, the strongest first: JSON is YAML, too. */
  readonly data: readonly string[];
}

/** Writes an environment of Puppet below `environments` of the stage, as a Puppet server has it. */
export async function writeEnvironment(stage: Stage, name: string, source: EnvironmentSource): Promise<void> {
  const { plan, module, data } = source;
  const folder = `environments/${name}`;
  for (const [path, content] of module) {
    await stage.write(`${folder}/modules/${plan.inventory.module.name}/${path}`, content);
  }
  await stage.write(`${folder}/manifests/site.pp`, manifestOf(plan));
  const files = data.map((_text, index) => `data-${index}.yaml`);
  for (const [index, text] of data.entries()) await stage.write(`${folder}/data/${files[index]}`, text);
  const hierarchy = files.map((path) => ({ name: path, path }));
  const defaults = { datadir: 'data', data_hash: 'yaml_data' };
  await stage.write(`${folder}/hiera.yaml`, JSON.stringify({ version: 5, defaults, hierarchy }));
}

/**
 * Which class a host has: the director's, the real server's, or both. A real server keeps its class when the inventory no longer
 * knows its role: that is how it gives back what it has.
 */
function manifestOf({ hosts, inventory }: LabPlan): string {
  const { name } = inventory.module;
  const isRole = (role: string): boolean => inventory.roles.some((known) => known.name === role);
  const nodes = hosts
    .filter(({ kind }) => kind === 'director' || kind === 'real server')
    .map(({ hostname, kind, roles }) => {
      const classes = [
        ...(kind === 'director' ? [name] : []),
        ...(kind === 'real server' || roles.some(isRole) ? [`${name}::realserver`] : []),
      ];
      const includes = classes.map((one) => `  include ${one}\n`).join('');
      return `node ${puppetString(hostname)} {\n${includes}}\n`;
    });
  return nodes.join('\n');
}
