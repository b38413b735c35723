import { defineConfig } from 'vitest/config';
import { moduleSkeleton } from './build/skeleton-plugin.ts';
import { suites } from './test/runner/suites.ts';

export default defineConfig({
  test: {
    // The smallest machine has two processors: two files at a time, and in each Puppet 7 beside Puppet 8.
    maxWorkers: 2,
    projects: suites.map(({ name, needs, runsCommand }) => ({
      plugins: [moduleSkeleton()],
      test: {
        name,
        maxConcurrency: 2,
        include: [`test/${name}/**/*.test.ts`],
        globalSetup: runsCommand ? ['test/setup/built-command.ts'] : [],
        testTimeout: needs === 'nothing' ? 60_000 : 420_000,
        hookTimeout: needs === 'nothing' ? 60_000 : 420_000,
      },
    })),
  },
});
