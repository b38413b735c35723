import { parseArgs } from 'node:util';
import { suites, type Suite } from './suites.ts';

export interface RunnerOptions {
  /** Set up the machine first and leave nothing out. */
  readonly all: boolean;
  /** Run every golden through the slow checks instead of a sample, and the suites that take very long. */
  readonly full: boolean;
  /** Only these suites; empty means all, or without `full` all but the very long ones. */
  readonly only: readonly string[];
}

export function parseOptions(args: readonly string[]): RunnerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      all: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      suite: { type: 'string', multiple: true, default: [] },
    },
  });
  const unknown = values.suite.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown !== undefined) {
    throw new Error(`no suite "${unknown}"; there are: ${suites.map(({ name }) => name).join(', ')}`);
  }
  return { all: values.all, full: values.full, only: values.suite };
}

/** The suites that are to run. */
export function chosenSuites({ full, only }: RunnerOptions): Suite[] {
  return suites.filter(({ name, onlyFull }) => (only.length > 0 ? only.includes(name) : full || !onlyFull));
}
