import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/ldirectord-cf/read-config.ts';
import { cases } from './cases.ts';
import type { Outcome } from './compare.ts';
import { kindOf, startJudge, type Judge } from './judge.ts';
import { mutant } from './mutants.ts';

const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
const SAMPLE = process.env['LVS_PUPPET_FULL'] === '1' ? 100 : 40;
const SECONDS = 20;

/** They open files, or start other daemons. */
const HARMFUL = /(?:monitorfile|logfile|execute)[\t-\r ]*=/;

/** Exit codes of `ldirectord FILE status` while no daemon runs with it. */
const PARSES = 3;
const REFUSED = 2;

const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-status-'));
let judge: Judge;
beforeAll(() => {
  judge = startJudge();
});
afterAll(async () => {
  await judge.end();
  rmSync(folder, { recursive: true });
});

/** Files of both kinds in turn. */
const file = fc.oneof(
  fc.constantFrom(...Object.values(cases).flatMap((group) => group.map(({ text }) => text))),
  mutant,
);

test(
  `${SAMPLE} files have the same fate with \`ldirectord FILE status\` (LVS_PUPPET_SEED=${seed})`,
  { timeout: SAMPLE * SECONDS * 1000 },
  async () => {
    const counts: Record<Outcome, number> = { accepted: 0, refused: 0, 'needs names': 0 };
    for (const text of await sample()) counts[await compareStatus(text)] += 1;
    expect(counts.accepted).toBeGreaterThan(SAMPLE / 5);
    expect(counts.refused).toBeGreaterThan(SAMPLE / 5);
  },
);

/** Files that can be tried out without harm, and without name servers. */
async function sample(): Promise<string[]> {
  const texts = new Set<string>();
  for (const text of fc.sample(file, { numRuns: 10 * SAMPLE, seed })) {
    if (texts.size === SAMPLE) break;
    if (HARMFUL.test(text)) continue;
    const verdict = await judge.of(text);
    const short = verdict.ok || ('text' in verdict && verdict.text !== 'too long');
    if (short) texts.add(text);
  }
  expect(texts.size).toBe(SAMPLE);
  return [...texts];
}

async function compareStatus(text: string): Promise<Outcome> {
  const { code, stderr, path } = await status(text);
  const said = /^Error \[[0-9]+\] reading file (.*) at line ([0-9]+): (.*)$/ms.exec(stderr);
  const [, where, line, words = ''] = said ?? [];
  // The copy has one line more than the file.
  const daemonLine = Number(line) - 1;
  const [first] = readConfig(text).problems;
  const about = `${JSON.stringify(text)}: ${stderr}`;
  if (first === undefined) {
    expect({ code, where }, about).toEqual({ code: PARSES, where: undefined });
    return 'accepted';
  }
  expect({ code, where, kind: kindOf(words), daemonLine }, about).toEqual({
    code: REFUSED,
    where: path,
    kind: first.kind,
    daemonLine: first.daemonLine ?? first.at.line,
  });
  return 'refused';
}

/**
 * Runs the real command. Its name is one that no daemon has, as ldirectord removes the pid file that belongs to the name of a file it
 * refuses; a first line keeps it from writing a log.
 */
async function status(text: string): Promise<{ code: number | null; stderr: string; path: string }> {
  const path = join(folder, `lvs-puppet-${randomUUID()}.cf`);
  writeFileSync(path, `logfile="/dev/null"\n${text}`);
  const child = spawn('/usr/sbin/ldirectord', [path, 'status'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: SECONDS * 1000,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (some: string) => (stderr += some));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stderr, path };
}
