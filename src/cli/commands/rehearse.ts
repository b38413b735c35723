import { didYouMean } from '../../diagnostics/did-you-mean.ts';
import { quoted } from '../../diagnostics/escape.ts';
import { hasErrors } from '../../diagnostics/finding.ts';
import type { Inventory } from '../../inventory/model.ts';
import { parseInventory } from '../../inventory/parse-inventory.ts';
import type { Source } from '../../inventory/source.ts';
import type { EnvironmentSource } from '../../lab/environment.ts';
import type { LabEngine } from '../../lab/engine.ts';
import type { RunningLab } from '../../lab/start-lab.ts';
import { lint } from '../../lint.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule, type Skeleton } from '../../module/render.ts';
import { rehearseChange } from '../../rehearse/change.ts';
import { withPlainHostNames } from '../../rehearse/host-names.ts';
import { leaveOutMarks, MARKING_ENGINE, onlyMarks, withoutMarking } from '../../rehearse/marks.ts';
import type { CheckResult, LabPlan, Order } from '../../rehearse/model.ts';
import { needsOf } from '../../rehearse/needs.ts';
import { planBefore, planChange, planOfState } from '../../rehearse/plan-change.ts';
import { planLab } from '../../rehearse/plan-lab.ts';
import { rehearse, type RehearsalOptions } from '../../rehearse/rehearse.ts';
import { hieraOf, onlyRoles, sampleChange, sampleRoles, type Sample } from '../../rehearse/sample.ts';
import { movedHosts, replacesDirectors } from '../../rehearse/union.ts';
import { readSides } from '../diff-sides.ts';
import { ExitCode } from '../exit-code.ts';
import { contentFailure, environmentFailure, usageFailure } from '../failure.ts';
import { inLab } from '../in-lab.ts';
import { noteInventoryOnly } from '../inventory-only.ts';
import type { Io } from '../io.ts';
import { loadSkeleton } from '../load-skeleton.ts';
import { printFindings, requireInventory, summary, type LintedFile } from '../lint-file.ts';
import { pathFrom } from '../path-from.ts';
import type { ColorFlag, RehearseFlags } from '../program.ts';
import { reportRehearsal } from '../report-rehearsal.ts';
import { stepLine } from '../step-line.ts';

/** One state of the inventory, as the lab needs it. */
interface State {
  /** As it stands in the file: what the module is emitted from. */
  readonly plain: Inventory;
  /** With what Hiera says, and large roles reduced. */
  readonly sample: Sample;
  /** The documents of Hiera that the person gave. */
  readonly hiera: readonly Source[];
}

/** `rehearse`: the module on a real kernel, with traffic; one line for each thing that was tried. */
export async function rehearseCommand(
  path: string,
  options: RehearseFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  if (options.from !== undefined && options.quick === true)
    throw usageFailure('--quick leaves out the drills, and --from has none');
  const file = await requireInventory(path, io, { ...options, stopped: 'nothing was rehearsed' });
  if (file === undefined) return ExitCode.findings;
  noteInventoryOnly(file.inventory, io);
  const before = options.from === undefined ? undefined : await readBefore(options.from, path, options, io);
  const { state, old } = statesOf(file, before, options.only);
  const skeleton = await loadSkeleton(options.skeleton, io);
  const name = pathFrom(io.cwd, file.source.path);
  const read = [path, options.servers, ...(options.hiera ?? [])];
  const reporting = reportRehearsal(name, { ...options, read }, io);

  const results: CheckResult[] = [];
  const start = performance.now();
  const step = stepLine(io);
  const tell: RehearsalOptions = {
    quick: options.quick === true,
    step: step.show,
    report(result) {
      results.push(result);
      step.hide();
      reporting.show(result);
    },
  };
  const whole = old === undefined ? planOf(state) : planOfChange(old, state);
  const parts = (engine: LabEngine): Environments =>
    environmentsOf(state, old, planFor(engine, whole, path, old ? [state, old] : [state]), engine, skeleton);
  const wishes = {
    parts,
    engine: options.engine,
    needs: needsOf(whole.inventory),
    step: step.show,
    keep: () => options.keep === true || results.slice(begun).some(({ outcome }) => outcome === 'failed'),
  };
  let ran = { plan: whole, engine: '' };
  /** How many results there were when this lab began. */
  let begun = 0;
  /** Once for the module as it is; twice for a change, in both orders. */
  const orders: readonly (Order | undefined)[] =
    old === undefined ? [undefined] : ['real servers first', 'directors first'];
  try {
    for (const order of orders) {
      begun = results.length;
      await inLab(wishes, io, async (lab, engine) => {
        ran = { plan: lab.plan, engine: nameOf(lab, engine) };
        if (old === undefined || order === undefined) await rehearse(lab, tell);
        else await rehearseChange(lab, planBefore(lab.plan, old.sample.inventory), order, tell);
      });
    }
  } finally {
    step.hide();
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  await reporting.finish({ results, ...ran, seconds });
  return results.some(({ outcome }) => outcome === 'failed') ? ExitCode.findings : ExitCode.done;
}

/** What was used, for the last line of the report. */
function nameOf({ puppetVersion, kernelRelease }: RunningLab, { name, title }: LabEngine): string {
  return `Puppet ${puppetVersion}, engine ${name}, ${title} ${kernelRelease}`;
}

type Environments = ReturnType<Parameters<typeof inLab>[0]['parts']>;

function environmentsOf(
  state: State,
  old: State | undefined,
  plan: LabPlan,
  { marksPackets }: LabEngine,
  skeleton: Skeleton,
): Environments {
  const marks = marksPackets ? {} : withoutMarking(plan.inventory);
  const environment = (one: State, change?: (inventory: Inventory) => Inventory): EnvironmentSource => {
    const own = old === undefined ? plan : planOfState(plan, one.sample.inventory);
    return environmentOf(one, own, marks, skeleton, change);
  };
  return {
    environments: { new: environment(state), ...(old && { old: environment(old) }) },
    changed: (change) => environment(state, change),
  };
}

/** What of a plan can be rehearsed with an engine: firewall marks need a kernel that can give packets theirs. */
function planFor(engine: LabEngine, plan: LabPlan, path: string, states: readonly State[]): LabPlan {
  if (engine.marksPackets) return plan;
  const inventories = states.map(({ sample }) => sample.inventory);
  if (!onlyMarks(plan.inventory)) return leaveOutMarks(plan, inventories);
  throw environmentFailure(
    `every service of ${path} has a firewall mark, and ${engine.title} cannot mark packets: ` +
      `${MARKING_ENGINE} can, or --engine netns on a machine whose own kernel has ip_vs`,
  );
}

function planOf({ sample: { inventory, reduced } }: State): LabPlan {
  return planLab(inventory, reduced);
}

/** The inventory before the change, which is in force whatever rules say of it. */
async function readBefore(
  from: string,
  path: string,
  options: RehearseFlags & ColorFlag,
  io: Io,
): Promise<ReadFile> {
  const sides = await readSides({ ...options, base: from, head: undefined, inventory: path }, io);
  for (const note of sides.notes) io.stderr.write(`note: ${note}\n`);
  const { name, source, known } = sides.before;
  if (source === undefined) throw usageFailure(`there is no inventory in ${name} to start from`);
  const { inventory, findings, beside } = lint(source, known);
  const linted = { source, folder: io.cwd, inventory, findings, beside };
  if (inventory !== undefined && !hasErrors(findings)) return { ...linted, inventory };
  printFindings(linted, io.stderr, options.color);
  throw contentFailure(`${name}: ${summary(findings)}; nothing was rehearsed`);
}

type ReadFile = LintedFile & { readonly inventory: Inventory };

/** What the lab needs of the inventory, and of the one before a change. */
function statesOf(
  file: ReadFile,
  before: ReadFile | undefined,
  only: readonly string[] | undefined,
): { readonly state: State; readonly old: State | undefined } {
  const after = withPlainHostNames(file.inventory);
  const inventories = [file.inventory, ...(before ? [before.inventory] : [])];
  for (const role of only ?? []) requireRole(role, inventories);
  if (before === undefined) return { state: stateOf(file, sampleRoles(after), only), old: undefined };
  const samples = sampleChange(withPlainHostNames(before.inventory), after);
  return { state: stateOf(file, samples.after, only), old: stateOf(before, samples.before, only) };
}

function stateOf(file: ReadFile, sample: Sample, only: readonly string[] | undefined): State {
  const plain = parseInventory(file.source).value;
  if (plain === undefined) throw new Error('an inventory without errors cannot be read again');
  return {
    plain,
    sample: only === undefined ? sample : onlyRoles(sample, new Set(only)),
    hiera: file.beside,
  };
}

function requireRole(role: string, inventories: readonly Inventory[]): void {
  const names = inventories.flatMap(({ roles }) => roles.map(({ name }) => name));
  if (names.includes(role)) return;
  const hint = didYouMean(role, names);
  throw usageFailure(`there is no role ${quoted(role)}${hint === undefined ? '' : `; ${hint}`}`);
}

/** The lab of a change has the hosts of both states. */
function planOfChange(old: State, next: State): LabPlan {
  const [before, after] = [old.sample.inventory, next.sample.inventory];
  if (before.module.name !== after.module.name)
    throw contentFailure('the module has another name before: such a change cannot be rehearsed');
  const moved = movedHosts(before, after);
  if (moved.length > 0)
    throw contentFailure(`${moved.join(', ')} has another address before: such a change cannot be rehearsed`);
  if (replacesDirectors(before, after))
    throw contentFailure('no director stays what it is: such a change cannot be rehearsed');
  return planChange(old.sample, next.sample);
}

/** The module as it is emitted; what the lab is short of comes from Hiera. */
function environmentOf(
  { plain, sample, hiera }: State,
  plan: LabPlan,
  marks: ReturnType<typeof withoutMarking>,
  skeleton: Skeleton,
  change: (inventory: Inventory) => Inventory = (inventory) => inventory,
): EnvironmentSource {
  return {
    plan,
    module: renderModule(planModule(change(plain), skeleton), skeleton),
    data: [
      JSON.stringify({ ...hieraOf(sample, hiera.length === 0), ...marks }),
      ...hiera.map(({ text }) => text),
    ],
  };
}
