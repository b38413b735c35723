import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printable } from '../../src/diagnostics/escape.ts';
import { reviewPage } from '../../src/page/review-page.ts';
import { HOSTILE, hostileReview } from '../reviews/hostile.ts';
import {
  emptyReview,
  fortyServicesReview,
  fwmarkReview,
  ipv6Review,
  oeStackReview,
} from '../reviews/reviews.ts';
import { axeScript, checkAccessibility } from './axe.ts';
import { startBrowser, views, type TestBrowser } from './browser.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const reviews = {
  'the oe-stack': oeStackReview(),
  IPv6: ipv6Review(),
  'firewall marks': fwmarkReview(),
  'hostile text': hostileReview(),
  '40 services': fortyServicesReview(),
  'nothing changed': emptyReview(),
};

describe.each(Object.entries(reviews))('%s', (_, review) => {
  test('in light and dark, on a desk and on a phone: no trouble, no request, no barrier, no sideways scrolling', async () => {
    const { page, show, troubles, requests } = await browser.open(reviewPage(review), axeScript);
    for (const view of views) {
      await show(view);
      const { violations, passes } = await checkAccessibility(page);
      expect(violations, JSON.stringify(view)).toEqual([]);
      expect(passes).toEqual(expect.arrayContaining(['color-contrast', 'document-title', 'html-has-lang']));
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(view.width);
    }
    expect({ troubles, requests }).toEqual({ troubles: [], requests: [] });
    await page.close();
  });

  test('says every change once, and nothing of it is more than text', async () => {
    const { page } = await browser.open(reviewPage(review));
    const ids = await page.locator('code.id').allTextContents();
    expect(ids.toSorted()).toEqual(review.changes.map(({ id }) => printable(id)).toSorted());
    const messages = await page.locator('.message').allTextContents();
    for (const { message } of review.changes) {
      expect(messages.filter((text) => text.includes(printable(message)))).not.toEqual([]);
    }
    expect(
      await page.locator('script, img, iframe, object, embed, form, link, [onerror], [style]').count(),
    ).toBe(0);
    await page.close();
  });
});

test('hostile text is shown as it stands, control and direction characters as escapes', async () => {
  const { page, troubles } = await browser.open(reviewPage(reviews['hostile text']));
  expect(await page.locator('h1').textContent()).toBe(
    `What changes from ${printable(HOSTILE)} to ${printable(HOSTILE)}2`,
  );
  const picture = await page.locator('figure.after svg text').allTextContents();
  expect(picture).toContain(`service amqp${printable(HOSTILE)}2`);
  expect(await page.locator('#config + .compare').textContent()).toContain(`# amqp${printable(HOSTILE)}`);
  expect(troubles).toEqual([]);
  await page.close();
});

test('what gets into the page in spite of all neither runs nor loads anything', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const intruder =
    `<script>document.title = 'taken'</script><img src="${url}" onerror="document.title = 'taken'">` +
    `<iframe src="${url}"></iframe><link rel="stylesheet" href="${url}"><p style="color: red">x</p>`;
  const html = reviewPage(reviews['nothing changed']).replace('</main>', () => `${intruder}</main>`);
  const { page, troubles } = await browser.open(html);
  expect(await page.title()).toBe('nothing changes, main:lvs.yaml to lvs.yaml');
  expect(asked).toBe(0);
  const refused = troubles.filter((text) => text.includes('Content Security Policy'));
  expect(refused.length).toBeGreaterThanOrEqual(5);
  await page.close();
  server.close();
});

describe('the pictures', () => {
  test('carry the marks in words', async () => {
    const { page } = await browser.open(reviewPage(reviews['the oe-stack']));
    const words = async (side: string): Promise<string[]> =>
      (await page.locator(`figure.${side} svg text`).allTextContents()).filter((text) =>
        /added|removed|changed|moved|renamed/.test(text),
      );
    expect((await words('before')).toSorted()).toEqual(
      [
        '= renamed',
        '- removed',
        'removed',
        'weight 2, changed',
        ...Array<string>(3).fill('~ changed'),
      ].toSorted(),
    );
    expect((await words('after')).toSorted()).toEqual(
      [
        '= renamed',
        'added',
        'kicks websocket, added',
        'weight 5, changed',
        ...Array<string>(3).fill('~ changed'),
      ].toSorted(),
    );
    await page.close();
  });

  test('of many services show what changed, and everything when asked', async () => {
    const { page } = await browser.open(reviewPage(reviews['40 services']));
    const services = (): Promise<number> =>
      page.locator('figure.after svg:visible text', { hasText: /^service / }).count();
    expect(await services()).toBe(11);
    await page.getByRole('radio', { name: 'everything' }).check();
    expect(await services()).toBe(40);
    await page.close();
  });
});

describe('with a keyboard', () => {
  test('everything that can be used is reached in order, and shows where one is', async () => {
    const { page, show } = await browser.open(reviewPage(reviews['40 services']));
    await show({ scheme: 'light', width: 360 });
    const stops: { what: string; outlined: boolean }[] = [];
    for (let presses = 0; presses < 200; presses += 1) {
      await page.keyboard.press('Tab');
      const stop = (await page.evaluate(`(() => {
        const at = document.activeElement;
        if (at === document.body) return null;
        const what = at.id || at.getAttribute('aria-label') || at.textContent.trim();
        return { what, outlined: getComputedStyle(at).outlineStyle !== 'none' };
      })()`)) as { what: string; outlined: boolean } | null;
      if (stop === null) break;
      stops.push(stop);
    }
    const order = stops.map(({ what }) => what);
    expect(order.slice(0, 6)).toEqual([
      'Skip to the content',
      '2 major',
      '3 minor',
      'Changes',
      'Topology',
      'ldirectord.cf',
    ]);
    expect(order).toEqual(
      expect.arrayContaining([
        'Why this matters, and what makes it safe',
        'side-both',
        'extent-focus',
        'Topology before, what changed and its neighbours',
        'Topology after, what changed and its neighbours',
        '127 lines the same',
      ]),
    );
    expect(stops.filter(({ outlined }) => !outlined)).toEqual([]);
    await page.close();
  });

  test('the link at the top skips to the content, and the choices obey the arrows', async () => {
    const { page } = await browser.open(reviewPage(reviews['the oe-stack']));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('radio', { name: 'before and after' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('figure.after').isVisible()).toBe(false);
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('figure.after').isVisible()).toBe(true);
    expect(await page.locator('figure.before').isVisible()).toBe(false);
    await page.close();
  });

  test('a wide picture scrolls in its own box', async () => {
    const { page, show } = await browser.open(reviewPage(reviews['the oe-stack']));
    await show({ scheme: 'dark', width: 360 });
    const box = page.getByRole('region', { name: 'Topology before' });
    await box.focus();
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => box.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    expect(await page.evaluate('document.documentElement.scrollLeft')).toBe(0);
    await page.close();
  });

  test('what is folded opens', async () => {
    const { page } = await browser.open(reviewPage(reviews['the oe-stack']));
    const [first] = await page.locator('details.why').all();
    expect(await first?.locator('p').first().isVisible()).toBe(false);
    await first?.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await first?.locator('p').first().isVisible()).toBe(true);
    await page.close();
  });
});

describe('two states of a file', () => {
  const open = async (width: number) => {
    const { page, show } = await browser.open(reviewPage(reviews['the oe-stack']));
    await show({ scheme: 'light', width });
    const row = page.locator('#config + .compare tr', { hasText: 'healthz' });
    const [before, after] = [row.locator('td').nth(1), row.locator('td').nth(3)];
    const tops = [(await before.boundingBox())?.y ?? 0, (await after.boundingBox())?.y ?? 0] as const;
    const words = [await before.locator('del').textContent(), await after.locator('ins').textContent()];
    await page.close();
    return { tops, words };
  };

  test('stand beside each other where there is room, with the changed words marked', async () => {
    const { tops, words } = await open(1280);
    expect(tops[0]).toBe(tops[1]);
    expect(words).toEqual(['/health', '/healthz']);
  });

  test('stand below each other on a phone', async () => {
    const { tops, words } = await open(360);
    expect(tops[0]).toBeLessThan(tops[1]);
    expect(words).toEqual(['/health', '/healthz']);
  });
});

test('on paper nothing is cut off, and the reasons are unfolded', async () => {
  const { page } = await browser.open(reviewPage(reviews['the oe-stack']));
  await page.setViewportSize({ width: 700, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(700);
  expect(await page.locator('details.why p').first().isVisible()).toBe(true);
  expect(await page.locator('nav').isVisible()).toBe(false);
  await page.close();
});
