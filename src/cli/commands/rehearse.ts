import type { Inventory } from '../../inventory/model.ts';
import { parseInventory } from '../../inventory/parse-inventory.ts';
import type { EnvironmentSource } from '../../lab/environment.ts';
import { bootUserModeLinux } from '../../lab/kernel-uml.ts';
import { thisMachine } from '../../lab/machine.ts';
import { missingPackages } from '../../lab/requirements.ts';
import { makeStage, type Stage } from '../../lab/stage.ts';
import { startLab, type RunningLab } from '../../lab/start-lab.ts';
import { builtInSkeleton } from '../../module/built-in-skeleton.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule } from '../../module/render.ts';
import type { CheckResult } from '../../rehearse/model.ts';
import { planLab } from '../../rehearse/plan-lab.ts';
import { rehearse } from '../../rehearse/rehearse.ts';
import { hieraOf, sampleRoles } from '../../rehearse/sample.ts';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import { pathFrom } from '../path-from.ts';
import type { ColorFlag, RehearseFlags } from '../program.ts';
import { reportRehearsal } from '../report-rehearsal.ts';

/** `rehearse`: the module on a real kernel, with traffic; one line for each thing that was tried. */
export async function rehearseCommand(
  path: string,
  options: RehearseFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const stopped = 'nothing was rehearsed';
  const file = await requireInventory(path, io, { ...options, stopped });
  const plain = file && parseInventory(file.source).value;
  if (file === undefined || plain === undefined) return ExitCode.findings;
  const name = pathFrom(io.cwd, file.source.path);
  const read = [path, options.servers, ...(options.hiera ?? [])];
  const reporting = reportRehearsal(name, { ...options, read }, io);
  const missing = await missingPackages(io.env['PATH'] ?? '');
  if (missing.length > 0) {
    throw environmentFailure(
      `rehearse needs user-mode Linux, Puppet and ldirectord on this machine: apt install ${missing.join(' ')}`,
    );
  }

  const skeleton = builtInSkeleton();
  const sample = sampleRoles(file.inventory);
  const plan = planLab(sample.inventory, sample.reduced);
  const data = [JSON.stringify(hieraOf(sample)), ...file.beside.map(({ text }) => text)];
  // The lab has the module as it is emitted; what the lab is short of comes from Hiera.
  const changed = (change: (inventory: Inventory) => Inventory): EnvironmentSource => ({
    plan,
    module: renderModule(planModule(change(plain), skeleton), skeleton),
    data,
  });

  const stage = await makeStage();
  const machine = thisMachine(stage.folder, io.env);
  const endNow = (): void => void machine.end();
  io.signal.addEventListener('abort', endNow);
  const results: CheckResult[] = [];
  const start = performance.now();
  const step = stepLine(io);
  let lab: RunningLab | undefined;
  try {
    lab = await startLab({
      stage,
      machine,
      boot: bootUserModeLinux,
      environments: { new: changed((inventory) => inventory) },
      changed,
      step: step.show,
    });
    await rehearse(lab, {
      quick: options.quick === true,
      step: step.show,
      report(result) {
        results.push(result);
        step.hide();
        reporting.show(result);
      },
    });
    step.hide();
  } finally {
    step.hide();
    io.signal.removeEventListener('abort', endNow);
    if (!io.signal.aborted) await keepOrRemove(stage, lab, results, options.keep === true, io);
    await lab?.end().catch(() => undefined);
    await machine.end();
    if (io.signal.aborted) await stage.remove();
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  const engine = `Puppet ${lab.puppetVersion}, user-mode Linux`;
  await reporting.finish({ results, plan, engine, seconds });
  return results.some(({ outcome }) => outcome === 'failed') ? ExitCode.findings : ExitCode.done;
}

/** After a failure the logs of all hosts stay, and the person is told where. */
async function keepOrRemove(
  stage: Stage,
  lab: RunningLab | undefined,
  results: readonly CheckResult[],
  keep: boolean,
  io: Io,
): Promise<void> {
  const wrong = lab === undefined || results.some(({ outcome }) => outcome === 'failed');
  if (!wrong && !keep) {
    await stage.remove();
    return;
  }
  await lab?.keepLogs().catch(() => undefined);
  io.stderr.write(`the logs of every host, the module and its catalogs are in ${stage.folder}\n`);
}

/** What is going on, in a line that the next one replaces; on a terminal only. */
function stepLine({ stderr }: Io): { readonly show: (what: string) => void; readonly hide: () => void } {
  if (!stderr.isTerminal) return { show: () => undefined, hide: () => undefined };
  const erase = '\r\u001B[K';
  return {
    show: (what) => stderr.write(`${erase}… ${what}`.slice(0, erase.length + (stderr.columns || 80) - 1)),
    hide: () => stderr.write(erase),
  };
}
