import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/diff/model.ts';
import { MIN_COMMENT_LIMIT } from '../../../src/report/comment-limits.ts';
import { markerLine } from '../../../src/report/comment.ts';
import { reviewMarkdown } from '../../../src/report/review-markdown.ts';
import { changeOf, placeAt, reviewOf, sampleReview } from './reviews.ts';

/** So many changes of a risk, no two of them equal. */
function many(risk: Change['risk'], count: number, role = 'gui'): Change[] {
  return Array.from({ length: count }, (_, index) =>
    changeOf({
      id: `${risk} ${index}`,
      risk,
      subject: { kind: 'server', name: `host${index}.oe.example`, role },
      after: String(index),
      message: `the weight of host${index}.oe.example goes from 1 to ${index}`,
      hint: 'wait until the connections have gone',
      at: { before: placeAt(index + 1), after: placeAt(index + 1) },
    }),
  );
}

describe('the comment of a review', () => {
  it('has a marker, a table, the worst changes, and folds with the rest', () => {
    const text = reviewMarkdown(sampleReview);
    const order = [
      '<!-- lvs-puppet:lvs.yaml -->\n\n## lvs-puppet: 6 changes, the worst is **blocker**\n',
      '| Blocker | 1 |\n',
      '| Confirmed of these | 1 |\n\n1 removal; touches 1 director and 3 real servers; ldirectord reloads on 1; kicks 3 nodes.\n',
      '### Blocker: 1 change\n\n- `lvs.yaml:6:3 (before)` service "https" of role gui goes, and clients of `172.31.8.100:443` are refused (`service-removed`)\n',
      '  - order: directors first, otherwise clients reach servers that no longer have the virtual IP\n',
      '### Critical: 1 change\n',
      '<summary>Minor: 3 changes</summary>\n',
      '  - `gui1.oe.example (gui)`, `gui2.oe.example (gui)`, `gui3.oe.example (gui)`\n',
      '<summary>Info: 1 change</summary>\n',
      '<summary>What changes, as a picture</summary>\n\n```mermaid\n',
      '<summary>ldirectord.cf: unified diff</summary>\n\n```diff\n',
    ].map((part) => text.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(text).toContain('\ninventory only: the servers of cache are known when a catalog is compiled\n');
  });

  it('is short where nothing changes', () => {
    expect(reviewMarkdown(reviewOf([]))).toBe(
      '<!-- lvs-puppet:lvs.yaml -->\n\n**No change of meaning** between the two sides: `HEAD:lvs.yaml` → `lvs.yaml`\n',
    );
  });

  it('is told at less length where there is no room: one line each, a line for each role, only how many', () => {
    const changes = [...many('blocker', 20), ...many('minor', 60), ...many('info', 3000, 'cache')];
    const review = reviewOf(changes);
    const at = (limit: number): string => {
      const text = reviewMarkdown(review, { limit });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      return text;
    };
    const hints = (text: string): number => text.split('wait until the connections have gone').length - 1;
    const full = at(999_000);
    expect(hints(full)).toBeGreaterThan(80);
    // The table, the blockers and the minor changes in full, of the others as much as there is room for.
    const comment = at(65_000);
    expect(hints(comment)).toBe(80);
    expect(comment).toContain('<summary>Info: 3000 changes</summary>\n\n- role `cache`: 3000 changes\n');
    const small = at(MIN_COMMENT_LIMIT);
    expect(hints(small)).toBe(20);
    expect(small).toContain('<summary>Minor: 60 changes</summary>\n\n- role `gui`: 60 changes\n');
  });

  it('says only how many where there is no room for the roles', () => {
    const changes = many('blocker', 900).map((change, index): Change => {
      const subject = { ...change.subject, role: `role-${index}` };
      return { ...change, subject };
    });
    expect(reviewMarkdown(reviewOf(changes), { limit: MIN_COMMENT_LIMIT })).toContain(
      '**Blocker: 900 changes**, left out here\n',
    );
  });

  it('lists the first subjects of many equal changes', () => {
    const changes = many('major', 900).map((change) => ({ ...change, after: '2' }));
    const text = reviewMarkdown(reviewOf(changes));
    expect(text).toContain('The weight of a real server changed: 900 servers');
    expect(text).toContain(', `host29.oe.example (gui)` and 870 more\n');
  });

  it('leaves a unified diff out as a whole, and says how long it is', () => {
    const config = { path: 'ldirectord.cf', before: '', after: 'real=10.0.0.1\n'.repeat(9000) };
    const text = reviewMarkdown(reviewOf([changeOf()], { config }));
    expect(text).not.toContain('```diff');
    expect(text).toContain('ldirectord.cf: the unified diff of 9003 lines is left out here\n');
  });
});

describe('the marker', () => {
  it.each([
    ['lvs.yaml', 'lvs.yaml'],
    ['sites/a b/lvs.yaml', 'sites/a%20b/lvs.yaml'],
    ['--> <b>', '-%2D%3E%20%3Cb%3E'],
    ['----', '-%2D-%2D'],
    ['ä', '%C3%A4'],
  ])('has the key %j as %s', (key, encoded) => {
    expect(markerLine(key)).toBe(`<!-- lvs-puppet:${encoded} -->`);
  });

  it('tells two inventories of one repository apart, and two long keys', () => {
    const long = 'x/'.repeat(300);
    expect(markerLine(`${long}a`)).not.toBe(markerLine(`${long}b`));
    expect(markerLine(`${long}a`).length).toBeLessThan(200);
    expect(reviewMarkdown(sampleReview, { key: 'sites/b/lvs.yaml' })).toMatch(
      /^<!-- lvs-puppet:sites\/b\/lvs.yaml -->\n/,
    );
  });
});
