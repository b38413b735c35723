import { describe, expect, it } from 'vitest';
import { rehearsalJson } from '../../../src/rehearse/report-json.ts';
import { failure, resultOf, sampleReport } from './reports.ts';

describe('a rehearsal as JSON', () => {
  it('has what was measured apart from the sentence, and nowhere how long a check took', () => {
    const json = rehearsalJson({
      ...sampleReport,
      results: [resultOf({ text: 'done', measured: '3.1 s', seconds: 7.7 })],
    });
    expect(json).toContain('"text": "done",\n      "measured": "3.1 s",\n');
    expect(json).not.toContain('7.7');
  });

  it('has results, what was left out and a summary, with stable keys', () => {
    const results = [resultOf(), failure];
    expect(rehearsalJson({ ...sampleReport, results })).toBe(`{
  "schemaVersion": 1,
  "results": [
    {
      "check": "answers",
      "subject": "amqp",
      "outcome": "passed",
      "text": "amqp: Answered by rabbitmq2.oe.example 11, rabbitmq1.oe.example 5",
      "evidence": []
    },
    {
      "check": "sysv-script",
      "subject": "lvs1.oe.example",
      "outcome": "failed",
      "text": "The SysV script does not deal with the daemon that systemd started",
      "evidence": [
        "/etc/init.d/ldirectord reload: 1 no pid file",
        "77 /usr/sbin/ldirectord start"
      ]
    }
  ],
  "reduced": [
    "3 of 40 servers of role \\"gui\\" (gui1, gui2, gui3)"
  ],
  "notRehearsed": [
    {
      "service": "db",
      "why": "is checked by a program that no stand-in speaks to"
    }
  ],
  "summary": {
    "passed": 1,
    "failed": 1,
    "noted": 0,
    "skipped": 0
  }
}
`);
  });

  it('tells the order of a change, where there is one', () => {
    const results = [resultOf({ order: 'directors first' }), resultOf()];
    const parsed = JSON.parse(rehearsalJson({ ...sampleReport, results })) as { results: object[] };
    expect(parsed.results).toMatchObject([{ order: 'directors first' }, {}]);
    expect(parsed.results[1]).not.toHaveProperty('order');
  });

  it('is the same however long it took, and on what', () => {
    const slow = { ...sampleReport, seconds: 999, engine: 'another' };
    const results = sampleReport.results.map((result) => ({ ...result, seconds: 99 }));
    expect(rehearsalJson({ ...slow, results })).toBe(rehearsalJson(sampleReport));
  });
});
