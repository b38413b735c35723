import { describe, expect, it } from 'vitest';
import type { Palette } from '../../../src/diagnostics/format-text.ts';
import { reviewText } from '../../../src/report/review-text.ts';
import { changeOf, placeAt, reviewOf, sampleReview } from './reviews.ts';

describe('the text of a review', () => {
  it('sums up, then lists the changes, the worst first', () => {
    expect(reviewText(sampleReview)).toBe(
      `HEAD:lvs.yaml → lvs.yaml: 6 changes (1 blocker, 1 critical, 3 minor, 1 info), 1 director and 3 real servers touched, 1 removal
lvs.yaml:6:3 (before): blocker service-removed: service "https" of role gui goes, and clients of 172.31.8.100:443 are refused
  172.31.8.100:443/tcp → nothing
  touches 1 director and 2 real servers; ldirectord reloads on 1; kicks 3 nodes
  order: directors first, otherwise clients reach servers that no longer have the virtual IP
  hint: set state: draining first, and remove it when no connection is left
lvs.yaml:6:3: critical service-virtual-ip-changed: service "http" of role gui moves from the virtual IP messaging to web
  virtual_ip: messaging → web
  touches 1 director; ldirectord reloads on 1
lvs.yaml:30:3: minor server-weight-changed: The weight of a real server changed: 3 servers
  weight: 1 → 2
  gui1.oe.example (gui) line 30, gui2.oe.example (gui) line 31, gui3.oe.example (gui) line 32
  touches 1 director and 3 real servers; ldirectord reloads on 1
lvs.yaml:7:3: info kick-added: role gui kicks rabbitmq (confirmed)
  touches 1 director; ldirectord reloads on 1
inventory only: the servers of cache are known when a catalog is compiled
`,
    );
  });

  it('says that nothing changes', () => {
    expect(reviewText(reviewOf([]))).toBe('HEAD:lvs.yaml → lvs.yaml: no change of meaning\n');
  });

  it.each([20, 40, 80, 120])('keeps to %i columns, but for words that are longer', (columns) => {
    const lines = reviewText(sampleReview, { columns }).split('\n');
    const tooLong = lines.filter((line) => line.length > columns && line.trim().includes(' '));
    expect(tooLong).toEqual([]);
    // What belongs to an entry is indented, so that the entries can be told apart.
    expect(lines.filter((line) => /^\S/.test(line)).length).toBe(6);
  });

  it('paints the risk alone', () => {
    const palette: Palette = {
      error: (text) => `<e>${text}</e>`,
      warning: (text) => `<w>${text}</w>`,
      note: (text) => `<n>${text}</n>`,
      dim: (text) => text,
    };
    const text = reviewText(sampleReview, { palette, columns: 80 });
    expect(text).toContain('lvs.yaml:6:3 (before): <e>blocker</e> service-removed');
    expect(text).toContain('lvs.yaml:30:3: <n>minor</n> server-weight-changed');
    expect(text.replaceAll(/<\/?[ewn]>/g, '')).toBe(reviewText(sampleReview, { columns: 80 }));
  });

  it('shows the old place by its revision, where there is one', () => {
    const at = { before: placeAt(9, 5, 'HEAD:lvs.yaml'), after: undefined };
    expect(reviewText(reviewOf([changeOf({ at })]))).toContain('\nHEAD:lvs.yaml:9:5: minor');
  });

  it('adds the unified diff that the level asks for', () => {
    const files = [{ path: 'manifests/config.pp', before: 'a\n', after: 'b\n' }];
    const review = reviewOf([changeOf()], { files });
    expect(reviewText(review)).not.toContain('@@');
    expect(reviewText(review, { level: 'config' })).toContain('+++ b/ldirectord.cf\n');
    expect(reviewText(review, { level: 'files' })).toContain(
      '+++ b/manifests/config.pp\n@@ -1,1 +1,1 @@\n-a\n+b\n',
    );
  });

  it('cuts what is longer than anybody reads', () => {
    const after = 'x'.repeat(5000);
    expect(reviewText(reviewOf([changeOf({ after })])).length).toBeLessThan(700);
  });
});
