import { printable } from '../diagnostics/escape.ts';
import type { Place } from '../diagnostics/finding.ts';
import { relativeUri } from '../lang/uri.ts';
import { digest } from './digest.ts';
import { codeText, type Remark } from './remark.ts';

/** GitHub shows so many results of a run; it refuses a file with more than 25,000. */
const MAX_RESULTS = 5000;

/** What the tool could not do, or did not say, besides its results. */
export interface Notification {
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly file?: string;
}

/**
 * Remarks as SARIF 2.1.0: one run, the rules that have results, the heaviest results first. Without times, without the version of
 * the tool and with relative paths only, so that the same remarks give the same bytes.
 */
export function sarif(remarks: readonly Remark[], notifications: readonly Notification[] = []): string {
  const shown = remarks.slice(0, MAX_RESULTS);
  const rules = [...new Set(shown.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'lvs-puppet', rules: rules.map(rule) } },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation([...notifications, ...cutNotification(remarks.length - shown.length)])],
        results: withFingerprints(shown).map(([remark, fingerprint]) => result(remark, fingerprint, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function cutNotification(cut: number): Notification[] {
  if (cut === 0) return [];
  return [{ level: 'warning', text: `${cut} more results are left out; the heaviest are here` }];
}

function invocation(notifications: readonly Notification[]): object {
  return {
    executionSuccessful: !notifications.some(({ level }) => level === 'error'),
    toolExecutionNotifications: notifications.map(({ level, text, file }) => ({
      level,
      message: message(text),
      ...(file === undefined ? {} : { locations: [{ physicalLocation: physical(file, undefined) }] }),
    })),
  };
}

function rule(id: string): object {
  const text = codeText(id);
  if (text === undefined) return { id };
  const { title, why, fix, severity } = text;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${fix}` },
    defaultConfiguration: { level: severity },
  };
}

function result(remark: Remark, fingerprint: string, rules: readonly string[]): object {
  const { code, severity, message: text, hint, file, at, was } = remark;
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: severity,
    message: message(hint === undefined ? text : `${text}\nhint: ${hint}`),
    locations: [{ physicalLocation: physical(file, at) }],
    ...(was === undefined
      ? {}
      : {
          relatedLocations: [
            { id: 1, physicalLocation: physical(file, was), message: { text: 'where it stood before' } },
          ],
        }),
    partialFingerprints: { primaryLocationLineHash: fingerprint },
  };
}

/** SARIF takes brackets and braces in a message for links and placeholders. */
function message(text: string): object {
  return {
    text: text
      .split('\n')
      .map(printable)
      .join('\n')
      .replaceAll(/[[\]\\]/g, '\\$&')
      .replaceAll(/[{}]/g, '$&$&'),
  };
}

/** What is gone stands nowhere: the file as a whole is shown at its first line. */
function physical(file: string, place: Place | undefined): object {
  const region =
    place === undefined
      ? { startLine: 1 }
      : {
          startLine: place.line,
          startColumn: place.column,
          endLine: place.endLine,
          endColumn: place.endColumn,
        };
  return { artifactLocation: { uri: relativeUri(file) }, region };
}

/** A fingerprint knows no line, so it stays when the file moves; of equal remarks each has its own. */
function withFingerprints(remarks: readonly Remark[]): [Remark, string][] {
  const seen = new Map<string, number>();
  return remarks.map((remark) => {
    const hash = digest(remark.identity);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return [remark, `${hash}:${number}`];
  });
}
