import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes, type FindingCode } from '../../src/diagnostics/codes.ts';
import { formatText } from '../../src/diagnostics/format-text.ts';
import { lint } from '../../src/lint.ts';
import { allRules } from '../../src/rules/index.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const rewrite = process.env['LVS_PUPPET_REWRITE_GOLDENS'] === '1';
const names = Object.keys(codes) as FindingCode[];

/** Found by `validate` in emitted or foreign files, so their pairs are files and not inventories. */
const ofValidate: readonly FindingCode[] = [
  'puppet-syntax',
  'erb-syntax',
  'metadata-invalid',
  'hiera-yaml-invalid',
  'ldirectord-refused',
];
const ofLint = names.filter((code) => !ofValidate.includes(code));

function read(code: FindingCode, half: 'bad' | 'good', file = 'lvs.yaml'): string {
  return readFileSync(`${fixtures}findings/${code}/${half}/${file}`, 'utf8');
}

function findings(text: string): string[] {
  return lint({ path: 'lvs.yaml', text }).findings.map(({ code }) => code);
}

/** The text with a comment above the line of its first finding, indented like that line. */
function acknowledged(code: FindingCode): string {
  const text = read(code, 'bad');
  const lines = text.split('\n');
  const [found] = lint({ path: 'lvs.yaml', text }).findings;
  const index = (found?.at.line ?? 1) - 1;
  const indent = /^ */.exec(lines[index] ?? '')?.[0] ?? '';
  return lines.toSpliced(index, 0, `${indent}# lvs-puppet: allow ${code} - decided on Tuesday`).join('\n');
}

describe('the pair of each finding', () => {
  test('every code has one, and there are no others', () => {
    expect(readdirSync(`${fixtures}findings`).toSorted()).toEqual(ofLint.toSorted());
    expect(readdirSync(`${fixtures}validate`).toSorted()).toEqual(ofValidate.toSorted());
    const halves = ofValidate.flatMap((code) => [`${code}/bad`, `${code}/good`]);
    expect(halves.filter((path) => !existsSync(`${fixtures}validate/${path}`))).toEqual([]);
  });

  test.each(ofLint)('%s: the bad half gives exactly the report, and only this code', (code) => {
    const text = read(code, 'bad');
    const found = lint({ path: 'lvs.yaml', text }).findings;
    expect(found.map((item) => item.code)).toEqual([code]);
    const report = formatText(found, new Map([['lvs.yaml', text]]));
    if (rewrite) writeFileSync(`${fixtures}findings/${code}/bad/findings.txt`, report);
    expect(report).toBe(read(code, 'bad', 'findings.txt'));
  });

  test.each(ofLint)('%s: the good half gives nothing', (code) => {
    const text = read(code, 'good');
    expect(formatText(lint({ path: 'lvs.yaml', text }).findings, new Map([['lvs.yaml', text]]))).toBe('');
  });

  test.each(ofLint)('%s: the halves differ in one or two lines', (code) => {
    const good = read(code, 'good').split('\n');
    const bad = read(code, 'bad').split('\n');
    const different = [
      ...bad.filter((line) => !good.includes(line)),
      ...good.filter((line) => !bad.includes(line)),
    ];
    expect(different.length).toBeLessThanOrEqual(2);
  });

  test.each(['minimal', 'ipv6', 'discover'])('%s has no findings', (name) => {
    expect(findings(readFileSync(`${fixtures}${name}/lvs.yaml`, 'utf8'))).toEqual([]);
  });
});

describe('a comment that allows a finding', () => {
  // What stops the file from being read stops its comments from being read, too.
  const unreadable: readonly FindingCode[] = ['yaml-syntax', 'yaml-limit', 'unused-acknowledgement'];

  test.each(ofLint.filter((code) => codes[code].acknowledgeable))('%s: silences it', (code) => {
    expect(findings(acknowledged(code))).toEqual([]);
  });

  test.each(ofLint.filter((code) => !codes[code].acknowledgeable && !unreadable.includes(code)))(
    '%s: does not silence it, and is reported itself',
    (code) => {
      expect(findings(acknowledged(code)).toSorted()).toEqual([code, 'unused-acknowledgement'].toSorted());
    },
  );

  test.each(['yaml-syntax', 'yaml-limit'] as const)('%s: does not silence it', (code) => {
    expect(findings(acknowledged(code))).toContain(code);
  });
});

describe('the table of codes', () => {
  test('the rules have different codes of the table, in its order', () => {
    const order = allRules.map(({ code }) => names.indexOf(code));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(allRules.length);
  });

  test.each(names)('%s: says what, why, what to do and where from', (code) => {
    const { title, why, fix, source } = codes[code];
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(why).toMatch(/^.{20,}\.$/s);
    expect(fix).toMatch(/^.{5,}\.$/s);
    expect(source).not.toBe('');
  });
});
