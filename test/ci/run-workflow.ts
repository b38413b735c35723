import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { execa } from 'execa';
import { parse } from 'yaml';

/*
 * Runs the steps of a workflow or of a composite action as the runner of GitHub does: expressions are evaluated by GitHub's own
 * library, scripts run in a real bash, and what they write to GITHUB_OUTPUT is what later steps see.
 */

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

interface Action {
  readonly inputs?: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** An action that is no part of the test, such as the checkout: what it does instead. */
export type Stand = (inputs: Readonly<Record<string, string>>) => Promise<void>;

/** What one run knows. */
export interface RunContext {
  readonly workspace: string;
  /** RUNNER_TEMP, which lies outside of the workspace. */
  readonly temporary: string;
  readonly event: object;
  readonly eventName: string;
  readonly token: string;
  readonly env: Readonly<Record<string, string>>;
  /** Other actions by the name in front of the @. */
  readonly stands?: Readonly<Record<string, Stand>>;
}

export type Outcome = 'success' | 'failure' | 'skipped';

export interface RunResult {
  readonly conclusion: Exclude<Outcome, 'skipped'>;
  readonly outputs: Readonly<Record<string, string>>;
  /** How each step ended, by its name. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** What people see in the log, in order. */
  readonly log: string;
  readonly summary: string;
}

/** Runs the composite action in a folder. */
export async function runAction(
  folder: string,
  inputs: Readonly<Record<string, string>>,
  context: RunContext,
): Promise<RunResult> {
  const action = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as Action;
  if (action.runs.using !== 'composite') throw new Error('this is no composite action');
  const github = githubOf(context, folder);
  const unknown = Object.keys(inputs).filter((name) => action.inputs?.[name] === undefined);
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  const values = Object.fromEntries(
    Object.entries(action.inputs ?? {}).map(([name, input]) => [
      name,
      inputs[name] ?? interpolate(input.default ?? '', { github }),
    ]),
  );
  const run = await runSteps(action.runs.steps, { github, inputs: values }, { ...context, folder });
  const contexts = { github, inputs: values, steps: run.steps };
  const outputs = Object.entries(action.outputs ?? {}).map(([name, { value }]) => [
    name,
    interpolate(value, contexts),
  ]);
  return { ...run, outputs: Object.fromEntries(outputs) as Record<string, string> };
}

/** Runs the only job of a workflow. */
export function runWorkflow(text: string, context: RunContext): Promise<RunResult> {
  const [job] = Object.values((parse(text) as Workflow).jobs);
  return runSteps(job?.steps ?? [], { github: githubOf(context, '') }, { ...context, folder: undefined });
}

function githubOf({ event, eventName, token, workspace }: RunContext, actionPath: string): object {
  return { event, event_name: eventName, token, workspace, action_path: actionPath };
}

type Contexts = Readonly<Record<string, unknown>>;
type StepContext = Record<string, { outputs: Record<string, string>; outcome: Outcome }>;

async function runSteps(
  steps: readonly Step[],
  known: Contexts,
  context: RunContext & { readonly folder: string | undefined },
): Promise<RunResult & { steps: StepContext }> {
  const seen: StepContext = {};
  const outcomes: Record<string, Outcome> = {};
  const [logs, summaries]: [string[], string[]] = [[], []];
  let failed = false;
  for (const [index, step] of steps.entries()) {
    const contexts = { ...known, steps: seen };
    const name = step.name ?? step.uses ?? `step ${index}`;
    if (!isDue(step.if, contexts, failed)) {
      outcomes[name] = 'skipped';
      continue;
    }
    const result = await runStep(step, contexts, context);
    logs.push(result.log);
    summaries.push(result.summary);
    outcomes[name] = result.conclusion;
    failed ||= result.conclusion === 'failure';
    if (step.id !== undefined) seen[step.id] = { outputs: { ...result.outputs }, outcome: result.conclusion };
  }
  return {
    conclusion: failed ? 'failure' : 'success',
    outputs: {},
    outcomes,
    log: logs.join(''),
    summary: summaries.join(''),
    steps: seen,
  };
}

/** A condition that asks for no status means that everything before went well. */
function isDue(condition: string | undefined, contexts: Contexts, failed: boolean): boolean {
  const text = (condition ?? '').trim().replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asksForStatus = /\b(?:success|failure|always|cancelled)\s*\(/.test(text);
  if (failed && !asksForStatus) return false;
  return text === '' || isTrue(evaluate(text, contexts, failed));
}

/** Numbers, booleans, null and strings, as GitHub takes them for a condition. */
function isTrue(value: data.ExpressionData): boolean {
  return !['', 'false', '0'].includes(value.coerceString());
}

function evaluate(expression: string, contexts: Contexts, failed = false): data.ExpressionData {
  const status = { success: !failed, failure: failed, always: true, cancelled: false };
  const functions = Object.entries(status).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, values, new Map(functions.map((item) => [item.name, item]))).evaluate();
}

/** Puts the values of expressions into a text, which is not looked at again. */
function interpolate(text: string, contexts: Contexts): string {
  return String(text).replaceAll(/\$\{\{((?:'[^']*'|(?!\}\}).)*)\}\}/gs, (_all, expression: string) =>
    evaluate(expression, contexts).coerceString(),
  );
}

function interpolateAll(
  texts: Readonly<Record<string, string>> | undefined,
  contexts: Contexts,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts ?? {}).map(([name, text]) => [name, interpolate(text, contexts)]),
  );
}

async function runStep(
  step: Step,
  contexts: Contexts,
  context: RunContext & { readonly folder: string | undefined },
): Promise<RunResult> {
  if (step.uses === undefined) return runScript(step, contexts, context);
  const inputs = interpolateAll(step.with, contexts);
  if (step.uses.startsWith('./')) return runAction(resolve(context.workspace, step.uses), inputs, context);
  const stand = context.stands?.[step.uses.replace(/@.*/, '')];
  if (stand === undefined) throw new Error(`nothing stands in for ${step.uses}`);
  await stand(inputs);
  return { conclusion: 'success', outputs: {}, outcomes: {}, log: '', summary: '' };
}

async function runScript(
  step: Step,
  contexts: Contexts,
  {
    workspace,
    temporary,
    event,
    eventName,
    env,
    folder,
  }: RunContext & { readonly folder: string | undefined },
): Promise<RunResult> {
  const files = mkdtempSync(join(temporary, '.step-'));
  const file = (name: string, text = ''): string => {
    writeFileSync(join(files, name), text);
    return join(files, name);
  };
  const script = file('script.sh', interpolate(step.run ?? '', contexts));
  // A composite action has to name its shell; a workflow without one gets a bash with fewer options.
  if (folder !== undefined && step.shell !== 'bash') throw new Error('a step of an action needs a shell');
  const options = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const { exitCode, all } = await execa('bash', [...options, script], {
    cwd: resolve(workspace, interpolate(step['working-directory'] ?? '', contexts)),
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: 120_000,
    stripFinalNewline: false,
    extendEnv: false,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: temporary,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: eventName,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: temporary,
      ...(folder === undefined ? {} : { GITHUB_ACTION_PATH: folder }),
      ...env,
      ...interpolateAll(step.env, contexts),
    },
  });
  return {
    conclusion: exitCode === 0 ? 'success' : 'failure',
    outputs: readOutputs(readFileSync(join(files, 'output'), 'utf8')),
    outcomes: {},
    log: `# ${step.name ?? ''}\n${all}`,
    summary: readFileSync(join(files, 'summary'), 'utf8'),
  };
}

/** Lines of GITHUB_OUTPUT; what is none is an error of the step, as it is for GitHub. */
function readOutputs(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  const wrong = lines.find((line) => !/^[\w-]+=/.test(line));
  if (wrong !== undefined) throw new Error(`this is no output: ${wrong}`);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** The outcome of a run as a text, for the message of an expectation that fails. */
export function describeRun({ conclusion, outcomes, log }: RunResult): string {
  return `${conclusion}\n${JSON.stringify(outcomes, null, 2)}\n${log}`;
}
