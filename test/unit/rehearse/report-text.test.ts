import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/diagnostics/format-text.ts';
import { rehearsalText, resultPrinter } from '../../../src/rehearse/report-text.ts';
import { resultOf, sampleReport } from './reports.ts';

describe('the text of a rehearsal', () => {
  it('has headings, a mark a line, evidence below failures, what was left out, and the counts', () => {
    expect(rehearsalText(sampleReport, plain)).toBe(
      [
        'Puppet',
        '✓ Puppet ran on gui1.oe.example (16 changes) (0.4 s)',
        '',
        'Directors',
        '✓ IPVS has it all',
        '',
        'Clients',
        '✓ amqp: Answered by rabbitmq2.oe.example 11, rabbitmq1.oe.example 5 (0.4 s)',
        '– amqp: nobody was asked',
        '',
        'Reload',
        '✗ The SysV script does not deal with the daemon that systemd started (1.3 s)',
        '    /etc/init.d/ldirectord reload: 1 no pid file',
        '    77 /usr/sbin/ldirectord start',
        '',
        'not rehearsed: only 3 of 40 servers of role "gui" (gui1, gui2, gui3)',
        'not rehearsed: db is checked by a program that no stand-in speaks to',
        '3 passed, 1 failed, 1 skipped in 270 s (Puppet 7.23.0, user-mode Linux)',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [0, ''],
    [0.04, ''],
    [0.05, ' (0.1 s)'],
    [0.1, ' (0.1 s)'],
    [12, ' (12.0 s)'],
  ])('%f seconds are shown as "%s"', (seconds, shown) => {
    expect(resultPrinter(plain)(resultOf({ text: 'done', seconds }))).toBe(`Clients\n✓ done${shown}\n`);
  });

  it('has what was measured behind the sentence', () => {
    const result = resultOf({ text: 'done', measured: 'after 3.1 s', seconds: 0 });
    expect(resultPrinter(plain)(result)).toBe('Clients\n✓ done (after 3.1 s)\n');
  });

  it('keeps every line of what a program said below its check', () => {
    const text = resultPrinter(plain)(
      resultOf({ text: 'no', outcome: 'failed', evidence: ['one\r\ntwo\u001b[2J\n', ''], seconds: 0 }),
    );
    expect(text).toBe('Clients\n✗ no\n    one\n    two\\u001b[2J\n    \n');
  });

  it('a check without a heading of its own is a drill', () => {
    const print = resultPrinter(plain);
    expect(print(resultOf({ check: 'constructor', text: 'a', seconds: 0 }))).toBe('Drills\n✓ a\n');
    expect(print(resultOf({ check: 'server-dies', text: 'b', seconds: 0 }))).toBe('✓ b\n');
  });

  it('says of a change which order begins, also where the same check comes again', () => {
    const print = resultPrinter(plain);
    const puppet = resultOf({ check: 'puppet', text: 'ran', seconds: 0 });
    expect(print({ ...puppet, order: 'real servers first' })).toBe(
      'The change, real servers first\n\nPuppet\n✓ ran\n',
    );
    expect(print({ ...puppet, order: 'real servers first' })).toBe('✓ ran\n');
    expect(print({ ...puppet, order: 'directors first' })).toBe(
      '\nThe change, directors first\n\nPuppet\n✓ ran\n',
    );
  });

  it('paints the mark of a failure and what is beside the point', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const palette = { error: mark('red'), warning: mark('yellow'), note: mark('cyan'), dim: mark('dim') };
    const [, line] = resultPrinter(palette)(
      resultOf({ text: 'no', outcome: 'failed', evidence: ['why'] }),
    ).split('Clients\n');
    expect(line).toBe('<red>✗</red> no <dim>(0.4 s)</dim>\n    <dim>why</dim>\n');
  });
});
