import type { RunResult } from './runner.ts';

/** One thing that Puppet said about a file, still under the name that Puppet was given. */
export interface PuppetIssue {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Undefined where Puppet names no line, as at an unexpected end of the file. */
  readonly line: number | undefined;
  /** Counted in characters from 1. */
  readonly column: number | undefined;
}

/** What one call of Puppet gave. */
export interface PuppetReading {
  readonly issues: ReadonlyMap<string, readonly PuppetIssue[]>;
  /**
   * Puppet's words when it failed without saying for which file: an invalid regular expression, invalid UTF-8
   * or a second definition of one name end the whole call. The other files then have no verdict.
   */
  readonly aborted: string | undefined;
}

interface LogEntry {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

const ENTRY = /^(Error|Warning|Notice|Info|Debug): /m;
const LOCATION = /\s*\(file: (.+?)(?:, line: (\d+))?(?:, column: (\d+))?\)[ \t]*$/m;
/** What Puppet adds about the call as a whole once it has named the places. */
const TRAILER =
  /^(?:Try 'puppet help|Errors while validating epp|(?:Language validation logged|Found) \d+ errors)/;
const PREFIX = /^Could not parse for environment \S+: /;

/** Reads a `puppet parser validate --render-as json` call. */
export function readManifestCall(result: RunResult): PuppetReading {
  const log = parseLog(result.stderr);
  const issues = locatedIssues(log);
  if (result.exitCode === 0) return { issues, aborted: undefined };
  const summary = parseSummary(result.stdout);
  if (summary === undefined || summary.size === 0) return { issues, aborted: looseText(log, result) };
  for (const [file, issue] of summary) {
    const known = issues.get(file) ?? [];
    // With several errors the summary only counts them; the places are in the log.
    if (!known.some((item) => item.severity === 'error')) issues.set(file, [...known, issue]);
  }
  return { issues, aborted: undefined };
}

/** Reads a `puppet epp validate --continue_on_error` call, which has no JSON form. */
export function readEppCall(result: RunResult): PuppetReading {
  const log = parseLog(result.stderr);
  const issues = locatedIssues(log);
  if (result.exitCode === 0) return { issues, aborted: undefined };
  const named = log.some((entry) => entry.severity === 'error' && entry.file !== undefined);
  const unnamed = log.some((entry) => isLooseError(entry));
  return { issues, aborted: named && !unnamed ? undefined : looseText(log, result) };
}

/** The log on stderr: entries may have several lines, and lines of Ruby itself may stand between them. */
function parseLog(stderr: string): LogEntry[] {
  const parts = stderr.split(ENTRY);
  const entries: LogEntry[] = [];
  for (let index = 1; index + 1 < parts.length; index += 2) {
    const [level, text = ''] = parts.slice(index, index + 2);
    if (level === 'Error' || level === 'Warning') entries.push(parseEntry(level, text));
  }
  return entries;
}

function parseEntry(level: 'Error' | 'Warning', text: string): LogEntry {
  const match = LOCATION.exec(text);
  const message = (match === null ? text : text.slice(0, match.index)).trim().replace(PREFIX, '');
  return {
    severity: level === 'Error' ? 'error' : 'warning',
    message,
    file: match?.[1],
    line: numberOf(match?.[2]),
    column: numberOf(match?.[3]),
  };
}

function locatedIssues(log: readonly LogEntry[]): Map<string, PuppetIssue[]> {
  const issues = new Map<string, PuppetIssue[]>();
  for (const { file, severity, message, line, column } of log) {
    if (file === undefined) continue;
    issues.set(file, [...(issues.get(file) ?? []), { severity, message, line, column }]);
  }
  return issues;
}

/** The JSON on stdout by file; undefined when there is none, because the call was aborted. */
function parseSummary(stdout: string): Map<string, PuppetIssue> | undefined {
  const data = parseJson(stdout.slice(Math.max(stdout.indexOf('{'), 0)));
  if (!isRecord(data)) return undefined;
  return new Map(Object.entries(data).map(([file, value]) => [file, summaryIssue(value)]));
}

function summaryIssue(value: unknown): PuppetIssue {
  const error = isRecord(value) ? value : {};
  const text = typeof error['message'] === 'string' ? error['message'] : 'Puppet refuses the file';
  return {
    severity: 'error',
    message: text.replace(PREFIX, ''),
    line: typeof error['line'] === 'number' ? error['line'] : undefined,
    column: typeof error['pos'] === 'number' ? error['pos'] : undefined,
  };
}

function isLooseError(entry: LogEntry): boolean {
  return entry.severity === 'error' && entry.file === undefined && !TRAILER.test(entry.message);
}

function looseText(log: readonly LogEntry[], result: RunResult): string {
  const loose = log.filter(isLooseError).map((entry) => entry.message);
  const text = loose.length > 0 ? loose.join('; ') : result.stderr.trim() || result.stdout.trim();
  return text.slice(0, 2000) || `puppet ended with ${String(result.exitCode)} and said nothing`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
