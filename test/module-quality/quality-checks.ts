import { join } from 'node:path';
import type { Container } from '../containers/container.ts';
import type { Golden, Stage } from '../goldens/goldens.ts';

/** Each check answers with what is wrong; nothing when all is well. */
export type Check = (container: Container, stage: Stage, golden: Golden) => Promise<string>;

/** puppet-lint with every check that it has: the module's own .puppet-lint.rc could switch some off. */
export const puppetLint: Check = async (container, stage, golden) => {
  // From the root folder, where no configuration file is found.
  const command = ['puppet-lint', '--fail-on-warnings', '--relative', placeOf(stage, golden)];
  return complaintsOf(await container.run(command, { timeoutSeconds: 240 }));
};

export const metadataJsonLint: Check = async (container, stage, golden) => {
  const file = join(placeOf(stage, golden), 'metadata.json');
  return complaintsOf(await container.run(['metadata-json-lint', '--strict-dependencies', file]));
};

/** The specs that the module brings with it. */
export const emittedSpecs: Check = (container, stage, golden) => runSpecs(container, stage, golden, ['spec']);

/** Without the specs of types and functions, which are the same in every module (and slow). */
export const emittedClassSpecs: Check = (container, stage, golden) =>
  runSpecs(container, stage, golden, ['spec/classes', 'spec/defines']);

/** Specs write below the module, so they get a copy. */
async function runSpecs(
  container: Container,
  stage: Stage,
  golden: Golden,
  folders: readonly string[],
): Promise<string> {
  const copy = await copyForWriting(container, stage, golden, 'specs');
  const { exitCode, stdout, stderr } = await container.run(
    ['env', '--chdir', copy, 'rspec', '--no-color', '--format', 'progress', ...folders],
    { timeoutSeconds: 600 },
  );
  const [, examples = '0'] = /^(\d+) examples?, 0 failures(?:, \d+ pending)?$/m.exec(stdout) ?? [];
  return exitCode === 0 && Number(examples) > 0 ? '' : `${stdout}\n${stderr}`.trim() || 'no example ran';
}

/**
 * REFERENCE.md must be, byte for byte, what puppet-strings 2.9 writes from the comments. Later
 * versions say the same in another dialect (links, code marks), which is levelled out for them.
 */
export const referenceIsCurrent: Check = async (container, stage, golden) => {
  const copy = await copyForWriting(container, stage, golden, 'reference');
  const read = async (file: string): Promise<string> =>
    (await container.run(['cat', join(copy, file)])).stdout;
  const before = await read('REFERENCE.md');
  const strings = ['puppet', 'strings', 'generate', '--format', 'markdown'];
  const generated = await container.run(['env', '--chdir', copy, ...strings], { timeoutSeconds: 240 });
  const version = await container.run(['puppet', '--version']);
  const level = version.stdout.startsWith('7.') ? (text: string): string => text : withoutDialect;
  const fresh = level(await read('REFERENCE.md'));
  return generated.exitCode === 0 ? firstDifference(level(before), fresh) : generated.stderr;
};

/** Word for word, without link targets and without the marks around code and the line breaks in it. */
function withoutDialect(reference: string): string {
  return reference
    .replaceAll(/\(#[^)]*\)/g, '')
    .replaceAll(/<a name="[^"]*"><\/a>/g, '')
    .replaceAll(/```puppet\n|`/g, '')
    .split(/\s+/)
    .join('\n');
}

function firstDifference(before: string, after: string): string {
  const [one, other] = [before.split('\n'), after.split('\n')];
  const index = other.findIndex((line, place) => line !== one[place]);
  return before === after ? '' : `line ${index + 1}\n-${one[index] ?? ''}\n+${other[index] ?? ''}`;
}

function placeOf(stage: Stage, golden: Golden): string {
  return join(stage.modulesOf(golden), golden.moduleName);
}

async function copyForWriting(
  container: Container,
  stage: Stage,
  golden: Golden,
  purpose: string,
): Promise<string> {
  const folder = join('/tmp', purpose, golden.name);
  await container.run(['mkdir', '-p', folder]);
  await container.run(['cp', '-r', placeOf(stage, golden), folder]);
  return join(folder, golden.moduleName);
}

function complaintsOf({
  exitCode,
  stdout,
  stderr,
}: {
  exitCode: number;
  stdout: string;
  stderr: string;
}): string {
  const said = `${stdout}${stderr}`.trim();
  return exitCode === 0 ? said : said || `ended with ${exitCode}`;
}
