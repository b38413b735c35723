import { defineConfig } from 'vitest/config';
import { moduleSkeleton } from './build/skeleton-plugin.ts';
import { suites } from './test/runner/suites.ts';

export default defineConfig({
  test: {
    // Two is what the smallest machine has; containers of one suite run beside those of another.
    maxWorkers: 2,
    maxConcurrency: 2,
    projects: suites.map(({ name, needsContainers }) => ({
      plugins: [moduleSkeleton()],
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout: needsContainers ? 180_000 : 60_000,
        hookTimeout: needsContainers ? 180_000 : 60_000,
      },
    })),
  },
});
