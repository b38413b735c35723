import { parseInventory } from '../../inventory/parse-inventory.ts';
import { LabLost } from '../../lab/agent.ts';
import type { LabEngine } from '../../lab/engine.ts';
import type { Machine } from '../../lab/machine.ts';
import { selectLabEngine } from '../../lab/select-engine.ts';
import { makeStage } from '../../lab/stage.ts';
import { startLab, type RunningLab } from '../../lab/start-lab.ts';
import { builtInSkeleton } from '../../module/built-in-skeleton.ts';
import { planModule } from '../../module/plan.ts';
import { renderModule } from '../../module/render.ts';
import { leaveOutMarks, onlyMarks, withoutMarking } from '../../rehearse/marks.ts';
import type { CheckResult } from '../../rehearse/model.ts';
import { needsOf } from '../../rehearse/needs.ts';
import { planLab } from '../../rehearse/plan-lab.ts';
import { rehearse } from '../../rehearse/rehearse.ts';
import { hieraOf, sampleRoles } from '../../rehearse/sample.ts';
import { formatResult, formatSummary } from '../../rehearse/report-text.ts';
import { EnvironmentError } from '../../validate/environment-error.ts';
import { createRunner } from '../../validate/runner.ts';
import { ExitCode } from '../exit-code.ts';
import { environmentFailure, type Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { requireInventory } from '../lint-file.ts';
import { paletteFor } from '../palette.ts';
import type { ColorFlag, RehearseFlags } from '../program.ts';

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
  const skeleton = builtInSkeleton();
  const sample = sampleRoles(file.inventory);
  const module = renderModule(planModule(plain, skeleton), skeleton);

  const stage = await makeStage();
  const results: CheckResult[] = [];
  const start = performance.now();
  const palette = paletteFor(io.stdout, options.color);
  const step = stepLine(io);
  let plan = planLab(sample.inventory, sample.reduced);
  let machine: Machine | undefined;
  let engine: LabEngine;
  let lab: RunningLab | undefined;
  const endNow = (): void => void machine?.end();
  io.signal.addEventListener('abort', endNow);
  try {
    engine = await selectLabEngine(options.engine, {
      env: io.env,
      signal: io.signal,
      run: createRunner(io.env, io.signal),
      stage: stage.folder,
      ...needsOf(sample.inventory),
      progress: (text) => io.stderr.write(`${text}\n`),
    });
    if (!engine.marksPackets && onlyMarks(plan.inventory)) throw onlyMarksHere(path, engine);
    if (!engine.marksPackets) plan = leaveOutMarks(plan);
    const marks = engine.marksPackets ? {} : withoutMarking(plan.inventory);
    const data = [JSON.stringify({ ...hieraOf(sample), ...marks }), ...file.beside.map(({ text }) => text)];
    const here = await engine.machine();
    machine = here;
    io.signal.throwIfAborted();
    lab = await startLab({
      stage,
      machine: here,
      boot: engine.boot,
      environments: { new: { plan, module, data } },
      step: step.show,
    });
    await rehearse(lab, {
      quick: options.quick === true,
      step: step.show,
      report(result) {
        results.push(result);
        step.hide();
        io.stdout.write(formatResult(result, palette));
      },
    });
  } catch (error) {
    if (error instanceof EnvironmentError) throw environmentFailure(error.message);
    if (error instanceof LabLost) throw environmentFailure(`the lab is lost: ${error.message}`);
    throw error;
  } finally {
    step.hide();
    const failed = lab === undefined || results.some(({ outcome }) => outcome === 'failed');
    const keeps = machine !== undefined && !io.signal.aborted && (failed || options.keep === true);
    if (keeps) await lab?.keepLogs().catch(() => undefined);
    await lab?.end().catch(() => undefined);
    await machine?.end();
    io.signal.removeEventListener('abort', endNow);
    if (keeps)
      io.stderr.write(`the logs of every host, the module and its catalogs are in ${stage.folder}\n`);
    else await stage.remove();
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  const what = `Puppet ${lab.puppetVersion}, engine ${engine.name}, ${engine.title} ${lab.kernelRelease}`;
  io.stdout.write(formatSummary(results, plan, what, seconds));
  return results.some(({ outcome }) => outcome === 'failed') ? ExitCode.findings : ExitCode.done;
}

function onlyMarksHere(path: string, { title }: LabEngine): Failure {
  return environmentFailure(
    `every service of ${path} has a firewall mark, and ${title} cannot mark packets: ` +
      '--engine netns can, on a machine whose own kernel has ip_vs',
  );
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
