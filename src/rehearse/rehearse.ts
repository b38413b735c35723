import { addressOf, familyOf } from './addresses.ts';
import { checkAnswers } from './checks/answers.ts';
import { checkBound } from './checks/bound.ts';
import { checkDaemon, checkSysvScript } from './checks/daemon.ts';
import { checkReload } from './checks/held-open.ts';
import { applyAgain, applyEverywhere } from './checks/managed.ts';
import { checkNeighbours, checkRouter } from './checks/neighbours.ts';
import { startStandIns } from './checks/stand-ins.ts';
import { checkTable } from './checks/table.ts';
import { drillFirewall } from './drills/firewall.ts';
import { drillGarbage } from './drills/garbage.ts';
import { drillDirectorRestarts, drillRealServerRestarts } from './drills/restart.ts';
import { drillAllVanish, drillServerVanishes, drillServiceDies } from './drills/server-lost.ts';
import { drillVirtualIpGoes, drillVirtualIpMoves } from './drills/virtual-ip.ts';
import type { Lab } from './lab.ts';
import type { CheckResult } from './model.ts';
import { client, type Rehearsal } from './rehearsal.ts';

export interface RehearsalOptions {
  /** Only what a running module does, without the drills, of which a change has none. */
  readonly quick: boolean;
  readonly step: (what: string) => void;
  /** Told of each line of the report when it is there. */
  readonly report: (result: CheckResult) => void;
}

/** Tries the module out in a lab that has just been started. */
export async function rehearse(lab: Lab, options: RehearsalOptions): Promise<void> {
  const rehearsal = startRehearsal(lab, options);
  await startStandIns(rehearsal);
  if (!(await applyEverywhere(rehearsal))) return;
  await checkDaemon(rehearsal);
  await checkTable(rehearsal);
  await checkBound(rehearsal);
  await checkNeighbours(rehearsal);
  await checkAnswers(rehearsal);
  await checkRouter(rehearsal);
  await checkReload(rehearsal);
  await checkSysvScript(rehearsal);
  await applyAgain(rehearsal);
  if (options.quick) return;
  await drillServiceDies(rehearsal);
  await drillServerVanishes(rehearsal);
  await drillAllVanish(rehearsal);
  await drillGarbage(rehearsal);
  await drillFirewall(rehearsal);
  await drillRealServerRestarts(rehearsal);
  await drillDirectorRestarts(rehearsal);
  await drillVirtualIpMoves(rehearsal);
  await drillVirtualIpGoes(rehearsal);
}

/** What checks and drills share. */
export function startRehearsal(lab: Lab, { step, report }: RehearsalOptions): Rehearsal {
  const next = { 4: 0, 6: 0 };
  const rehearsal: Rehearsal = {
    lab,
    plan: lab.plan,
    standIns: new Map(),
    step,
    report,
    takeClients(family, count) {
      const addresses = client(rehearsal)
        .interfaces.flatMap((one) => one.addresses)
        .map(addressOf)
        .filter((address) => familyOf(address) === family);
      const taken = Array.from(
        { length: Math.min(count, addresses.length) },
        (_none, index) => addresses[(next[family] + index) % addresses.length] ?? '',
      );
      next[family] += count;
      return taken;
    },
  };
  return rehearsal;
}
