import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { isInFile, isLive } from '../../src/inventory/life-cycle.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';
import { inventoryOf, rehearse, type Outcome } from './rehearsal.ts';

/* Whole stacks on a real kernel. All of them take half an hour, so CI takes two of them. */

const IN_TURN = ['ipv6', 'udp-dns', 'fwmark', 'masq-and-ipip'] as const;
/** The kernel of user-mode Linux cannot mark packets: an inventory that is about that has another one. */
const ENGINES: Readonly<Record<string, string>> = { fwmark: 'qemu' };
/** What others cannot rehearse without marks, and say so. */
const MARKED: Readonly<Record<string, readonly string[]>> = { 'masq-and-ipip': ['archive'] };
const SECONDS = 1500;

const full = process.env['LVS_PUPPET_FULL'] === '1';
const turn = IN_TURN[Number(process.env['LVS_PUPPET_SEED'] ?? 1) % IN_TURN.length] ?? IN_TURN[0];
const chosen = full ? IN_TURN : [turn];
const quick = full ? [] : ['--quick'];

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-fixtures-'));
const bin = inject('builtCommand');

beforeAll(() => {
  console.log(`rehearsed: oe-stack and ${chosen.join(', ')}${full ? '' : ` of ${IN_TURN.join(', ')}`}`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function rehearseFixture(name: string, ...more: readonly string[]): Promise<Outcome> {
  const engine = ENGINES[name] ?? 'uml';
  return rehearse(bin, join(folder, [name, ...more].join('')), [
    inventoryOf(name),
    '--engine',
    engine,
    ...more,
  ]);
}

/** The services on the directors whose role has a server. */
function servicesOf(name: string): string[] {
  const path = inventoryOf(name);
  const { value } = parseInventory({ path, text: readFileSync(path, 'utf8') });
  return (value?.roles ?? [])
    .filter(({ servers }) => servers.some(isLive))
    .flatMap(({ services }) => services.filter(isInFile))
    .map(({ name: service }) => service);
}

/** The lines that a page shows of a rehearsal of oe-stack as it is, not of a change, whatever their numbers are. */
function shownIn(page: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
  const blocks = [...text.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks
    .filter((block) => /^✓ /m.test(block) && !block.startsWith('The change'))
    .flatMap((block) => block.trimEnd().split('\n'));
  return lines.filter((line) => line !== '' && line !== '…').map(withoutNumbers);
}

/** Nor how many drills were left out, which are there on the pages and not with `--quick`. */
function withoutNumbers(line: string): string {
  return line
    .replaceAll(/\d+(?:\.\d+)*/g, '#')
    .replace(/ \(# s\)$/, '')
    .replace(', # skipped', '');
}

/** Nothing failed, and every service was asked. */
function expectAllRight(name: string, { exitCode, output, results, notRehearsed }: Outcome): void {
  const marked = MARKED[name] ?? [];
  expect(exitCode, output).toBe(0);
  expect(notRehearsed.map(({ service }) => service)).toEqual(marked);
  expect(new Set(results.map(({ outcome }) => outcome))).not.toContain('failed');
  const asked = results.filter(({ check }) => check === 'answers').map(({ subject }) => subject);
  const wanted = servicesOf(name).filter((service) => !marked.includes(service));
  expect(asked.toSorted()).toEqual(wanted.toSorted());
}

describe('the emitted module with traffic', () => {
  // Drills take most of the time, so CI leaves them out.
  test('oe-stack passes', { timeout: SECONDS * 1000 }, async () => {
    const outcome = await rehearseFixture('oe-stack', ...quick);
    expectAllRight('oe-stack', outcome);
    const printed = outcome.output.split('\n').map(withoutNumbers);
    for (const page of ['README.md', 'docs/rehearsing.md']) {
      expect(shownIn(page).length).toBeGreaterThan(2);
      expect(printed).toEqual(expect.arrayContaining(shownIn(page)));
    }
  });

  test.each(chosen)('%s passes', { timeout: SECONDS * 1000 }, async (name) => {
    const outcome = await rehearseFixture(name, ...quick);
    expectAllRight(name, outcome);
    const drills = outcome.results.map(({ check }) => check).filter((check) => check === 'garbage');
    expect(drills).toHaveLength(full ? 1 : 0);
  });
});

test.each(full ? ['gui'] : [])(
  'the role %s is rehearsed alone',
  { timeout: SECONDS * 1000 },
  async (role) => {
    const { exitCode, output, results, reduced } = await rehearseFixture(
      'oe-stack',
      '--quick',
      '--only',
      role,
    );
    expect(exitCode, output).toBe(0);
    const asked = results.filter(({ check }) => check === 'answers').map(({ subject }) => subject);
    expect(asked).toEqual(['http', 'https']);
    expect(reduced).toContain('role "rabbitmq" was left out');
  },
);
