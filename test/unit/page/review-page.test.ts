import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reasons } from '../../../src/diff/reasons.ts';
import type { Change, Review } from '../../../src/diff/model.ts';
import { reviewPage } from '../../../src/page/review-page.ts';
import { hostileText } from '../../property/hostile-text.ts';
import { edited, fixtureText, reviewOf } from '../../reviews/edited.ts';
import { hostileReview } from '../../reviews/hostile.ts';
import {
  emptyReview,
  fiveHundredServicesReview,
  fortyServicesReview,
  oeStackReview,
} from '../../reviews/reviews.ts';

const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 500 : 20;
const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);

/** What moves a cursor, hides text or turns its direction; line ends and tabs are the page's own. */
// oxlint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

const oeStack = oeStackReview();
const page = reviewPage(oeStack);

/** The words of a piece of a page, without its markup. */
function words(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

/** The cards of a page, as words. */
function cards(html: string): string[] {
  return [...html.matchAll(/<article.*?<\/article>/gs)].map(([card]) => words(card));
}

const base = oeStack.changes[0] as Change;

/** A review of nothing but these changes. */
function withChanges(changes: readonly Partial<Change>[], more: Partial<Review> = {}): Review {
  return {
    ...emptyReview(),
    changes: changes.map((change, n) => ({ ...base, id: `id-${n}`, ...change })),
    ...more,
  };
}

describe('the verdict', () => {
  test('says the worst risk, how many changes there are, and what they touch', () => {
    const head = words(page.slice(0, page.indexOf('<main')));
    expect(head).toContain('What changes from main:lvs.yaml to lvs.yaml');
    expect(head).toContain('Worst risk blocker of 10 changes ; 2 things are removed.');
    expect(head).toContain('1 blocker 4 critical 3 major 2 minor 0 info');
    expect(head).toContain(
      '1 director and 10 real servers; ldirectord reads its file again on 1 director, and 1 node is kicked',
    );
    expect(page).toContain('<title>blocker: 10 changes, main:lvs.yaml to lvs.yaml</title>');
  });

  test('what was confirmed is no risk any more', () => {
    const html = reviewPage(withChanges([{ risk: 'blocker', confirmed: true }, { risk: 'minor' }]));
    expect(words(html)).toContain('Worst risk minor of 2 changes , 1 of them confirmed');
    expect(words(reviewPage(withChanges([{ confirmed: true }])))).toContain('No risk is left among 1 change');
  });

  test('nothing changes: that is said, and no second picture drawn', () => {
    const html = reviewPage(emptyReview());
    expect(words(html)).toContain('Nothing changes. Both sides mean the same');
    expect(words(html)).toContain('The directors keep their file, byte for byte.');
    expect(html.match(/<svg/g)).toHaveLength(1);
    expect(html).toContain('<title>nothing changes, main:lvs.yaml to lvs.yaml</title>');
  });

  test('what only a catalog knows is named', () => {
    expect(words(reviewPage(withChanges([{}], { inventoryOnly: ['push', 'db'] })))).toContain(
      'Inventory only: the servers of push , db are known to a catalog only',
    );
  });
});

describe('a change', () => {
  const change: Partial<Change> = {
    message: 'weight changes',
    attribute: 'weight',
    before: '1',
    after: '',
    hint: 'do nothing',
    at: {
      before: { file: 'a.yaml', line: 3, column: 1, endLine: 3, endColumn: 2 },
      after: { file: 'b.yaml', line: 4, column: 1, endLine: 4, endColumn: 2 },
    },
    blast: {
      directors: ['d1'],
      realServers: ['s1', 's2'],
      reloads: ['d2'],
      kicked: ['k2', 'k1'],
      unknownHosts: ['push'],
      hazard: { first: 'real servers', otherwise: 'clients get no answer' },
    },
    reason: 'server-weight-changed',
  };
  const [card = ''] = cards(reviewPage(withChanges([change])));

  test.each([
    ['its reason', reasons['server-weight-changed'].title],
    ['its message', 'changed weight changes'],
    ['the values', 'weight before 1 → after (empty)'],
    ['its places and its id', 'before a.yaml:3, after b.yaml:4 id-0'],
    ['its hint', 'Hint do nothing'],
    ['directors', 'Directors d1'],
    ['real servers', 'Real servers s1 , s2'],
    ['reloads', 'Reloads d2'],
    ['kicked nodes in their order', 'Kicks, in order k2 , k1'],
    ['roles that only a catalog knows', 'hosts of push'],
    ['the hazard of the order', 'Real servers first. Otherwise: clients get no answer.'],
    ['why it matters', reasons['server-weight-changed'].why],
    ['its code', 'Reason: server-weight-changed'],
  ])('%s is said', (_, text) => {
    expect(withChanges([change]).changes[0]?.action).toBe('removed');
    expect(card.replace('removed', 'changed')).toContain(text);
  });

  test('that touches no node says so', () => {
    const blast = {
      ...base.blast,
      directors: [],
      realServers: [],
      reloads: [],
      kicked: [],
      hazard: undefined,
    };
    expect(cards(reviewPage(withChanges([{ blast }])))[0]).toContain('Touches no node.');
  });

  test('for which no order is safe says why', () => {
    const hazard = { first: 'neither', otherwise: 'clients get no answer in either order' } as const;
    expect(cards(reviewPage(withChanges([{ blast: { ...base.blast, hazard } }])))[0]).toContain(
      'Neither real servers nor directors first. Clients get no answer in either order.',
    );
  });

  test('shares a card with those of the same reason that touch the same', () => {
    const other = { ...base.blast, directors: ['another'] };
    const html = reviewPage(
      withChanges([{ message: 'a' }, { message: 'b' }, { blast: other }, { message: 'c' }]),
    );
    expect(cards(html).map((text) => text.match(/id-\d/g))).toEqual([['id-0', 'id-1', 'id-3'], ['id-2']]);
    expect(cards(html)[0]).toContain('These 3 touch');
  });

  test('among many is folded, and is there', () => {
    const [card20 = ''] = cards(reviewPage(withChanges(Array.from({ length: 20 }, () => ({})))));
    expect(card20).toContain('8 more changes');
    expect(card20.match(/id-\d+/g)).toHaveLength(20);
  });

  test('with very many hosts does not make a page of any length', () => {
    const realServers = Array.from({ length: 5000 }, (_, n) => `host${n}.oe.example`);
    const html = reviewPage(withChanges([{ blast: { ...base.blast, realServers } }]));
    expect(words(html)).toContain('and 4800 more');
    expect(html.length).toBeLessThan(100_000);
  });
});

describe('the topology', () => {
  test('is drawn before and after, and asks nothing about so few services', () => {
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).not.toContain('name="extent"');
    // Chromium lets a keyboard scroll any box; other browsers want to be told.
    expect(page.match(/<div class="scroll" tabindex="0" role="region" aria-label="/g)).toHaveLength(2);
  });

  test('of 40 services shows by default the part that changed', () => {
    const html = reviewPage(fortyServicesReview());
    expect(html.match(/<svg/g)).toHaveLength(4);
    expect(html).toContain('id="extent-focus" checked');
    expect(words(html)).toContain('11 of 40 services, 7 of 9 roles');
  });

  test('in which nothing changes is drawn once', () => {
    const text = fixtureText('oe-stack');
    const html = reviewPage(reviewOf(text, edited(text, [['checkinterval: 10', 'checkinterval: 11']])));
    expect(html.match(/<svg/g)).toHaveLength(1);
    expect(words(html)).toContain('servers and kicks are the same before and after');
  });
});

describe('files', () => {
  test('stand beside each other with their changed words', () => {
    expect(page).toContain(
      '<td>\t<del>request</del>'.replace('<del>request</del>', 'request=&#34;<del>/health</del>&#34;'),
    );
    expect(page).toContain('request=&#34;<ins>/healthz</ins>&#34;');
    expect(page).toContain(
      '<tr class="removed"><td>15</td><td><del># management</del></td><td></td><td></td></tr>',
    );
  });

  test('unchanged stretches are folded', () => {
    const rows = words(page.slice(page.indexOf('id="config"'), page.indexOf('id="files"')));
    expect(rows).toMatch(/\d+ lines the same/);
  });

  test('of the module are listed with what happens to them', () => {
    const files = words(page.slice(page.indexOf('id="files"')));
    expect(files).toContain('3 files of the emitted module will differ');
    expect(files).toContain('types/new.pp added');
    expect(files).toContain('types/old.pp removed');
    expect(words(reviewPage(emptyReview()))).not.toContain('Files of the module');
    expect(words(reviewPage(withChanges([{}], { files: [] })))).toContain(
      'The emitted module stays as it is',
    );
  });

  test('with very many changed lines are cut, and that is said', () => {
    const lines = (word: string): string => Array.from({ length: 4000 }, (_, n) => `${word} ${n}\n`).join('');
    const config = { path: 'ldirectord.cf', before: lines('a b c'), after: lines('a b d') };
    const html = reviewPage(withChanges([{}], { config }));
    expect(words(html)).toContain('2500 more changed lines not shown here');
  });
});

describe('the page', () => {
  test('allows its own style sheet and nothing else', () => {
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
    );
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|\sstyle=|url\(|@import/);
  });

  test('has its language, and every id once', () => {
    expect(page).toContain('<html lang="en">');
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('has the same bytes each time', () => {
    expect(reviewPage(oeStackReview())).toBe(page);
  });

  test('is light: the oe-stack, and 500 services that all change', () => {
    expect(page.length).toBeLessThan(100_000);
    expect(reviewPage(fiveHundredServicesReview()).length).toBeLessThan(1_600_000);
  });

  test('has no element or attribute that a text brought', () => {
    const known = new Set(
      [page, reviewPage(fortyServicesReview()), reviewPage(emptyReview())].flatMap(shapes),
    );
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = reviewPage(hostileReview(text));
        expect(shapes(html).filter((shape) => !known.has(shape))).toEqual([]);
        expect(html).not.toMatch(HIDDEN);
      }),
      { numRuns, seed },
    );
  });
});

/** Every tag of a page with the names of its attributes; tags that do not close each other are an error. */
function shapes(html: string): string[] {
  const open: string[] = [];
  const content = html.replace(/<style>.*?<\/style>/s, '');
  const found = [...content.matchAll(/<([!/]?)([a-zA-Z0-9]+)([^<>]*?)(\/?)>/g)].map(
    ([tag, kind, name = '', rest = '', alone]) => {
      if (kind === '/' && open.pop() !== name) throw new Error(`${tag} closes nothing`);
      if (kind === '' && alone === '' && !['meta', 'input'].includes(name)) open.push(name);
      return `${name} ${rest.replace(/="[^"]*"/g, '=')}`;
    },
  );
  expect(content.match(/</g)).toHaveLength(found.length);
  expect(open).toEqual([]);
  return found;
}
