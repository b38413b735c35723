import { sortFindings, type Finding } from './diagnostics/finding.ts';
import type { FindingCode } from './diagnostics/codes.ts';
import { finding } from './diagnostics/report.ts';
import { readHosts } from './import/hosts-file.ts';
import { importConfig } from './import/import-config.ts';
import { decodeInventory } from './inventory/decode.ts';
import { readerInto } from './inventory/read-values.ts';
import type { Source } from './inventory/source.ts';
import type { Problem, Virtual } from './ldirectord-cf/model.ts';
import { placeConfig, placeIn } from './ldirectord-cf/place-config.ts';
import { readConfig } from './ldirectord-cf/read-config.ts';
import { allRules } from './rules/index.ts';

/** Rules about names, which the file of the daemon does not have. */
const ABOUT_NAMES: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'address-of-two-hosts',
  'secret-variable-clash',
]);

/**
 * What is wrong with an ldirectord.cf: everything because of which ldirectord 4.12 and 4.16 refuse it, and the rules of inventories
 * for what they accept, in the sections that they understand. Sorted by place.
 */
export function lintConfig({ path, text }: Source): Finding[] {
  const { config, problems } = readConfig(text);
  const refusals = problems.map(({ kind, message, hint, at }) =>
    finding(`cf-${kind}`, placeIn(path, at), message, hint),
  );
  const lines = text.split('\n');
  const marks = config.virtuals.flatMap((virtual) => readAsMark(virtual, path, lines));
  const start = placeIn(path, { line: 1, column: 1, endColumn: 1 });
  const whole = { ...config, virtuals: withoutProblems(config.virtuals, problems) };
  const { tree } = importConfig(placeConfig(whole, path), start, { hosts: readHosts([]), forRules: true });
  const mistakes: Finding[] = [];
  const inventory = decodeInventory(readerInto(mistakes), tree);
  const rules = inventory === undefined ? [] : allRules.flatMap((rule) => rule.check(inventory));
  const semantic = [...mistakes, ...rules].filter(({ code }) => !ABOUT_NAMES.has(code));
  return sortFindings([...refusals, ...marks, ...semantic]);
}

/** An address without a port, as a rule. */
function readAsMark({ endpoint, at }: Virtual, path: string, lines: readonly string[]): Finding[] {
  if (endpoint.mark === undefined) return [];
  const written = (lines[at.line - 1] ?? '').slice(at.column - 1, at.endColumn - 1);
  if (/^[0-9]+$/.test(written)) return [];
  const message = `this is the service of firewall mark ${endpoint.mark} to the daemon`;
  return [finding('cf-read-as-mark', placeIn(path, at), message, 'add the port')];
}

/** Sections in which the daemon refuses nothing: of the others a rule would report what follows from that. */
function withoutProblems(virtuals: readonly Virtual[], problems: readonly Problem[]): Virtual[] {
  return virtuals.filter(({ at }, index) => {
    const end = virtuals[index + 1]?.at.line ?? Infinity;
    return !problems.some((problem) => problem.at.line >= at.line && problem.at.line < end);
  });
}
