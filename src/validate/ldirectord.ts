import { randomUUID } from 'node:crypto';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { allUnchecked, type Verdict, type Verdicts } from './check-result.ts';
import type { SourceFile } from './file.ts';
import { placeOfLine } from './place.ts';
import type { RunResult } from './runner.ts';
import type { Stage } from './stage.ts';
import type { Toolbox } from './toolbox.ts';

const TIMEOUT_SECONDS = 60;

/**
 * Checks configuration files with the real `ldirectord FILE status`. It works on copies, under names that no
 * daemon has: ldirectord removes the pid file that belongs to the name of a file it refuses, even when a
 * daemon is running with it.
 */
export async function checkLdirectord(
  files: readonly SourceFile[],
  stage: Stage,
  toolbox: Toolbox,
): Promise<Verdicts> {
  const verdicts = new Map<SourceFile, Verdict>();
  if (files.length === 0) return verdicts;
  const pretended = toolbox.pretendHosts([...new Set(files.flatMap((file) => hostNames(file.text)))]);
  const broken = await whyBroken(stage, toolbox);
  if (broken !== undefined) return allUnchecked(files, broken);
  for (const file of files) {
    const { result, path } = await readWithLdirectord(file.bytes, stage, toolbox);
    verdicts.set(file, toVerdict(file, result, path, pretended));
  }
  return verdicts;
}

async function readWithLdirectord(
  content: Uint8Array,
  stage: Stage,
  toolbox: Toolbox,
): Promise<{ result: RunResult; path: string }> {
  const staged = `ldirectord/lvs-puppet-${randomUUID()}.cf`;
  await stage.add(staged, withoutSideEffects(content));
  const path = `${toolbox.root}/${staged}`;
  return {
    path,
    result: await toolbox.run('ldirectord', [path, 'status'], { timeoutSeconds: TIMEOUT_SECONDS }),
  };
}

/** ldirectord must accept an empty file; otherwise a refusal says nothing about the files. */
async function whyBroken(stage: Stage, toolbox: Toolbox): Promise<string | undefined> {
  const { result } = await readWithLdirectord(new Uint8Array(), stage, toolbox);
  if (result.missing) return 'ldirectord is not on PATH (Debian has it in /usr/sbin)';
  if (result.cutShort !== undefined) return result.cutShort;
  return isAccepted(result) ? undefined : `ldirectord does not work: ${lastWords(result)}`;
}

/**
 * The file with its log and monitor files turned to /dev/null, since ldirectord opens them for writing while it
 * reads. A first line is added because the log would otherwise be the one in /var/log; all else stays in place.
 */
export function withoutSideEffects(content: Uint8Array): Uint8Array {
  const lines = Buffer.from(content).toString('latin1').split('\n');
  const harmless = lines.map((line) => withoutMonitorFile(withoutLogFile(line)));
  return Buffer.from(['logfile="/dev/null"', ...harmless].join('\n'), 'latin1');
}

function withoutLogFile(line: string): string {
  return line.replace(/^(logfile\s*=\s*").*(")/s, '$1/dev/null$2');
}

/** An empty name stays: ldirectord refuses it, and it opens nothing. */
function withoutMonitorFile(line: string): string {
  const match = /^([ \t]+monitorfile\s*=\s*)(.*)$/s.exec(line);
  const [, directive = '', rest = ''] = match ?? [];
  const value = rest.replace(/#.*/s, '');
  const name = /^"(.*)"/s.exec(value)?.[1] ?? value;
  return match === null || name.trim() === '' ? line : `${directive}"/dev/null"`;
}

function toVerdict(file: SourceFile, result: RunResult, path: string, pretended: boolean): Verdict {
  if (result.cutShort !== undefined) return { findings: [], notChecked: result.cutShort };
  const findings = parseLdirectordOutput(result.stderr, path, file);
  const refused = findings.some((item) => item.severity === 'error');
  if (!isAccepted(result) && !refused) {
    findings.push(
      finding('ldirectord-refused', placeOfLine(file, 1), `ldirectord fails: ${lastWords(result)}`),
    );
  }
  const names = pretended ? hostNames(file.text) : [];
  return { findings: names.length > 0 ? [...findings, unresolved(file, names)] : findings };
}

/** A name that nobody resolved may still be refused on the director, and that must not pass in silence. */
function unresolved(file: SourceFile, names: readonly string[]): Finding {
  const message = `nobody has checked that these host names exist, since the container has no network: ${names.join(', ')}`;
  const base = finding('ldirectord-refused', placeOfLine(file, lineOf(file.text, names[0] ?? '')), message);
  return {
    ...base,
    severity: 'note',
    hint: 'write addresses: ldirectord refuses the whole file when a name does not resolve',
  };
}

function lineOf(text: string, part: string): number {
  return text.slice(0, Math.max(text.indexOf(part), 0)).split('\n').length;
}

/** 3: the file is good and no daemon runs with it; 0: one runs. */
function isAccepted(result: RunResult): boolean {
  return result.exitCode === 3 || result.exitCode === 0;
}

/** Turns ldirectord's `Error [PID] reading file PATH at line N: TEXT` into findings on the original. */
export function parseLdirectordOutput(stderr: string, path: string, file: SourceFile): Finding[] {
  const entries = stderr.split(
    /^(?=(?:Error|Warning) \[\d+\])|^(?=Exiting with exit_status |Use of uninitialized )/m,
  );
  return entries.flatMap((entry) => {
    const match = /^(Error|Warning) \[\d+\](?: reading file (.*) at line (\d+))?: (.*)$/s.exec(entry);
    if (match === null) return [];
    const [, level, name, line, text = ''] = match;
    if (name !== undefined && name !== path) return [];
    // The copy has one line more than the file.
    const place = placeOfLine(file, line === undefined ? 1 : Number(line) - 1);
    const base = finding('ldirectord-refused', place, tidy(text));
    return [level === 'Error' ? base : { ...base, severity: 'warning' as const }];
  });
}

/** ldirectord quotes the line that it does not know together with its line break. */
function tidy(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*"$/, '"')
    .replace(/\s+/g, ' ');
}

/**
 * What is known of a file, and what the daemon says of it: it stops at the first line that it refuses, and says less of it than
 * what is known here. Of names it knows more.
 */
export function withDaemon(known: readonly Finding[], told: readonly Finding[]): Finding[] {
  const isRefused = known.some(({ code, severity }) => code.startsWith('cf-') && severity === 'error');
  return [
    ...known.filter(({ code }) => code !== 'cf-needs-names'),
    ...told.filter(({ severity }) => severity !== 'error' || !isRefused),
  ];
}

function lastWords(result: RunResult): string {
  const text = (result.stderr.trim() || result.stdout.trim()).slice(-500);
  return text || `it ended with ${String(result.exitCode)}`;
}

/** The host names, not addresses, that ldirectord would have to resolve to read the file. */
export function hostNames(text: string): string[] {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const value = /^\s*(?:virtual|real|fallback)6?\s*=\s*(\S+)/.exec(line)?.[1] ?? '';
    const [, first, last] = /^([a-z0-9][a-z0-9.-]*?)(?:->([a-z0-9][a-z0-9.-]*))?(?::|$)/i.exec(value) ?? [];
    for (const name of [first, last]) {
      if (name !== undefined && /[a-z]/i.test(name)) names.add(name);
    }
  }
  return [...names];
}
