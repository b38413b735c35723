import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContainer, type Container } from '../containers/container.ts';
import { findGolden, stageGoldens, stageInContainer, type Golden } from '../goldens/goldens.ts';
import { puppetVersions } from '../setup/images.ts';
import {
  compileJobs,
  configFile,
  helpersFolder,
  helpersInContainer,
  type Catalog,
  type Job,
} from './compile-catalogs.ts';

const stack = findGolden('oe-stack');
const stage = stageGoldens([stack]);
const grown = stage.breakGolden(stack, 'one-server-more', {
  file: 'manifests/config.pp',
  find: /\$rabbitmqservers = \[\n/,
  replace: "$&    { hostname => 'rabbitmq9.oe.example', address => '172.31.8.19' },\n",
});

function director(id: string, golden: Golden, hiera: string): Job {
  const modulepath = [stage.modulesOf(golden)];
  return { id, modulepath, hostname: 'director', classes: { lvs: {} }, hiera: `hiera/${hiera}/hiera.yaml` };
}

function realServer(id: string, hostname: string): Job {
  const classes = { 'lvs::realserver': { roles: ['rabbitmq'] } };
  return { ...director(id, stack, 'overrides'), hostname, classes };
}

const jobs: readonly Job[] = [
  director('director', stack, 'overrides'),
  director('grown', grown, 'overrides'),
  realServer('first', 'rabbitmq1.oe.example'),
  realServer('second', 'rabbitmq2.oe.example'),
  director('unknown-service', stack, 'unknown-service'),
  director('unknown-role', stack, 'unknown-role'),
  director('unknown-host', stack, 'unknown-host'),
];

afterAll(() => stage.remove());

describe.concurrent.each(puppetVersions)('overrides in Hiera, Puppet %s', (version) => {
  let container: Container;
  let catalogs: ReadonlyMap<string, Catalog>;
  const problemsOf = (id: string): string => catalogs.get(id)?.problems.join('\n') ?? 'was not compiled';
  const sectionOf = (id: string, service: string): string[] => {
    const text = catalogs.get(id)?.files[configFile] ?? '';
    const [, section = ''] = text.split(`# ${service}\n`);
    return (section.split('\n\n')[0] ?? '').split('\n').map((line) => line.trim());
  };
  const kickOf = (id: string): string =>
    catalogs.get(id)?.files['/etc/lvs/kick.d/rabbitmq'] ?? 'no such file';

  beforeAll(async () => {
    const mounts = { [stageInContainer]: stage.folder, [helpersInContainer]: helpersFolder };
    container = await startContainer(version, { mounts });
    catalogs = await compileJobs(container, jobs);
  });
  afterAll(() => container?.remove());

  test('of all levels change single values of services and servers', () => {
    expect(problemsOf('director')).toBe('');
    expect(sectionOf('director', 'amqp')).toEqual([
      'virtual=172.31.8.100:5672',
      'real=172.31.8.11:5672 gate 0',
      'real=172.31.8.12:5672 gate 5',
      'protocol=tcp',
      'scheduler=sed',
      'checktype=connect',
      'persistent=60',
    ]);
  });

  test('leave the list open for a server that the inventory gets later', () => {
    expect(sectionOf('grown', 'amqp').filter((line) => line.startsWith('real='))).toEqual([
      'real=172.31.8.19:5672 gate 1',
      'real=172.31.8.11:5672 gate 0',
      'real=172.31.8.12:5672 gate 5',
    ]);
  });

  test('count for both sides: a further service is bound on the real servers as well', () => {
    expect(sectionOf('director', 'stomp')[0]).toBe('virtual=172.31.8.101:61613');
    expect(problemsOf('second')).toBe('');
    expect(catalogs.get('second')?.resources).toContain('Lvs::Virtual_ip[realserver lo 172.31.8.101/32]');
  });

  test('show in what a real server kicks for', () => {
    expect(kickOf('first')).toContain('\nweight 0\n');
    expect(kickOf('second')).toContain('\nweight 5\n');
    expect(kickOf('second')).toContain('\nservice stomp 172.31.8.101:61613 production\n');
  });

  test('of something that is not there fail the catalog', () => {
    expect(problemsOf('unknown-service')).toContain('names the service nosuch, which is unknown');
    expect(problemsOf('unknown-role')).toContain('names the role nosuch, which is unknown');
    expect(problemsOf('unknown-host')).toContain(
      'names the host rabbitmq1.oe.example, which the role gui does not have',
    );
  });
});
