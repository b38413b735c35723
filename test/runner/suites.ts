/** One suite is one vitest project and one folder below test/. */
export interface Suite {
  readonly name: string;
  /** Shown beside the name in the closing list. */
  readonly proves: string;
  /** Suites that run real programs in containers cannot run without an engine and our images. */
  readonly needsContainers: boolean;
}

export const suites: readonly Suite[] = [
  { name: 'unit', proves: 'functions', needsContainers: false },
  { name: 'golden', proves: 'emitted modules and pictures, byte for byte', needsContainers: false },
  { name: 'property', proves: 'any text arrives unchanged or is refused', needsContainers: false },
  { name: 'cli', proves: 'commands and exit codes', needsContainers: false },
  { name: 'ci', proves: 'the action, the GitLab job, the hooks and their comments', needsContainers: false },
  { name: 'package', proves: 'the packed npm tarball', needsContainers: false },
  {
    name: 'round-trip',
    proves: 'hostile text through Puppet, Ruby and ldirectord',
    needsContainers: true,
  },
  { name: 'puppet-validate', proves: 'puppet parser validate, Puppet 7 and 8', needsContainers: true },
  { name: 'catalog', proves: 'catalogs, the written file, ldirectord', needsContainers: true },
  { name: 'module-quality', proves: 'linters, specs, REFERENCE.md', needsContainers: true },
  { name: 'daemon', proves: 'two ways of starting, one daemon, order of a start', needsContainers: true },
  { name: 'docs', proves: 'Sphinx excerpts of the module, pictures', needsContainers: true },
];
