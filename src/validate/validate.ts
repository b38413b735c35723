import { sortFindings } from '../diagnostics/finding.ts';
import { hideSecrets } from '../ldirectord-cf/hide-secrets.ts';
import { lintConfig } from '../lint-config.ts';
import type { Verdict } from './check-result.ts';
import { discoverFiles } from './discover-files.ts';
import { puppetVersions, type EngineContext, type EngineName, type PuppetVersion } from './engine.ts';
import { EnvironmentError } from './environment-error.ts';
import type { FileReport, SourceFile } from './file.ts';
import { checkHiera } from './hiera.ts';
import { checkMetadata } from './metadata.ts';
import { withDaemon } from './ldirectord.ts';
import { readSource } from './read-source.ts';
import { selectEngine } from './select-engine.ts';

export interface ValidateOptions {
  readonly paths: readonly string[];
  /** Paths are relative to this folder, in the arguments and in the reports. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly engine?: EngineName;
  readonly versions?: readonly PuppetVersion[];
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
}

/** The verdicts of a run. */
export interface CheckedFiles {
  readonly outcome: 'checked';
  readonly engine: string;
  readonly files: readonly FileReport[];
  /** The texts of the files by path, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Why there are no verdicts: a path that is wrong, or an engine that is missing. */
export interface Unchecked {
  readonly outcome: 'usage' | 'environment';
  readonly problems: readonly string[];
}

export type Validation = CheckedFiles | Unchecked;

/** The name of the engine of a run in which no file needed one. */
const BUILT_IN = 'built-in checks';

/**
 * Checks modules, folders and files with the real programs. Nothing is printed, and the files are never
 * written to or run.
 */
export async function validatePaths(options: ValidateOptions): Promise<Validation> {
  const { files, problems, skippedLinks } = await discoverFiles(options.paths, options.cwd);
  if (problems.length > 0) return { outcome: 'usage', problems };
  const read = await Promise.all(files.map(readSource));
  const sources = read.filter(isSource);
  try {
    const { engine, verdicts } = await verdictsFor(sources, options);
    return {
      outcome: 'checked',
      engine,
      files: read.map((file) => (isSource(file) ? toReport(file, verdicts.get(file)) : file)),
      sources: new Map(
        sources.map(({ path, kind, text }) => [path, kind === 'ldirectord' ? hideSecrets(text) : text]),
      ),
      notes: skippedLinks.map((link) => `${link}: a symbolic link, not followed`),
    };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { outcome: 'environment', problems: [error.message] };
  }
}

async function verdictsFor(
  sources: readonly SourceFile[],
  options: ValidateOptions,
): Promise<{ engine: string; verdicts: Map<SourceFile, Verdict> }> {
  const verdicts = new Map<SourceFile, Verdict>();
  for (const file of sources) {
    if (file.kind === 'metadata') verdicts.set(file, { findings: checkMetadata(file) });
    if (file.kind === 'hiera') verdicts.set(file, { findings: checkHiera(file) });
    if (file.kind === 'ldirectord') verdicts.set(file, { findings: lintConfig(file) });
  }
  const others = sources.filter((file) => !verdicts.has(file));
  const name = options.engine ?? 'auto';
  // An engine that was asked for must be there; without a wish, none is missed where none is needed.
  if (others.length === 0 && (name === 'auto' || name === 'embedded')) return { engine: BUILT_IN, verdicts };
  const engine = await selectEngine(name, contextOf(options));
  // What is known of a configuration file without its daemon the daemon has the last word on.
  const asked = [...others, ...sources.filter(({ kind }) => kind === 'ldirectord')];
  const checked = asked.length === 0 ? [] : await engine.check(asked, await metadataOf(others, sources));
  for (const [file, verdict] of checked) verdicts.set(file, together(verdicts.get(file), verdict, name));
  return { engine: engine.name, verdicts };
}

/** A daemon that is not there is missed only where somebody asked for it. */
function together(known: Verdict | undefined, told: Verdict, engine: EngineName): Verdict {
  if (known === undefined) return told;
  if (told.notChecked === undefined) return { findings: withDaemon(known.findings, told.findings) };
  return engine === 'auto' ? known : { ...told, findings: known.findings };
}

/** The metadata of the files' modules, read even when only single files of a module were asked for. */
async function metadataOf(files: readonly SourceFile[], known: readonly SourceFile[]): Promise<SourceFile[]> {
  const roots = [...new Set(files.filter((file) => file.kind === 'manifest').map((file) => file.moduleRoot))];
  const found = await Promise.all(
    roots.map((root) => {
      const absolute = `${root}/metadata.json`;
      return (
        known.find((file) => file.absolute === absolute) ??
        readSource({ path: absolute, absolute, kind: 'metadata' })
      );
    }),
  );
  return found.filter(isSource);
}

function contextOf(options: ValidateOptions): EngineContext {
  const context = {
    env: options.env,
    versions: options.versions ?? puppetVersions,
    versionsAsked: options.versions !== undefined,
    progress: options.progress ?? (() => undefined),
  };
  return options.signal === undefined ? context : { ...context, signal: options.signal };
}

function toReport({ path, kind }: SourceFile, verdict: Verdict | undefined): FileReport {
  if (verdict === undefined) return { path, kind, findings: [], notChecked: 'no verdict' };
  return { ...verdict, path, kind, findings: sortFindings(verdict.findings) };
}

function isSource(file: SourceFile | FileReport): file is SourceFile {
  return 'bytes' in file;
}
