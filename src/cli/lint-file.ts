import type { Finding } from '../diagnostics/finding.ts';
import { formatText, type Palette } from '../diagnostics/format-text.ts';
import { hidePlaces } from '../diagnostics/hide-places.ts';
import type { Inventory } from '../inventory/model.ts';
import type { Source } from '../inventory/source.ts';
import { lint } from '../lint.ts';
import { ExitCode, exitCodeFor } from './exit-code.ts';
import type { Io, Output } from './io.ts';
import { paletteFor } from './palette.ts';
import type { FailOnFlag, KnownFlags } from './program.ts';
import { readBeside, readInventory, type InventoryFile } from './read-inventory.ts';

/** An inventory that was read and checked. */
export interface LintedFile extends InventoryFile {
  readonly inventory: Inventory | undefined;
  readonly findings: readonly Finding[];
  /** Files that were read besides the inventory, without what must not be shown. */
  readonly beside: readonly Source[];
}

/** Reads an inventory, unless that is done, and what is known besides, and lints it. */
export async function lintFile(
  path: string | InventoryFile,
  io: Io,
  known: KnownFlags = {},
): Promise<LintedFile> {
  const file = typeof path === 'string' ? await readInventory(path, io) : path;
  const servers = known.servers === undefined ? undefined : readBeside(known.servers, io);
  const hiera = known.hiera?.map((name) => readBeside(name, io));
  return { ...file, ...lint(file.source, { servers, hiera }) };
}

/** Findings for people: source lines cut to the width of the terminal, and no secret that stands in one. */
export function findingsText(file: LintedFile, palette: Palette, columns: number | undefined): string {
  const secrets = file.findings.filter(({ code }) => code === 'literal-secret').map(({ at }) => at);
  const sources = [file.source, ...file.beside].map(({ path, text }): [string, string] => [
    path,
    hidePlaces(
      text,
      secrets.filter((at) => at.file === path),
    ),
  ]);
  return formatText(file.findings, new Map(sources), palette, columns);
}

/** Prints findings for people. */
export function printFindings(file: LintedFile, output: Output, color: boolean): void {
  output.write(findingsText(file, paletteFor(output, color), output.columns));
}

/**
 * The inventory of a command that needs one without errors; findings go to stderr, where they do not mix with
 * the result. Undefined where a finding weighs as much as `--fail-on` says, and where there is no inventory.
 * @param options.stopped what then did not happen, for the person
 */
export async function requireInventory(
  path: string | InventoryFile,
  io: Io,
  options: KnownFlags & FailOnFlag & { readonly color: boolean; readonly stopped: string },
): Promise<(LintedFile & { inventory: Inventory }) | undefined> {
  const file = await lintFile(path, io, options);
  printFindings(file, io.stderr, options.color);
  const { inventory } = file;
  if (inventory !== undefined && exitCodeFor(file.findings, options.failOn) === ExitCode.done)
    return { ...file, inventory };
  io.stderr.write(`${summary(file.findings)}; ${options.stopped}\n`);
  return undefined;
}

/** How many findings of each severity there are, in words. */
export function summary(findings: readonly Finding[]): string {
  const count = (severity: string, one: string): string[] => {
    const number = findings.filter((item) => item.severity === severity).length;
    return number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`];
  };
  const parts = [...count('error', 'error'), ...count('warning', 'warning'), ...count('note', 'note')];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
