import { printable } from '../diagnostics/escape.ts';
import { jsonFinding, type JsonFinding } from '../diagnostics/format-json.ts';
import { formatText, plain, type Palette } from '../diagnostics/format-text.ts';
import { isValid, type FileReport } from './file.ts';

/** What the formats need of a finished run. */
export interface Checked {
  readonly engine: string;
  readonly files: readonly FileReport[];
  /** The texts of the files by path, for the code frames. */
  readonly sources: ReadonlyMap<string, string>;
}

/** One file in the JSON format; keys and order are part of the contract. */
interface JsonFile {
  readonly path: string;
  readonly kind: string;
  readonly valid: boolean;
  readonly findings: readonly JsonFinding[];
  /** Only where a file could not be checked: then `valid` is false without a finding. */
  readonly notChecked?: string;
}

/** `validate --format json`: one entry for every file, the valid ones too. */
export function formatValidationJson({ engine, files }: Checked): string {
  return `${JSON.stringify({ schemaVersion: 1, engine, files: files.map(jsonFile) }, null, 2)}\n`;
}

/** `validate --format text`: the findings, then one line that sums up. */
export function formatValidationText(checked: Checked, palette: Palette = plain, columns?: number): string {
  const { engine, files, sources } = checked;
  const findings = files.flatMap((file) => file.findings);
  const unchecked = files.filter((file) => file.notChecked !== undefined);
  const reasons = unchecked.map(
    (file) => `${printable(file.path)}: not checked: ${printable(file.notChecked ?? '')}\n`,
  );
  const valid = files.filter(isValid).length;
  const invalid = files.length - valid - unchecked.length;
  const open = unchecked.length === 0 ? '' : `, ${unchecked.length} could not be checked`;
  const total = files.length - unchecked.length;
  const summary = `${total} ${total === 1 ? 'file' : 'files'} checked with ${engine}: ${valid} valid, ${invalid} not${open}\n`;
  return formatText(findings, sources, palette, columns) + reasons.join('') + summary;
}

function jsonFile(file: FileReport): JsonFile {
  const { path, kind, findings, notChecked } = file;
  const entry = { path, kind, valid: isValid(file), findings: findings.map(jsonFinding) };
  return notChecked === undefined ? entry : { ...entry, notChecked };
}
