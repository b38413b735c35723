import { compareText, sortFindings, type Finding, type Place } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { decodeInventory } from '../inventory/decode.ts';
import { readerInto } from '../inventory/read-values.ts';
import type { Source } from '../inventory/source.ts';
import { hideSecrets } from '../ldirectord-cf/hide-secrets.ts';
import type { Config } from '../ldirectord-cf/model.ts';
import { placeConfig, placeIn } from '../ldirectord-cf/place-config.ts';
import { readConfig } from '../ldirectord-cf/read-config.ts';
import { entry, type NotedEntry } from './build-tree.ts';
import type { Hosts } from './hosts-file.ts';
import { isOfModule, readFork } from './fork/read-fork.ts';
import { importConfig } from './import-config.ts';
import { mergeConfigs } from './merge-configs.ts';
import { printInventory } from './print-tree.ts';
import { isTable, readTable } from './read-table.ts';
import { noteProblem } from './work.ts';

/** The text of an inventory, and what a person should know of how it came about. */
export interface ImportedText {
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** What one source says. */
interface Read {
  readonly config: Config<Place>;
  readonly findings: readonly Finding[];
  /** Where that stands which is not in the config. */
  readonly kept: readonly Place[];
}

/**
 * Makes an inventory of files of ldirectord, of tables of IPVS as `ipvsadm -Sn` prints them, and of a fork of the module of 2012, whose
 * manifests and templates belong together. Whatever it cannot say stands in a comment, with the place where it stood, and is told; so
 * is a value that the daemon takes and an inventory does not.
 * @param sources at least one; their global directives become one set, in which the first has the say
 */
export function importSources(sources: readonly [Source, ...Source[]], hosts: Hosts): ImportedText {
  const ofModule = sources.filter(isOfModule);
  const fork = ofModule.length === 0 ? undefined : readFork(ofModule, hosts.addressOf);
  const others = sources.filter((source) => !isOfModule(source));
  const read = [...(fork === undefined ? [] : [fork]), ...others.map((source) => readSource(source, hosts))];
  const merging = { findings: [] as Finding[], kept: [] as Place[] };
  const config = mergeConfigs(
    read.map((one) => one.config),
    merging,
  );
  fork?.noteUnused(config.virtuals, merging);
  const start = placeIn(sources[0].path, { line: 1, column: 1, endColumn: 1 });
  const imported = importConfig(config, start, { hosts, ...fork });
  const kept = [...read.flatMap((one) => one.kept), ...merging.kept, ...imported.kept];
  const mistakes: Finding[] = [];
  decodeInventory(readerInto(mistakes), imported.tree);
  const nothing = config.virtuals.length === 0;
  const empty = nothing
    ? [finding('import-left-out', start, 'there is no service that could be imported')]
    : [];
  const text = printInventory(withComments(imported.tree.entries, commentsFor(kept, sources)));
  const findings = [
    ...read.flatMap((one) => one.findings),
    ...merging.findings,
    ...imported.findings,
    ...mistakes,
    ...empty,
  ];
  return { text, findings: sortFindings(findings) };
}

function readSource(source: Source, hosts: Hosts): Read {
  if (isTable(source.text)) return readTable(source);
  const { path, text } = source;
  const { config, problems } = readConfig(text, { lookup: hosts.addressOf });
  const virtuals = new Set(config.virtuals.map(({ at }) => at.line));
  const lines = text.split('\n');
  const findings: Finding[] = [];
  const kept: Place[] = [];
  for (const problem of problems) {
    const { at } = problem;
    const place = placeIn(path, at);
    noteProblem({ findings }, problem, place);
    const isLost = /^\s*virtual6?\s*=/.test(lines[at.line - 1] ?? '') && !virtuals.has(at.line);
    kept.push(isLost ? { ...place, endLine: endOfSection(lines, at.line) } : place);
  }
  return { config: placeConfig(config, path), findings, kept };
}

/** The last line of the section whose first line has this number. */
function endOfSection(lines: readonly string[], first: number): number {
  let end = first;
  while (/^\s+\S/.test(lines[end] ?? '')) end += 1;
  return end;
}

/** The lines that were not taken over, each once, with their places. Passwords stay where they were. */
function commentsFor(kept: readonly Place[], sources: readonly Source[]): string[] {
  const texts = new Map(sources.map(({ path, text }) => [path, hideSecrets(text).split('\n')]));
  const comments = new Set<string>();
  for (const { file, line, endLine } of kept.toSorted(byPlace)) {
    for (let number = line; number <= endLine; number += 1)
      comments.add(`${file}:${number}: ${texts.get(file)?.[number - 1]?.trim() ?? ''}`);
  }
  return comments.size === 0 ? [] : ['Not taken over:', ...comments];
}

function byPlace(one: Place, other: Place): number {
  return compareText(one.file, other.file) || one.line - other.line;
}

function withComments(entries: readonly NotedEntry[], comments: readonly string[]): NotedEntry[] {
  return entries.map((one) => (one.key === 'roles' ? entry(one.key, one.value, comments) : one));
}
