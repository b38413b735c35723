import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareText } from '../../diagnostics/finding.ts';
import { formatText } from '../../diagnostics/format-text.ts';
import { readHosts } from '../../import/hosts-file.ts';
import { importSources } from '../../import/import-sources.ts';
import type { Source } from '../../inventory/source.ts';
import { hideSecrets } from '../../ldirectord-cf/hide-secrets.ts';
import { exitCodeFor, type ExitCode } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { Io } from '../io.ts';
import { summary } from '../lint-file.ts';
import { paletteFor } from '../palette.ts';
import { pathFrom } from '../path-from.ts';
import type { ColorFlag, ImportFlags } from '../program.ts';
import { readBeside, readInventory } from '../read-inventory.ts';
import { shellWord } from '../shell-word.ts';
import { writeNew } from '../write-new.ts';

/**
 * `import`: an inventory of what directors have, on stdout or in a new file; on stderr what is said in another way, what could not
 * be taken over, and because of what ldirectord refuses it.
 */
export async function importCommand(
  paths: readonly string[],
  options: ImportFlags & ColorFlag,
  io: Io,
): Promise<ExitCode> {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw usageFailure(`${twice} is given twice`);
  const sources: Source[] = [];
  for (const path of paths) sources.push(...(await readSources(path, io)));
  const [first, ...others] = sources;
  if (first === undefined)
    throw usageFailure(`${paths.join(', ')} has no manifest, no template and no .cf below files/`);
  const hosts = readHosts((options.hosts ?? []).map((path) => readBeside(path, io).text));
  const { text, findings } = importSources([first, ...others], hosts);
  const output = options.output === '-' ? undefined : options.output;
  if (output !== undefined && !writeNew(output, text, io))
    throw usageFailure(`${output} exists already; it is left as it is`);
  const shown = new Map(sources.map((source) => [source.path, hideSecrets(source.text)]));
  io.stderr.write(formatText(findings, shown, paletteFor(io.stderr, options.color), io.stderr.columns));
  io.stderr.write(`${summary(findings)}\n`);
  if (output === undefined) io.stdout.write(text);
  else {
    io.stderr.write(`wrote ${output}\n`);
    io.stderr.write(`next: name the directors in it, then run: lvs-puppet lint ${shellWord(output)}\n`);
  }
  return exitCodeFor(findings, options.failOn);
}

/** A file, or the manifests, templates and configurations of a module, which is a folder; links in it are not followed. */
async function readSources(path: string, io: Io): Promise<Source[]> {
  const folder = resolve(io.cwd, path);
  if (path === '-' || !isFolder(folder)) return [(await readInventory(path, io)).source];
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => pathFrom(folder, join(one.parentPath, one.name)))
    .filter((name) => /\.(?:pp|erb|epp)$|^(?:.*\/)?files\/.*\.cf$/s.test(name));
  return names.toSorted(compareText).map((name) => readBeside(join(path, name), io));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
