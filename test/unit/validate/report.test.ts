import { describe, expect, it } from 'vitest';
import { finding } from '../../../src/diagnostics/report.ts';
import { placeAt, placeOfEnd, placeOfLine } from '../../../src/validate/place.ts';
import { mergeVersions } from '../../../src/validate/merge-versions.ts';
import { formatValidationJson, formatValidationText } from '../../../src/validate/report.ts';

const source = { path: 'm/a.pp', text: 'class a {\n  $x = "ä😀" + +\n}\n' };
const item = finding('puppet-syntax', placeAt(source, 2, 15), "Syntax error at '+'");
const checked = {
  engine: 'puppet 7.23.0',
  files: [
    { path: 'm/a.pp', kind: 'manifest' as const, findings: [item] },
    { path: 'm/b.pp', kind: 'manifest' as const, findings: [{ ...item, severity: 'warning' as const }] },
    { path: 'm/c\n.cf', kind: 'ldirectord' as const, findings: [], notChecked: 'ldirectord is not on PATH' },
  ],
  sources: new Map([['m/a.pp', source.text]]),
};

describe('places', () => {
  it('count as the editor does, not as Puppet does', () => {
    expect(item.at).toEqual({ file: 'm/a.pp', line: 2, column: 16, endLine: 2, endColumn: 17 });
  });

  it('stay inside the text', () => {
    expect(placeAt(source, 99, 99)).toMatchObject({ line: 4, column: 1 });
    expect(placeOfLine(source, 0)).toMatchObject({ line: 1, column: 1, endColumn: 10 });
    expect(placeOfEnd(source)).toMatchObject({ line: 3, column: 2 });
    expect(placeOfEnd({ path: 'x', text: '' })).toMatchObject({ line: 1, column: 1 });
  });
});

describe('the report', () => {
  it('as text: findings, files without a verdict, one line', () => {
    expect(formatValidationText({ ...checked, files: checked.files.slice(0, 1) })).toBe(
      `m/a.pp:2:16: error puppet-syntax: Syntax error at '+'
  2 |   $x = "ä😀" + +
    |                ^
1 file checked with puppet 7.23.0: 0 valid, 1 not
`,
    );
    expect(formatValidationText(checked)).toMatch(
      /\nm\/c\\u000a\.cf: not checked: ldirectord is not on PATH\n2 files checked with puppet 7\.23\.0: 1 valid, 1 not, 1 could not be checked\n$/,
    );
  });

  it('as JSON: an entry for every file', () => {
    const data: unknown = JSON.parse(formatValidationJson(checked));
    expect(data).toMatchObject({
      schemaVersion: 1,
      engine: 'puppet 7.23.0',
      files: [
        { path: 'm/a.pp', kind: 'manifest', valid: false, findings: [{ line: 2, column: 16, hint: null }] },
        { path: 'm/b.pp', valid: true },
        { path: 'm/c\n.cf', valid: false, findings: [], notChecked: 'ldirectord is not on PATH' },
      ],
    });
  });
});

describe('several versions of Puppet', () => {
  const file = {
    ...source,
    absolute: '/m/a.pp',
    kind: 'manifest' as const,
    bytes: new Uint8Array(),
    moduleRoot: '/m',
  };

  it('say who found what', () => {
    const other = { ...item, message: 'only there' };
    const merged = mergeVersions([
      { version: '7.23.0', verdicts: new Map([[file, { findings: [item] }]]) },
      { version: '8.10.0', verdicts: new Map([[file, { findings: [item, other] }]]) },
    ]);
    expect(merged.get(file)?.findings.map((one) => one.message)).toEqual([
      "Syntax error at '+' (puppet 7.23.0, 8.10.0)",
      'only there (puppet 8.10.0)',
    ]);
  });

  it('never hide that one of them gave no verdict', () => {
    const merged = mergeVersions([
      { version: '7.23.0', verdicts: new Map([[file, { findings: [] }]]) },
      { version: '8.10.0', verdicts: new Map() },
    ]);
    expect(merged.get(file)?.notChecked).toBe('no verdict (puppet 8.10.0)');
  });
});
