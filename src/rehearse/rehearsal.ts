import type { Inventory, VirtualService, Role } from '../inventory/model.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import { addressOf } from './addresses.ts';
import { expectedSpread } from './spread.ts';
import { healthCheckSeconds } from './timing.ts';
import type { Lab, Running } from './lab.ts';
import type { CheckResult, LabHost, LabPlan, Outcome } from './model.ts';

/** A rehearsal under way: the lab, what runs in it, and the lines of the report so far. */
export interface Rehearsal {
  readonly lab: Lab;
  readonly plan: LabPlan;
  /** The programs that answer in place of the real ones, by the id of their host. */
  readonly standIns: Map<string, Running>;
  /** Client addresses that no check has used yet: where a client was sent to is remembered for hours. */
  takeClients(family: 4 | 6, count: number): string[];
  /** Tells that something begins, in a few words. */
  readonly step: (what: string) => void;
  /** Takes a line of the report. */
  readonly report: (result: CheckResult) => void;
}

/** What a check found. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly text: string;
  /** Of times, and counts that depend on them: see `CheckResult`. */
  readonly measured?: string;
  readonly evidence?: readonly string[];
}

/** Where the daemon's configuration is, whichever way it is started. */
export const configFile = '/etc/ha.d/ldirectord.cf';

/** Where the daemon logs; undefined where it tells syslog. */
export function daemonLog({ ldirectord }: Inventory): string | undefined {
  const written = String(ldirectord.get('logfile')?.value ?? '/var/log/ldirectord.log');
  return written.startsWith('/') ? written : undefined;
}

/** Makes one line of the report of what `look` finds, with the time that it took. */
export async function check(
  rehearsal: Rehearsal,
  name: string,
  subject: string,
  look: () => Promise<Verdict>,
): Promise<boolean> {
  const start = performance.now();
  const { outcome, text, measured, evidence = [] } = await look();
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  rehearsal.report({ check: name, subject, text, ...(measured && { measured }), outcome, evidence, seconds });
  return outcome !== 'failed';
}

/** Makes a line of the report for what is not tried: `text` says why, for a reader. */
export function tellSkipped(rehearsal: Rehearsal, name: string, text: string, subject = 'lab'): void {
  rehearsal.report({ check: name, subject, text, outcome: 'skipped', evidence: [], seconds: 0 });
}

/** The director that owns the virtual IPs: with `ha: external` the lab gives them to the first one. */
export function activeDirector({ plan }: Pick<Rehearsal, 'plan'>): LabHost {
  return hostsOfKind(plan, 'director')[0] ?? missing('director');
}

export function client({ plan }: Rehearsal): LabHost {
  return hostsOfKind(plan, 'client')[0] ?? missing('client');
}

export function hostsOfKind(plan: LabPlan, kind: LabHost['kind']): LabHost[] {
  return plan.hosts.filter((host) => host.kind === kind);
}

/** Host of a plan by its name in the inventory. */
export function hostNamed(plan: LabPlan, hostname: string): LabHost {
  return plan.hosts.find((host) => host.hostname === hostname) ?? missing(hostname);
}

function missing(what: string): never {
  throw new Error(`the lab has no ${what}`);
}

/** Every service that stands in the file of the directors and can be asked, with its role. */
export function askedServices({
  plan,
}: Pick<Rehearsal, 'plan'>): { readonly role: Role; readonly service: VirtualService }[] {
  const left = new Set(plan.notRehearsed.map(({ service }) => service));
  return plan.inventory.roles
    .filter(({ servers }) => servers.some(isLive))
    .flatMap((role) => role.services.map((service) => ({ role, service })))
    .filter(({ service }) => isInFile(service) && !left.has(service.name));
}

/** Those of them that have a server to answer while all are alive. */
export function answeredServices(rehearsal: Rehearsal): VirtualService[] {
  return askedServices(rehearsal)
    .filter(({ role, service }) => expectedSpread(service, role.servers).members.length > 0)
    .map(({ service }) => service);
}

/** The bridge on which an address of the lab is, as the router has it. */
export function bridgeOf({ router }: LabPlan, address: string): string {
  const route = router.routes.find(({ to }) => addressOf(to) === address);
  return route?.device ?? missing(address);
}

/**
 * How long the daemon may take to notice a change of its real servers, at the longest, in seconds.
 * @param dead how many of them are dead at a time
 */
export function noticeSeconds({ plan }: Rehearsal, dead = 1): number {
  return healthCheckSeconds(plan.inventory, dead);
}

/** Looks again and again until it finds nothing wrong or the time is over; gives what was wrong at the end. */
export async function until(
  seconds: number,
  look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const wrong = await look();
    if (wrong.length === 0 || performance.now() > end) return wrong;
    await pause(0.5);
  }
}

export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

export function passed(text: string, measured?: string): Verdict {
  return { outcome: 'passed', text, ...(measured && { measured }) };
}

export function failed(text: string, evidence: readonly string[] = []): Verdict {
  return { outcome: 'failed', text, evidence };
}

export function skipped(text: string): Verdict {
  return { outcome: 'skipped', text };
}
