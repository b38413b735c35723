import { relative, sep } from 'node:path';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import { allUnchecked, type Verdict, type Verdicts } from './check-result.ts';
import type { SourceFile } from './file.ts';
import { moduleNameOf } from './metadata.ts';
import { placeAt, placeOfEnd, placeOfLine } from './place.ts';
import { readEppCall, readManifestCall, type PuppetIssue, type PuppetReading } from './puppet-output.ts';
import { emptyConfiguration } from './puppet-options.ts';
import type { RunResult } from './runner.ts';
import type { Stage } from './stage.ts';
import type { Toolbox } from './toolbox.ts';

/** A file and the name of its copy in the stage. */
export interface Copy {
  readonly source: SourceFile;
  readonly staged: string;
}

/** Files that Puppet may see in one call. */
export interface PuppetGroup {
  readonly folder: string;
  readonly copies: readonly Copy[];
  /** Plans are another language, which Puppet reads only when it is told so. */
  readonly plans: boolean;
}

/** Arguments have a limit, and so has the time of one call. */
const FILES_PER_CALL = 200;
const TIMEOUT_SECONDS = 300;
const EMPTY_CONFIGURATION = 'configuration';

/**
 * Splits manifests into groups by module and names their copies. Inside a module whose name is known, a
 * manifest keeps its path below a module path, so that Puppet also checks that names fit their files.
 * @param moduleNames the names of the modules by their folders
 */
export function groupManifests(
  files: readonly SourceFile[],
  moduleNames: ReadonlyMap<string, string>,
): PuppetGroup[] {
  const groups = new Map<string, { plans: boolean; files: SourceFile[] }>();
  for (const file of files) {
    const plans = segmentsOf(file)[0] === 'plans';
    const key = `${String(plans)} ${file.moduleRoot}`;
    const group = groups.get(key) ?? { plans, files: [] };
    group.files.push(file);
    groups.set(key, group);
  }
  return [...groups.values()]
    .flatMap((group) => inChunks(group.files).map((part) => ({ ...group, files: part })))
    .map(({ plans, files: members }, index) => {
      const folder = `group${index}`;
      return {
        folder,
        plans,
        copies: members.map((source, place) => copyOf(source, place, folder, moduleNames)),
      };
    });
}

function copyOf(
  source: SourceFile,
  place: number,
  folder: string,
  moduleNames: ReadonlyMap<string, string>,
): Copy {
  const name = moduleNames.get(source.moduleRoot);
  const segments = segmentsOf(source);
  const located = name !== undefined && isAutoloaded(segments);
  return {
    source,
    staged: located ? `${folder}/modules/${name}/${segments.join('/')}` : `${folder}/other/${place}.pp`,
  };
}

function segmentsOf(file: SourceFile): string[] {
  return relative(file.moduleRoot, file.absolute).split(sep);
}

/** Only what Puppet would find by its name must fit it; a name with odd characters it never finds. */
function isAutoloaded(segments: readonly string[]): boolean {
  const known = ['manifests', 'functions', 'types'].includes(segments[0] ?? '');
  return known && segments.length > 1 && segments.every((part) => /^\w[\w.]*$/.test(part));
}

/** Checks manifests with `puppet parser validate`, one call for each module. */
export async function checkManifests(
  files: readonly SourceFile[],
  metadata: readonly SourceFile[],
  stage: Stage,
  toolbox: Toolbox,
): Promise<Verdicts> {
  const names = new Map(
    [...metadata].flatMap((file) => {
      const name = moduleNameOf(file.text);
      return name === undefined ? [] : [[file.moduleRoot, name] as const];
    }),
  );
  const verdicts = new Map<SourceFile, Verdict>();
  for (const group of groupManifests(files, names)) {
    const call = (paths: readonly string[]): Promise<RunResult> =>
      toolbox.run('puppet', manifestArguments(toolbox.root, group, paths), {
        timeoutSeconds: TIMEOUT_SECONDS,
      });
    const results = await checkCopies(group.copies, {
      stage,
      toolbox,
      call,
      read: readManifestCall,
      suffix: '.pp',
    });
    for (const [file, verdict] of results) verdicts.set(file, verdict);
  }
  return verdicts;
}

/** Checks EPP templates with `puppet epp validate`. */
export async function checkEpp(
  files: readonly SourceFile[],
  stage: Stage,
  toolbox: Toolbox,
): Promise<Verdicts> {
  const verdicts = new Map<SourceFile, Verdict>();
  const call = (paths: readonly string[]): Promise<RunResult> =>
    toolbox.run(
      'puppet',
      [
        'epp',
        'validate',
        ...commonOptions(toolbox.root, `${toolbox.root}/${EMPTY_CONFIGURATION}`),
        '--continue_on_error',
        ...paths,
      ],
      { timeoutSeconds: TIMEOUT_SECONDS },
    );
  for (const [index, part] of inChunks(files).entries()) {
    const copies = part.map((source, place) => ({ source, staged: `epp${index}/${place}.epp` }));
    const results = await checkCopies(copies, { stage, toolbox, call, read: readEppCall, suffix: '.epp' });
    for (const [file, verdict] of results) verdicts.set(file, verdict);
  }
  return verdicts;
}

function manifestArguments(root: string, group: PuppetGroup, paths: readonly string[]): string[] {
  const options = commonOptions(root, `${root}/${group.folder}/modules`);
  return [
    'parser',
    'validate',
    ...options,
    '--render-as',
    'json',
    ...(group.plans ? ['--tasks'] : []),
    ...paths,
  ];
}

function commonOptions(root: string, modulePath: string): string[] {
  const folders = [...emptyConfiguration(`${root}/${EMPTY_CONFIGURATION}`), '--modulepath', modulePath];
  // Otherwise Puppet stops after ten errors of a file, and colours even a pipe.
  return [...folders, '--color=false', '--max_errors=100', '--max_warnings=100'];
}

interface PuppetCall {
  readonly stage: Stage;
  readonly toolbox: Toolbox;
  readonly call: (paths: readonly string[]) => Promise<RunResult>;
  readonly read: (result: RunResult) => PuppetReading;
  readonly suffix: string;
}

async function checkCopies(copies: readonly Copy[], puppet: PuppetCall): Promise<Verdicts> {
  for (const copy of copies) await puppet.stage.add(copy.staged, copy.source.bytes);
  await puppet.stage.add(`${EMPTY_CONFIGURATION}/empty${puppet.suffix}`, '');
  // Text that is not UTF-8 always aborts the call: alone, it does so without costing the others their verdict.
  const [sound, broken] = partition(copies, (copy) => !copy.source.text.includes('\ufffd'));
  const verdicts = new Map<SourceFile, Verdict>();
  for (const part of [sound, ...broken.map((copy) => [copy])]) {
    for (const [file, verdict] of await checkPart(part, puppet)) verdicts.set(file, verdict);
  }
  return verdicts;
}

/**
 * One call for many files; when Puppet aborts it without naming a file, the halves are tried by themselves
 * until the file is found. Two files that only abort together define one name twice, which a folder of loose
 * copies may do: each of them is a valid file.
 */
async function checkPart(copies: readonly Copy[], puppet: PuppetCall): Promise<Verdicts> {
  const [first] = copies;
  if (first === undefined) return new Map();
  const { root } = puppet.toolbox;
  const result = await puppet.call(copies.map((copy) => `${root}/${copy.staged}`));
  const sources = copies.map((copy) => copy.source);
  if (result.missing) return allUnchecked(sources, 'puppet is not on PATH');
  const reading = puppet.read(result);
  if (result.cutShort === undefined && reading.aborted === undefined)
    return verdictsOf(copies, reading, root);
  if (copies.length === 1)
    return new Map([[first.source, await lonelyVerdict(first, result, reading, puppet)]]);
  return checkHalves(copies, puppet);
}

async function checkHalves(copies: readonly Copy[], puppet: PuppetCall): Promise<Verdicts> {
  const middle = Math.ceil(copies.length / 2);
  const left = await checkPart(copies.slice(0, middle), puppet);
  const right = await checkPart(copies.slice(middle), puppet);
  return new Map([...left, ...right]);
}

/** A Puppet that cannot even read an empty file is broken, and that is no finding. */
async function lonelyVerdict(
  copy: Copy,
  result: RunResult,
  reading: PuppetReading,
  puppet: PuppetCall,
): Promise<Verdict> {
  if (result.cutShort !== undefined) return { findings: [], notChecked: result.cutShort };
  const control = await puppet.call([`${puppet.toolbox.root}/${EMPTY_CONFIGURATION}/empty${puppet.suffix}`]);
  if (control.exitCode !== 0) {
    return { findings: [], notChecked: `puppet does not work: ${reading.aborted ?? 'no reason given'}` };
  }
  const message = reading.aborted ?? 'Puppet refuses the file';
  const issue: PuppetIssue = { severity: 'error', message, line: undefined, column: undefined };
  const known = reading.issues.get(`${puppet.toolbox.root}/${copy.staged}`) ?? [];
  return { findings: [...known, issue].map((item) => toFinding(item, copy, puppet.toolbox.root)) };
}

function verdictsOf(copies: readonly Copy[], reading: PuppetReading, root: string): Verdicts {
  return new Map(
    copies.map((copy) => {
      const issues = reading.issues.get(`${root}/${copy.staged}`) ?? [];
      return [copy.source, { findings: issues.map((issue) => toFinding(issue, copy, root)) }];
    }),
  );
}

function toFinding(issue: PuppetIssue, copy: Copy, root: string): Finding {
  const message = issue.message.replaceAll(`${root}/${copy.staged}`, copy.source.path);
  const base = finding('puppet-syntax', placeOf(issue, copy.source), message);
  return { ...base, severity: issue.severity };
}

function placeOf(issue: PuppetIssue, source: SourceFile): Finding['at'] {
  if (issue.line === undefined) {
    return /end of input/.test(issue.message) ? placeOfEnd(source) : placeOfLine(source, 1);
  }
  return issue.column === undefined
    ? placeOfLine(source, issue.line)
    : placeAt(source, issue.line, issue.column);
}

function inChunks<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += FILES_PER_CALL) {
    chunks.push(items.slice(start, start + FILES_PER_CALL));
  }
  return chunks;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter((item) => test(item)), items.filter((item) => !test(item))];
}
