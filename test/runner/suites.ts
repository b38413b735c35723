/**
 * What a suite needs that not every machine has: containers with our images, Debian's Chromium, its user-mode Linux, or that and
 * RabbitMQ; ldirectord and Ruby; a root with Puppet Server 7 or 8 and PuppetDB.
 */
export type Need =
  'containers' | 'chromium' | 'uml' | 'rabbitmq' | 'ldirectord' | 'puppet-server' | 'puppet-server-8';

/** One suite is one vitest project and one folder below test/. */
export interface Suite {
  readonly name: string;
  /** Shown beside the name in the closing list. */
  readonly proves: string;
  /** Without it the suite cannot run at all. */
  readonly needs: Need | 'nothing';
  /** Its files run the command, which is built once for all of them. */
  readonly runsCommand?: true;
  /** Takes so long that it runs only with `--full`, or when it is asked for by name. */
  readonly onlyFull?: true;
}

export const suites: readonly Suite[] = [
  { name: 'unit', proves: 'functions', needs: 'nothing' },
  { name: 'golden', proves: 'emitted modules and pictures, byte for byte', needs: 'nothing' },
  { name: 'property', proves: 'any text arrives unchanged or is refused', needs: 'nothing' },
  { name: 'cli', proves: 'commands and exit codes', needs: 'nothing' },
  { name: 'ci', proves: 'the action, the GitLab job, the hooks and their comments', needs: 'nothing' },
  { name: 'lab-programs', proves: 'what answers and asks in the lab of rehearse', needs: 'nothing' },
  { name: 'ldirectord-cf', proves: 'ldirectord.cf read as the real ldirectord does', needs: 'ldirectord' },
  { name: 'package', proves: 'the packed npm tarball', needs: 'nothing' },
  {
    name: 'round-trip',
    proves: 'hostile text through Puppet, Ruby and ldirectord',
    needs: 'containers',
  },
  { name: 'puppet-validate', proves: 'puppet parser validate, Puppet 7 and 8', needs: 'containers' },
  { name: 'catalog', proves: 'catalogs, the written file, ldirectord', needs: 'containers' },
  { name: 'module-quality', proves: 'linters, specs, REFERENCE.md', needs: 'containers' },
  { name: 'daemon', proves: 'two ways of starting, one daemon, order of a start', needs: 'containers' },
  {
    name: 'rehearse-docker',
    proves: 'rehearsals in a container without rights',
    needs: 'containers',
    runsCommand: true,
  },
  { name: 'docs', proves: 'Sphinx excerpts of the module, pictures', needs: 'containers' },
  {
    name: 'rehearse',
    proves: 'rehearsals on a real kernel, and their end by Ctrl-C',
    needs: 'uml',
    runsCommand: true,
  },
  {
    name: 'rabbitmq',
    proves: 'a real RabbitMQ behind its virtual IP, and a real client',
    needs: 'rabbitmq',
    onlyFull: true,
  },
  {
    name: 'kicker',
    proves: 'kicks from a report to a director, with Puppet Server 7 and PuppetDB',
    needs: 'puppet-server',
    runsCommand: true,
  },
  {
    name: 'kicker-8',
    proves: 'the same with Puppet Server 8',
    needs: 'puppet-server-8',
    runsCommand: true,
    onlyFull: true,
  },
  { name: 'browser', proves: 'the review page and Mermaid in Chromium', needs: 'chromium' },
];
