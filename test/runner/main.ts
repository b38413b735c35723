import { startVitest } from 'vitest/node';
import { run, type CommandResult } from '../setup/command.ts';
import { findObstacle } from '../setup/obstacles.ts';
import { prepareMachine } from '../setup/prepare.ts';
import { progressFrom } from '../setup/progress.ts';
import { chosenSuites, parseOptions, type RunnerOptions } from './options.ts';
import { suites, type Need, type Suite } from './suites.ts';
import { countOutcome, describeOutcome, type SuiteOutcome } from './summary.ts';

/**
 * `npm test`: runs what this machine can run and says what it left out.
 * `npm run test:all`: sets the machine up first; then anything left out is a failure.
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const chosen = chosenSuites(options);
  const say = progressFrom(Date.now());
  const machine = options.all ? await prepareMachine(needsOf(chosen), say) : undefined;
  try {
    passOnToTests(options);
    say(describeChoice(options, chosen));
    // Several suites run the program as users get it.
    const build = await run('npm', ['run', 'build'], { timeoutSeconds: 120 });
    return build.exitCode === 0 ? await runSuites(chosen, options.all) : reportBuildFailure(build);
  } finally {
    await machine?.release();
  }
}

function needsOf(chosen: readonly Suite[]): Need[] {
  return [...new Set(chosen.map(({ needs }) => needs))].filter((need) => need !== 'nothing');
}

/** The tests run in other processes, which read their settings from the environment. */
function passOnToTests({ all, full }: RunnerOptions): void {
  process.env['LVS_PUPPET_SEED'] ??= String(Math.floor(Math.random() * 1_000_000));
  if (all) {
    process.env['LVS_PUPPET_ALL'] = '1';
  }
  if (full) {
    process.env['LVS_PUPPET_FULL'] = '1';
  }
}

function describeChoice({ full, only }: RunnerOptions, chosen: readonly Suite[]): string {
  const seed = process.env['LVS_PUPPET_SEED'];
  if (full) return 'every fixture runs through every check';
  const sample = `slow checks take a sample of the fixtures: LVS_PUPPET_SEED=${seed}`;
  const waiting = suites.filter((suite) => only.length === 0 && !chosen.includes(suite));
  return [sample, ...waiting.map(({ name }) => `suite ${name} is one of --full`)].join('; ');
}

function reportBuildFailure({ stdout, stderr }: CommandResult): number {
  process.stdout.write(`${stdout}${stderr}\nthe build failed, so no suite ran\n0 passed, 1 failed\n`);
  return 1;
}

async function runSuites(chosen: readonly Suite[], nothingLeftOut: boolean): Promise<number> {
  const obstacles = nothingLeftOut ? new Map<Suite['needs'], string>() : await findObstacles(chosen);
  const runnable = chosen.filter(({ needs }) => !obstacles.has(needs));
  const outcomes = await runVitest(runnable);
  const leftOut = chosen
    .filter((suite) => !runnable.includes(suite))
    .map((suite) => skipped(suite, obstacles.get(suite.needs)));
  return report([...outcomes, ...leftOut], nothingLeftOut);
}

/** Why suites that need something cannot run here, where that is so. */
async function findObstacles(chosen: readonly Suite[]): Promise<Map<Suite['needs'], string>> {
  const obstacles = new Map<Suite['needs'], string>();
  for (const need of needsOf(chosen)) {
    const obstacle = await findObstacle(need);
    if (obstacle !== undefined) obstacles.set(need, obstacle);
  }
  return obstacles;
}

async function runVitest(chosen: readonly Suite[]): Promise<SuiteOutcome[]> {
  if (chosen.length === 0) {
    return [];
  }
  const project = chosen.map(({ name }) => name);
  const vitest = await startVitest('test', [], { run: true, watch: false, passWithNoTests: true, project });
  const modules = vitest.state.getTestModules();
  const stray = vitest.state.getUnhandledErrors().length;
  await vitest.close();
  const outcomes = chosen.map((suite) => countOutcome(suite, modules));
  // An error outside of any test belongs to no suite, and must not get lost.
  return stray === 0 ? outcomes : [...outcomes, { ...skipped(strayErrors, undefined), failed: stray }];
}

const strayErrors: Suite = { name: '(no suite)', proves: 'errors outside of tests', needs: 'nothing' };

function skipped(suite: Suite, reason: string | undefined): SuiteOutcome {
  return {
    suite,
    passed: 0,
    failed: 0,
    leftOut: new Map(reason === undefined ? [] : [[reason, 0]]),
    seconds: 0,
  };
}

function report(outcomes: readonly SuiteOutcome[], nothingLeftOut: boolean): number {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const gaps = nothingLeftOut ? outcomes.filter(isGap) : [];
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0) + gaps.length;
  const lines = outcomes.map(describeOutcome);
  const complaints = gaps.map(
    ({ suite }) => `${suite.name}: something was left out, which counts as a failure here`,
  );
  process.stdout.write(
    ['', ...lines, '', ...complaints, `${passed} passed, ${failed} failed`, ''].join('\n'),
  );
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** With everything set up, a suite with skipped tests or without any test proves nothing. */
function isGap({ passed, failed, leftOut }: SuiteOutcome): boolean {
  return leftOut.size > 0 || passed + failed === 0;
}
