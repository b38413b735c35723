import type { Finding } from '../diagnostics/finding.ts';
import type { Verdict, Verdicts } from './check-result.ts';
import type { SourceFile } from './file.ts';

/** What one version of Puppet, and the programs that come with it, said. */
export interface VersionVerdicts {
  readonly version: string;
  readonly verdicts: Verdicts;
}

/** Joins what several versions found: one finding for each, which says who found it. */
export function mergeVersions(results: readonly VersionVerdicts[]): Verdicts {
  const [first] = results;
  if (first === undefined || results.length === 1) return first?.verdicts ?? new Map();
  const merged = new Map<SourceFile, Verdict>();
  for (const file of first.verdicts.keys()) {
    merged.set(
      file,
      mergeFile(results.map(({ version, verdicts }) => ({ version, verdict: verdicts.get(file) }))),
    );
  }
  return merged;
}

function mergeFile(parts: readonly { version: string; verdict: Verdict | undefined }[]): Verdict {
  const found = new Map<string, { item: Finding; versions: string[] }>();
  for (const { version, verdict } of parts) {
    for (const item of verdict?.findings ?? []) {
      const { line, column } = item.at;
      const key = JSON.stringify([line, column, item.code, item.severity, item.message]);
      const known = found.get(key) ?? { item, versions: [] };
      if (!known.versions.includes(version)) known.versions.push(version);
      found.set(key, known);
    }
  }
  const findings = [...found.values()].map(({ item, versions }) => {
    return { ...item, message: `${item.message} (puppet ${versions.join(', ')})` };
  });
  const reasons = parts.flatMap(({ version, verdict }) => {
    const reason = verdict === undefined ? 'no verdict' : verdict.notChecked;
    return reason === undefined ? [] : [`${reason} (puppet ${version})`];
  });
  return reasons.length === 0 ? { findings } : { findings, notChecked: reasons.join('; ') };
}
