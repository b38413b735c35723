import { describe, expect, it } from 'vitest';
import { readEppCall, readManifestCall } from '../../../src/validate/puppet-output.ts';
import type { RunResult } from '../../../src/validate/runner.ts';

const ended = (exitCode: number, stdout: string, stderr: string): RunResult => ({
  exitCode,
  stdout,
  stderr,
  missing: false,
  cutShort: undefined,
});

/** As Puppet 7.23.0 prints it. */
const SUMMARY = `{
  "/s/init.pp": {
    "issue_code": "SYNTAX_ERROR",
    "message": "Syntax error at '}'",
    "full_message": "Could not parse for environment production: Syntax error at '}' (file: /s/init.pp, line: 3, column: 1)",
    "file": "/s/init.pp",
    "line": 3,
    "pos": 1
  },
  "/s/c.pp": {
    "issue_code": null,
    "message": "Language validation logged 2 errors. Giving up",
    "full_message": "Could not parse for environment production: Language validation logged 2 errors. Giving up (file: /s/c.pp)",
    "file": "/s/c.pp",
    "line": null,
    "pos": null
  }
}
`;
const LOG = `Warning: Unrecognized escape sequence '\\q' (file: /s/b.pp, line: 3, column: 13)
Error: This 'if' statement has no effect. A Host Class Definition can not end with a value-producing expression without other effect (file: /s/c.pp, line: 2, column: 3)
Error: Illegal attempt to assign to 'x::y'. Cannot assign to variables in other namespaces (file: /s/c.pp, line: 4, column: 1)
`;

describe('puppet parser validate', () => {
  it('takes the places of several errors from the log, a single one from the summary', () => {
    const { issues, aborted } = readManifestCall(ended(1, SUMMARY, LOG));
    expect(aborted).toBeUndefined();
    expect(issues.get('/s/init.pp')).toEqual([
      { severity: 'error', message: "Syntax error at '}'", line: 3, column: 1 },
    ]);
    expect(issues.get('/s/c.pp')?.map((issue) => [issue.line, issue.column])).toEqual([
      [2, 3],
      [4, 1],
    ]);
    expect(issues.get('/s/b.pp')).toEqual([
      { severity: 'warning', message: "Unrecognized escape sequence '\\q'", line: 3, column: 13 },
    ]);
  });

  it('keeps warnings of a call without errors', () => {
    const { issues, aborted } = readManifestCall(ended(0, '', LOG.split('\n')[0] ?? ''));
    expect(aborted).toBeUndefined();
    expect([...issues.keys()]).toEqual(['/s/b.pp']);
  });

  it('says that a call was aborted when Puppet names no file', () => {
    const stderr = `Error: Could not parse for environment production: invalid byte sequence in UTF-8
Error: Try 'puppet help parser validate' for usage
`;
    expect(readManifestCall(ended(1, '', stderr)).aborted).toBe('invalid byte sequence in UTF-8');
  });

  it('never takes a failure without a word for a success', () => {
    expect(readManifestCall(ended(1, '', '')).aborted).toMatch(/ended with 1/);
    expect(readManifestCall(ended(1, '{}', '')).aborted).toMatch(/\{\}/);
    expect(readManifestCall(ended(1, '[1]', '')).aborted).toBeDefined();
  });

  it('reads a message of several lines', () => {
    const { issues } = readManifestCall(ended(0, '', 'Warning: one\ntwo (file: /s/b.pp, line: 3)\n'));
    expect(issues.get('/s/b.pp')).toEqual([
      { severity: 'warning', message: 'one\ntwo', line: 3, column: undefined },
    ]);
  });
});

describe('puppet epp validate', () => {
  const trailer = `Error: Errors while validating epp
Error: Try 'puppet help epp validate' for usage
`;

  it('finds the errors in the log', () => {
    const stderr = `Error: Syntax error at '%>' (file: /s/a.epp, line: 2, column: 10)
Error: Language validation logged 3 errors. Giving up
${trailer}`;
    const { issues, aborted } = readEppCall(ended(1, '', stderr));
    expect(aborted).toBeUndefined();
    expect(issues.get('/s/a.epp')).toEqual([
      { severity: 'error', message: "Syntax error at '%>'", line: 2, column: 10 },
    ]);
  });

  it('notices an error that belongs to no file, even beside one that does', () => {
    const stderr = `Error: Syntax error at '%>' (file: /s/a.epp, line: 2, column: 10)
Error: end pattern with unmatched parenthesis: /(/
${trailer}`;
    expect(readEppCall(ended(1, '', stderr)).aborted).toBe('end pattern with unmatched parenthesis: /(/');
    expect(readEppCall(ended(1, '', trailer)).aborted).toBeDefined();
  });
});
