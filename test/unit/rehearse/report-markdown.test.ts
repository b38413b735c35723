import { describe, expect, it } from 'vitest';
import type { RehearsalReport } from '../../../src/rehearse/report.ts';
import { rehearsalMarkdown } from '../../../src/rehearse/report-markdown.ts';
import { MIN_COMMENT_LIMIT } from '../../../src/report/comment-limits.ts';
import { nodesOf, readMarkdown, wordsOf, type MarkdownNode } from '../../property/read-markdown.ts';
import { failure, resultOf, sampleReport } from './reports.ts';

const name = 'lvs.yaml';
const parse = (report: RehearsalReport, limit?: number): MarkdownNode[] =>
  nodesOf(readMarkdown(rehearsalMarkdown(report, name, { limit })));
const ofType = (nodes: readonly MarkdownNode[], type: string): MarkdownNode[] =>
  nodes.filter((node) => node.type === type);

/** The cells of all rows, as a reader sees them. */
function rowsOf(nodes: readonly MarkdownNode[]): string[][] {
  return ofType(nodes, 'tableRow').map((row) => (row.children ?? []).map(wordsOf));
}

function many(outcome: 'passed' | 'failed', count: number): RehearsalReport['results'] {
  return Array.from({ length: count }, (_none, index) =>
    resultOf({
      subject: `service${index}`,
      text: `service${index}: it does not answer every connection`,
      outcome,
      evidence: outcome === 'failed' ? [`${index} of 16 connections: reset by the peer`] : [],
    }),
  );
}

describe('a rehearsal as Markdown', () => {
  it('says first how it came out, then what failed and why, then what was left out', () => {
    const text = rehearsalMarkdown(sampleReport, name);
    const order = [
      '<!-- lvs-puppet:rehearse:lvs.yaml -->\n\n## lvs-puppet rehearse: **1 failed**, 3 passed, 1 skipped\n\n`lvs.yaml`, ',
      '### Failed: 1 check\n\n- `lvs1.oe.example` The SysV script does not deal',
      '  /etc/init.d/ldirectord reload: 1 no pid file\n  77 /usr/sbin/ldirectord start\n',
      '### Not rehearsed\n\n- only 3 of 40 servers',
      '<summary>All that was tried: 5 checks of 3 subjects</summary>\n',
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('has a table, what is about one subject together', () => {
    const again = resultOf({ check: 'puppet-again', subject: 'gui1.oe.example', text: 'nothing changes' });
    const rows = rowsOf(parse({ ...sampleReport, results: [...sampleReport.results, again] }));
    expect(rows.map((cells) => cells.filter((_cell, index) => index !== 3))).toEqual([
      ['', 'Subject', 'Check', 'Seconds'],
      ['✓', 'gui1.oe.example', 'puppet', '0.4'],
      ['✓', 'gui1.oe.example', 'puppet-again', '0.4'],
      ['✓', 'lvs1.oe.example', 'table', ''],
      ['✗', 'lvs1.oe.example', 'sysv-script', '1.3'],
      ['✓', 'amqp', 'answers', '0.4'],
      ['–', 'amqp', 'way-back', ''],
    ]);
    expect(rows[1]?.[3]).toBe('Puppet ran on gui1.oe.example (16 changes)');
  });

  it('shows what is noted with its evidence, behind what failed, and says so first', () => {
    const noted = resultOf({
      check: 'change-reversed',
      order: 'directors first',
      outcome: 'noted',
      text: 'amqp: clients notice the change',
      measured: '3 of 40 requests failed',
      evidence: ['3 requests: refused'],
    });
    const text = rehearsalMarkdown({ ...sampleReport, results: [noted, failure, resultOf()] }, name);
    const order = [
      '## lvs-puppet rehearse: **1 failed**, **1 noted**, 1 passed\n',
      '### Failed: 1 check\n',
      '### Noted: 1 check\n\n- `amqp` amqp: clients notice the change (3 of 40 requests failed) (`change-reversed`, directors first)\n',
      '  3 requests: refused\n',
      '### Not rehearsed\n',
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('has a table for each order of a change', () => {
    const orders = ['real servers first', 'directors first'] as const;
    const results = orders.map((order) => resultOf({ order }));
    const text = rehearsalMarkdown({ ...sampleReport, results }, name);
    for (const order of orders)
      expect(text).toContain(`<summary>All that was tried, ${order}: 1 check of 1 subject</summary>`);
  });

  it('says nothing of failures where there is none', () => {
    const text = rehearsalMarkdown(
      { ...sampleReport, results: [resultOf()], plan: { reduced: [], notRehearsed: [] } },
      name,
    );
    expect(text).toContain('## lvs-puppet rehearse: 1 passed\n');
    expect(text).not.toMatch(/failed|noted|skipped|Not rehearsed/i);
  });

  it.each([
    'a|b',
    String.raw`a\|b`,
    'a`|`b',
    '``` \n# heading',
    '</details><img src=x>',
    '@team #1 [x](http://y) <b>',
    '- - -',
  ])('nothing that comes from elsewhere is markup: %j', (hostile) => {
    const one = resultOf({
      check: hostile,
      subject: hostile,
      text: hostile,
      outcome: 'failed',
      evidence: [hostile, '```', `x ${hostile}`],
    });
    const nodes = parse({
      ...sampleReport,
      results: [one],
      plan: { reduced: [hostile], notRehearsed: [{ service: hostile, why: hostile }] },
      engine: hostile,
    });
    expect(ofType(nodes, 'link').concat(ofType(nodes, 'image'), ofType(nodes, 'thematicBreak'))).toEqual([]);
    expect(ofType(nodes, 'heading').map(wordsOf)).toEqual([
      'lvs-puppet rehearse: 1 failed, 0 passed',
      'Failed: 1 check',
      'Not rehearsed',
    ]);
    expect(ofType(nodes, 'html').map(({ value }) => value)).toEqual([
      '<!-- lvs-puppet:rehearse:lvs.yaml -->',
      '<details>\n<summary>All that was tried: 1 check of 1 subject</summary>',
      '</details>',
    ]);
    expect(rowsOf(nodes).map((cells) => cells.length)).toEqual([5, 5]);
    const [evidence] = ofType(nodes, 'code');
    expect(evidence?.value?.split('\n').slice(-1)[0]).toContain(hostile.split('\n').at(-1));
  });

  it('is told at less length where there is no room: no evidence, for each check, only how many', () => {
    const report = { ...sampleReport, results: [...many('failed', 500), ...many('passed', 500), failure] };
    const at = (limit: number): string => {
      const text = rehearsalMarkdown(report, name, { limit });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      return text;
    };
    expect(at(999_000)).toContain('499 of 16 connections');
    expect(at(999_000)).toContain('| ✗ | `service499` |');
    const comment = at(65_000);
    expect(comment).not.toContain('of 16 connections');
    expect(comment).toContain('- `service499` service499: it does not answer');
    expect(comment).toContain('| `service499` | 1 | 1 | 0 | 0 |\n');
    const small = at(MIN_COMMENT_LIMIT);
    expect(small).toContain('**All that was tried: 1001 checks of 501 subjects**, left out here');
    expect(small).toContain('- `answers`: 500 failures\n- `sysv-script`: 1 failure\n');
  });

  it('never exceeds the smallest limit, whatever there is', () => {
    const results = Array.from({ length: 3000 }, (_none, index) =>
      resultOf({ check: `check-${index}`, subject: 'x'.repeat(500), outcome: 'failed' }),
    );
    const text = rehearsalMarkdown({ ...sampleReport, results, engine: 'y'.repeat(9000) }, 'z'.repeat(9000), {
      limit: MIN_COMMENT_LIMIT,
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MIN_COMMENT_LIMIT);
    expect(text).toContain('### Failed: 3000 checks, left out here');
  });

  it('takes another key', () => {
    expect(rehearsalMarkdown(sampleReport, name, { key: 'site a' })).toMatch(
      /^<!-- lvs-puppet:site%20a -->\n/,
    );
  });
});
