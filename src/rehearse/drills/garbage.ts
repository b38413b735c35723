import { daemonsOn } from '../checks/daemon.ts';
import { evidenceOf, isWell } from '../checks/managed.ts';
import { tableDifferences } from '../checks/table.ts';
import { must } from '../lab.ts';
import { activeDirector, check, configFile, failed, passed, type Rehearsal } from '../rehearsal.ts';

const GARBAGE = 'checktimeout=0\nthis is no configuration\n';

/** Somebody writes garbage into the configuration: the next run repairs it, and there is still one daemon. */
export async function drillGarbage(rehearsal: Rehearsal): Promise<void> {
  const { lab } = rehearsal;
  const host = activeDirector(rehearsal);
  rehearsal.step(`drill: garbage in ${configFile}`);
  await check(rehearsal, 'garbage', host.hostname, async () => {
    const before = await daemonsOn(rehearsal, host);
    const { exitCode, stdout: good, stderr } = await lab.run(host, ['cat', configFile]);
    if (exitCode !== 0) return failed(`${configFile} cannot be read on ${host.hostname}`, [stderr.trim()]);
    await must(lab.run(host, ['tee', configFile], { input: GARBAGE }));
    const run = await lab.runPuppet(host);
    const after = await daemonsOn(rehearsal, host);
    const repaired = (await must(lab.run(host, ['cat', configFile]))).stdout;
    if (!isWell(run)) return failed(`With a garbage file Puppet fails on ${host.hostname}`, evidenceOf(run));
    if (repaired !== good)
      return failed(`A garbage file on ${host.hostname} is not repaired`, evidenceOf(run));
    if (after.length !== 1 || after[0] !== before[0])
      return failed('The repair of a garbage file changes the daemon', [...before, ...after]);
    const wrong = await tableDifferences(rehearsal);
    if (wrong.length > 0) return failed('After the repair of a garbage file the table is another one', wrong);
    return passed(
      `A garbage file put on ${host.hostname} by hand is repaired by the next run, by the same daemon`,
    );
  });
}
