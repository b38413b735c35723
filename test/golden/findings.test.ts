import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes, codesOfChanges, type FindingCode } from '../../src/diagnostics/codes.ts';
import { formatText } from '../../src/diagnostics/format-text.ts';
import { readHosts } from '../../src/import/hosts-file.ts';
import { importSources } from '../../src/import/import-sources.ts';
import type { Source } from '../../src/inventory/source.ts';
import type { Commented } from '../../src/inventory/stood-before.ts';
import { lint, readInForce } from '../../src/lint.ts';
import { lintConfig } from '../../src/lint-config.ts';
import { allChangeRules, allRules } from '../../src/rules/index.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const rewrite = process.env['LVS_PUPPET_REWRITE_GOLDENS'] === '1';
const names = Object.keys(codes) as FindingCode[];

/** Found by `validate` in emitted or foreign files, so their pairs are files and not inventories. */
const ofValidate: readonly FindingCode[] = [
  'puppet-syntax',
  'erb-syntax',
  'metadata-invalid',
  'hiera-yaml-invalid',
  ...names.filter((code) => code.startsWith('cf-')),
  'ldirectord-refused',
];
/** Told by `import` of what it is given. */
const ofImport: readonly FindingCode[] = ['import-left-out', 'import-normalised'];
const ofLint = names.filter((code) => !ofValidate.includes(code) && !ofImport.includes(code));

function read(code: FindingCode, half: 'bad' | 'good', file = 'lvs.yaml'): string {
  return readFileSync(`${fixtures}findings/${code}/${half}/${file}`, 'utf8');
}

function configOf(half: string): Source {
  return { path: 'ldirectord.cf', text: readFileSync(`${fixtures}${half}/ldirectord.cf`, 'utf8') };
}

/** The inventory of a half, the data of Hiera and the inventory before it where there are some: texts by the names of their files. */
type Half = Readonly<Record<string, string>>;

function halfOf(code: FindingCode, half: 'bad' | 'good'): Half {
  const files = ['lvs.yaml', 'data.yaml', 'old.yaml'].filter((file) =>
    existsSync(join(fixtures, 'findings', code, half, file)),
  );
  return Object.fromEntries(files.map((file) => [file, read(code, half, file)]));
}

function lintHalf({
  'lvs.yaml': text = '',
  'data.yaml': data,
  'old.yaml': old,
}: Half): ReturnType<typeof lint> {
  const hiera = data === undefined ? undefined : [{ path: 'data.yaml', text: data }];
  const before = old === undefined ? undefined : inForce({ path: 'old.yaml', text: old });
  return lint({ path: 'lvs.yaml', text }, { hiera, before });
}

function inForce(source: Source): Commented | undefined {
  const { inventory, comments } = readInForce(source);
  return inventory && { inventory, comments };
}

function reportOn(half: Half): string {
  const { findings, beside } = lintHalf(half);
  const shown = beside.map(({ path, text }) => [path, text] as const);
  return formatText(findings, new Map([['lvs.yaml', half['lvs.yaml'] ?? ''], ...shown]));
}

function codesIn(half: Half): string[] {
  return lintHalf(half).findings.map(({ code }) => code);
}

/** The half with a comment above the line of its first finding, indented like that line. */
function acknowledged(code: FindingCode): Half {
  const half = halfOf(code, 'bad');
  const [found] = lintHalf(half).findings;
  const file = found?.at.file ?? 'lvs.yaml';
  const lines = (half[file] ?? '').split('\n');
  const index = (found?.at.line ?? 1) - 1;
  const indent = /^ */.exec(lines[index] ?? '')?.[0] ?? '';
  const comment = `${indent}# lvs-puppet: allow ${code} - decided on Tuesday`;
  return { ...half, [file]: lines.toSpliced(index, 0, comment).join('\n') };
}

function linesOf(half: Half): string[] {
  return Object.entries(half).flatMap(([file, text]) => text.split('\n').map((line) => `${file}: ${line}`));
}

describe('the pair of each finding', () => {
  test('every code has one, and there are no others', () => {
    expect(readdirSync(`${fixtures}findings`).toSorted()).toEqual(ofLint.toSorted());
    expect(readdirSync(`${fixtures}validate`).toSorted()).toEqual(ofValidate.toSorted());
    expect(readdirSync(`${fixtures}import`).toSorted()).toEqual(ofImport.toSorted());
    const halves = ofValidate.flatMap((code) => [`validate/${code}/bad`, `validate/${code}/good`]);
    halves.push(...ofImport.flatMap((code) => [`import/${code}/bad`, `import/${code}/good`]));
    expect(halves.filter((path) => !existsSync(`${fixtures}${path}`))).toEqual([]);
  });

  test.each(names.filter((code) => code.startsWith('cf-')))(
    '%s: validate says it of the bad half, and nothing of the good one',
    (code) => {
      const codesOf = (half: string): string[] =>
        lintConfig(configOf(`validate/${code}/${half}`)).map((one) => one.code);
      expect(codesOf('bad')).toEqual([code]);
      expect(codesOf('good')).toEqual([]);
    },
  );

  test.each(ofImport)('%s: import says it of the bad half, and nothing of the good one', (code) => {
    const codesOf = (half: string): string[] =>
      importSources([configOf(`import/${code}/${half}`)], readHosts([])).findings.map((one) => one.code);
    expect(codesOf('bad')).toEqual([code]);
    expect(codesOf('good')).toEqual([]);
  });

  test.each(ofLint)('%s: the bad half gives exactly the report, and only this code', (code) => {
    const half = halfOf(code, 'bad');
    expect(codesIn(half)).toEqual([code]);
    const report = reportOn(half);
    if (rewrite) writeFileSync(`${fixtures}findings/${code}/bad/findings.txt`, report);
    expect(report).toBe(read(code, 'bad', 'findings.txt'));
  });

  test.each(ofLint)('%s: the good half gives nothing', (code) => {
    expect(reportOn(halfOf(code, 'good'))).toBe('');
  });

  test.each(ofLint)('%s: the halves differ in one or two lines', (code) => {
    const good = linesOf(halfOf(code, 'good'));
    const bad = linesOf(halfOf(code, 'bad'));
    const different = [
      ...bad.filter((line) => !good.includes(line)),
      ...good.filter((line) => !bad.includes(line)),
    ];
    expect(different.length).toBeLessThanOrEqual(2);
  });

  test.each(['minimal', 'ipv6', 'discover'])('%s has no findings', (name) => {
    expect(codesIn({ 'lvs.yaml': readFileSync(join(fixtures, name, 'lvs.yaml'), 'utf8') })).toEqual([]);
  });
});

describe('a comment that allows a finding', () => {
  // What stops the file from being read stops its comments from being read, too.
  const unreadable: readonly FindingCode[] = ['yaml-syntax', 'yaml-limit', 'unused-acknowledgement'];

  test.each(ofLint.filter((code) => codes[code].acknowledgeable))('%s: silences it', (code) => {
    expect(codesIn(acknowledged(code))).toEqual([]);
  });

  test.each(ofLint.filter((code) => !codes[code].acknowledgeable && !unreadable.includes(code)))(
    '%s: does not silence it, and is reported itself',
    (code) => {
      expect(codesIn(acknowledged(code)).toSorted()).toEqual([code, 'unused-acknowledgement'].toSorted());
    },
  );

  test.each([...codesOfChanges])('%s: is not reported where nobody compares', (code) => {
    const { 'old.yaml': old, ...alone } = acknowledged(code);
    expect(old).toBeDefined();
    expect(codesIn(alone)).toEqual([]);
  });

  test.each(['yaml-syntax', 'yaml-limit'] as const)('%s: does not silence it', (code) => {
    expect(codesIn(acknowledged(code))).toContain(code);
  });
});

describe('the table of codes', () => {
  test('the rules have different codes of the table, in its order', () => {
    const order = allRules.map(({ code }) => names.indexOf(code));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(allRules.length);
    expect(allChangeRules.map(({ code }) => code)).toEqual([...codesOfChanges]);
  });

  test.each(names)('%s: says what, why, what to do and where from', (code) => {
    const { title, why, fix, source } = codes[code];
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(why).toMatch(/^.{20,}\.$/s);
    expect(fix).toMatch(/^.{5,}\.$/s);
    expect(source).not.toBe('');
  });
});
