import { yamlScalar } from '../lang/yaml.ts';

/** Where the commands of a pipeline run, and on what. */
export interface CiSettings {
  /** The inventory, from the folder. */
  readonly inventory: string;
  /** The folder, from the top of the repository. */
  readonly folder: string;
  readonly version: string;
}

/** The workflow of GitHub Actions, from the template in `ci/github.yml`. */
export function githubWorkflow(template: string, { inventory, folder, version }: CiSettings): string {
  const text = (value: string): string => yamlScalar(withoutExpressions(value));
  return fillIn(template, {
    VERSION: yamlScalar(version),
    inventory: text(inventory),
    'working-directory': text(folder),
  });
}

/** The job of GitLab CI, from the template in `ci/gitlab.yml`. */
export function gitlabJob(template: string, { inventory, folder, version }: CiSettings): string {
  return fillIn(template, {
    LVS_PUPPET_VERSION: yamlScalar(version),
    LVS_PUPPET_INVENTORY: gitlabVariable(inventory),
    LVS_PUPPET_FOLDER: gitlabVariable(folder),
  });
}

/** GitHub would evaluate what a name has between `${{` and `}}`. */
function withoutExpressions(text: string): string {
  return text.replaceAll('${{', "${{ '${{' }}");
}

/** GitLab would put the value of a variable where a name has a dollar sign. */
function gitlabVariable(text: string): string {
  const value = yamlScalar(text);
  return text.includes('$') ? `{ value: ${value}, expand: false }` : value;
}

/** Puts values into the lines `KEY: value` of a template, each of which it has once. */
function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [key, value]) => {
    const line = new RegExp(`^( +${key}: ).*$`, 'gm');
    if (text.match(line)?.length !== 1) throw new Error(`the template needs one line ${key}`);
    return text.replace(line, (_line, start: string) => `${start}${value}`);
  }, template);
}
