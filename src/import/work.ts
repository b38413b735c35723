import type { Finding, Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Problem, Virtual } from '../ldirectord-cf/model.ts';
import type { Hosts } from './hosts-file.ts';
import { uniqueNames, type Names } from './name-things.ts';

/** What is known besides what is imported. */
export interface Known {
  /** Names for addresses. */
  readonly hosts: Hosts;
  /** The role whose servers a service has, where somebody said it. */
  readonly roleOf?: (virtual: Virtual<Place>) => string | undefined;
  /** Roles whose servers are found when a catalog is compiled; those of their services stand for them. */
  readonly discovered?: ReadonlySet<string>;
  /** The interface to which a virtual IP is bound. */
  readonly interfaceOf?: (address: string) => string | undefined;
  /**
   * Whether the inventory is for the rules alone, and nobody sees it: then it says what it could not say otherwise, with addresses
   * for firewall marks and other ports of real servers.
   */
  readonly forRules?: boolean;
}

/** What is told of an import so far. */
export interface Noted {
  readonly findings: Finding[];
  /** The lines that are kept as comments. */
  readonly kept: Place[];
}

/** An import under way: what is known, and the names given so far. */
export interface Import extends Noted {
  readonly known: Known;
  /** Names of servers that are taken, in lower case. */
  readonly serverNames: Set<string>;
  readonly hieraKeys: Names;
  readonly serviceNames: Names;
  readonly roleNames: Names;
  /** Names of servers by address: a host has one name in all its roles. */
  readonly servers: Map<string, string>;
  readonly virtualIps: Map<string, string>;
}

export function startImport(known: Known): Import {
  return {
    known,
    findings: [],
    kept: [],
    serverNames: new Set(),
    hieraKeys: uniqueNames(Infinity),
    serviceNames: uniqueNames(),
    roleNames: uniqueNames(),
    servers: new Map(),
    virtualIps: new Map(),
  };
}

/** Notes what the inventory cannot say; the line is kept as a comment. */
export function leaveOut({ findings, kept }: Noted, at: Place, message: string, hint?: string): void {
  findings.push(finding('import-left-out', at, message, hint));
  kept.push(at);
}

/** Notes a service that the inventory cannot have; its whole section is kept. */
export function leaveOutService(
  { findings, kept }: Noted,
  { at, directives, reals, fallback }: Virtual<Place>,
  message: string,
  hint?: string,
): void {
  const parts = [...directives.values(), ...reals, ...(fallback === undefined ? [] : [fallback])];
  const last = Math.max(at.line, ...parts.map((part) => part.at.line));
  findings.push(finding('import-left-out', at, message, hint));
  kept.push({ ...at, endLine: last });
}

/** Notes because of what the daemon refuses a file; a name of which nobody knows the address is only left out. */
export function noteProblem(
  { findings }: Pick<Noted, 'findings'>,
  { kind, message, hint }: Problem,
  at: Place,
): void {
  findings.push(
    kind === 'needs-names'
      ? finding('import-left-out', at, message, 'give a file that has it, with --hosts')
      : finding(`cf-${kind}`, at, message, hint),
  );
}

/** Notes what the inventory says in another way. */
export function normalise(
  { findings }: Pick<Noted, 'findings'>,
  at: Place,
  message: string,
  hint?: string,
): void {
  findings.push(finding('import-normalised', at, message, hint));
}
