import type { TestCase, TestModule } from 'vitest/node';
import type { Suite } from './suites.ts';

export interface SuiteOutcome {
  readonly suite: Suite;
  readonly passed: number;
  readonly failed: number;
  /** Why tests did not run, with how many: an empty map means that everything ran. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** What its files took, one after the other; two of them run at a time. */
  readonly seconds: number;
}

/** Counts what the tests of one suite did; a file that could not even be loaded counts as a failure. */
export function countOutcome(suite: Suite, modules: readonly TestModule[]): SuiteOutcome {
  const own = modules.filter((module) => module.project.name === suite.name);
  const tests = own.flatMap((module) => [...module.children.allTests()]);
  const leftOut = new Map<string, number>();
  for (const test of tests) {
    const reason = reasonForSkip(test);
    if (reason !== undefined) {
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    }
  }
  const brokenHooks = own.flatMap((module) => [module, ...module.children.allSuites()]);
  return {
    suite,
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed:
      tests.filter((test) => test.result().state === 'failed').length +
      brokenHooks.filter((part) => part.errors().length > 0).length,
    leftOut,
    seconds: own.reduce((sum, module) => sum + millisecondsOf(module), 0) / 1000,
  };
}

function millisecondsOf(module: TestModule): number {
  const { collectDuration, duration, prepareDuration, setupDuration } = module.diagnostic();
  return collectDuration + duration + prepareDuration + setupDuration;
}

function reasonForSkip(test: TestCase): string | undefined {
  const result = test.result();
  if (result.state === 'skipped') {
    return result.note ?? 'no reason given';
  }
  return result.state === 'pending' ? 'did not run' : undefined;
}

/** One line: what ran and for how long, and what was left out and why. */
export function describeOutcome({ suite, passed, failed, leftOut, seconds }: SuiteOutcome): string {
  const counts = `${passed} passed, ${failed} failed`;
  const reasons = [...leftOut].map(([reason, count]) => `${count > 0 ? count : 'all'}: ${reason}`);
  const rest = reasons.length === 0 ? 'nothing left out' : `left out ${reasons.join('; ')}`;
  return `${suite.name.padEnd(16)} ${counts.padEnd(22)} ${seconds.toFixed(0).padStart(5)} s  ${rest}`;
}
