import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText, type Finding } from '../../src/diagnostics/finding.ts';
import { readHosts } from '../../src/import/hosts-file.ts';
import { importConfig } from '../../src/import/import-config.ts';
import { printInventory } from '../../src/import/print-tree.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import type { Config } from '../../src/ldirectord-cf/model.ts';
import { placeConfig, placeIn } from '../../src/ldirectord-cf/place-config.ts';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { renderConfig } from '../../src/ldirectord/render-config.ts';
import { inItsWords } from './judge.ts';
import { mutant } from './mutants.ts';
import { ordinary } from './ordinary.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 20_000 : 1000;

const hosts = readHosts([]);

function imported(text: string): { readonly yaml: string; readonly findings: readonly Finding[] } {
  const { config } = readConfig(text, { hostname: 'director' });
  const start = placeIn('ldirectord.cf', { line: 1, column: 1, endColumn: 1 });
  const { tree, findings } = importConfig(placeConfig(config, 'ldirectord.cf'), start, { hosts });
  return { yaml: printInventory(tree.entries), findings };
}

/**
 * Services of one role come together, and have their servers in one order: neither means anything to the daemon. Numbers are written
 * without zeros in front.
 */
function inAnyOrder(config: Config): unknown {
  const text = JSON.stringify(inItsWords(config), (_, value: unknown) =>
    typeof value === 'string' && /^[0-9]+$/.test(value) ? String(Number(value)) : value,
  );
  const { virtuals, ...globals } = JSON.parse(text) as { virtuals: { real: object[] }[] };
  const sorted = <T>(list: readonly T[]): T[] =>
    list.toSorted((one, other) => compareText(JSON.stringify(one), JSON.stringify(other)));
  return { ...globals, virtuals: sorted(virtuals.map((one) => ({ ...one, real: sorted(one.real) }))) };
}

/** Imports a file that the daemon accepts, and looks at what becomes of it. */
function importAndRender(text: string): 'refused' | 'other' | 'same' {
  const { config, problems } = readConfig(text, { hostname: 'director' });
  if (problems.length > 0) return 'refused';
  const { yaml, findings } = imported(text);
  const where = `${JSON.stringify(text)} becomes\n${yaml}`;
  const { value, findings: mistakes } = parseInventory({ path: 'lvs.yaml', text: yaml });
  const errors = mistakes.filter(({ severity }) => severity === 'error');
  expect(errors, where).toEqual([]);
  if (value === undefined || findings.length > 0) return 'other';
  const again = readConfig(renderConfig(value), { hostname: 'director' });
  expect(again.problems, where).toEqual([]);
  expect(inAnyOrder(again.config), where).toEqual(inAnyOrder(config));
  return 'same';
}

test(`whatever is imported, it is an inventory (LVS_PUPPET_SEED=${seed})`, { timeout: 600_000 }, () => {
  const outcomes = fc.sample(mutant, { numRuns, seed }).map(importAndRender);
  expect(outcomes.filter((outcome) => outcome === 'other').length).toBeGreaterThan(numRuns / 20);
});

test(
  `what people write is rendered with the same meaning (LVS_PUPPET_SEED=${seed})`,
  { timeout: 600_000 },
  () => {
    const outcomes = fc.sample(ordinary, { numRuns, seed }).map(importAndRender);
    expect(outcomes.filter((outcome) => outcome === 'same').length).toBeGreaterThan(numRuns / 2);
  },
);
