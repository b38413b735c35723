import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/diagnostics/finding.ts';
import { formatText } from '../../src/diagnostics/format-text.ts';
import { lint } from '../../src/lint.ts';
import { hostileText } from './hostile-text.ts';
import { textFields } from './text-fields.ts';

const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 3000 : 300;

/** Accepted in one canonical form: addresses, and words with commas between them. */
const normalised = /fallback6?$|emailalertstatus$|schedflags$|^key of /;

describe('any text in any text field is kept or refused', () => {
  it.each(textFields)('$name', ({ name, write, read }) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { inventory, findings } = lint({ path: 'lvs.yaml', text: write(text) });
        if (inventory === undefined) expect(hasErrors(findings)).toBe(true);
        else if (!normalised.test(name)) expect(read(inventory)).toBe(text);
        // Whatever it was, showing it moves no cursor and hides nothing.
        expect(formatText(findings, new Map([['lvs.yaml', write(text)]]))).not.toMatch(
          // oxlint-disable-next-line no-control-regex
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
        );
      }),
      { numRuns, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) },
    );
  });

  it.each(textFields)('$name takes a plain value (the check above is not vacuous)', ({ name, write }) => {
    const plain: Record<string, string> = {
      'module version': '1.2.3',
      'module license': 'MIT',
      'module source': 'https://example.org/x',
      'service scheduler': 'wlc',
      'service checktype': 'connect',
      'service service': 'http',
      'service httpmethod': 'HEAD',
      'service netmask': '255.255.255.0',
      'service fallback': '127.0.0.1:80',
      'global fallback': '127.0.0.1:80',
      'global fallback6': '[2001:db8::1]:80',
      'global callback': '/usr/local/bin/changed',
      'global logfile': 'local0',
      'global maintenancedir': '/etc/lvs/maintenance',
      'global fallbackcommand': '/usr/local/bin/sorry on',
      'service fallbackcommand': '/usr/local/bin/sorry on',
      'service checkcommand': '/usr/local/bin/check',
      'service monitorfile': '/var/log/http.log',
      'service schedflags': 'sh-port',
      'global emailalertstatus': 'running',
      'service emailalertstatus': 'running, stopping',
    };
    const { inventory } = lint({ path: 'lvs.yaml', text: write(plain[name] ?? 'abc') });
    expect(inventory).toBeDefined();
  });
});

describe('any bytes at all', () => {
  it('lint gives findings or an inventory, and never throws', () => {
    const yamlish = fc.array(
      fc.oneof(
        hostileText,
        fc.constantFrom(
          'version: 1\n',
          'roles:\n',
          '  gui:\n',
          '    servers: ',
          '\n',
          'virtual_ips: ',
          '[',
          '{',
          '}',
          ']',
        ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(yamlish, (parts) => {
        const { inventory, findings } = lint({ path: 'lvs.yaml', text: parts.join('') });
        expect(inventory !== undefined || hasErrors(findings)).toBe(true);
      }),
      { numRuns: numRuns * 3, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) },
    );
  });
});
