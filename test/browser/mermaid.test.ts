import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/graph/build-graph.ts';
import { linesOf, roleLabel, serviceLabel, virtualIpLabel } from '../../src/graph/labels.ts';
import { renderGraph } from '../../src/graph/render-graph.ts';
import type { Review } from '../../src/diff/model.ts';
import type { Inventory } from '../../src/inventory/model.ts';
import { formatReview } from '../../src/report/format-review.ts';
import { hostileText } from '../property/hostile-text.ts';
import { decoded, fixtureText } from '../reviews/edited.ts';
import { HOSTILE, hostileReview } from '../reviews/hostile.ts';
import { fortyServicesReview, fwmarkReview, ipv6Review, oeStackReview } from '../reviews/reviews.ts';
import { startBrowser, type TestBrowser } from './browser.ts';

/** Mermaid itself, without the kinds of diagrams that we do not draw. */
const library = readFileSync(createRequire(import.meta.url).resolve('@mermaid-js/tiny'), 'utf8');

let browser: TestBrowser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  ({ page } = await browser.open('<!DOCTYPE html><title>Mermaid</title><main></main>'));
  await page.addScriptTag({ content: library });
});
afterAll(() => browser?.close());

interface Drawn {
  /** The lines of text of every node, blanks between words left out. */
  readonly nodes: string[][];
  readonly edges: number;
  readonly foreign: number;
}

/** Draws a picture as GitHub does, and says what is in it; what Mermaid does not take is an error. */
async function draw(picture: string): Promise<Drawn> {
  return (await page.evaluate(`(async () => {
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
    const { svg } = await mermaid.render('picture', ${JSON.stringify(picture)});
    document.querySelector('main').innerHTML = svg;
    const linesOf = (label) => label.innerHTML.split(/<br *\\/?>/).map((line) => {
      const element = document.createElement('p');
      element.innerHTML = line;
      return element.textContent.trim();
    });
    const all = (selector) => [...document.querySelectorAll('main ' + selector)];
    return {
      nodes: all('.node').map((node) => linesOf(node.querySelector('p'))),
      edges: all('.edgePaths path').length,
      foreign: all('script, img, a, iframe, i, em, strong, code, math').length,
    };
  })()`)) as Drawn;
}

/** What the picture of an inventory should say. */
function wanted(inventory: Inventory): Drawn {
  const graph = buildGraph(inventory);
  const labels = [
    ...graph.virtualIps.map(virtualIpLabel),
    ...graph.services.map(serviceLabel),
    ...graph.roles.map(roleLabel),
  ];
  return {
    nodes: labels.map((label) => linesOf(label).map((line) => line.trim().toWellFormed())),
    edges: 2 * graph.services.length + graph.kicks.length,
    foreign: 0,
  };
}

const picture = (inventory: Inventory): string => renderGraph(inventory, 'mermaid');

describe('Mermaid', () => {
  test.each(['oe-stack', 'ipv6', 'fwmark', 'discover'])(
    'draws %s: every node with its words, every line',
    async (name) => {
      const inventory = decoded(fixtureText(name));
      expect(await draw(picture(inventory))).toEqual(wanted(inventory));
    },
  );

  test('shows hostile text as it stands', async () => {
    const inventory = hostileReview(HOSTILE).after;
    expect(await draw(picture(inventory))).toEqual(wanted(inventory));
  });

  test('shows any text as it stands', async () => {
    const seed = Number(process.env['LVS_PUPPET_SEED'] ?? 1);
    const shown = fc.asyncProperty(hostileText, async (text) => {
      const inventory = hostileReview(text).after;
      expect(await draw(picture(inventory))).toEqual(wanted(inventory));
    });
    await fc.assert(shown, { numRuns: process.env['LVS_PUPPET_FULL'] === '1' ? 100 : 10, seed });
  });

  test('refuses a label that is not ended', async () => {
    const broken = picture(decoded(fixtureText('oe-stack'))).replace('"])', '])');
    await expect(draw(broken)).rejects.toThrow(/Parse error/);
  });
});

describe('the picture in a comment', () => {
  /** The flowchart of the Markdown of a review, as GitHub and GitLab find it. */
  const flowchart = (review: Review): string =>
    /^```mermaid\n(.*?)^```$/ms.exec(formatReview('markdown', review))?.[1] ?? '';

  test('of the oe-stack shows what changes, and what it belongs to', async () => {
    const { nodes, foreign } = await draw(flowchart(oeStackReview()));
    const headings = nodes.map(([heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining([
        'virtual IP messaging',
        'service management, removed',
        'service https, changed',
        'role rabbitmq',
        'role tls, changed',
      ]),
    );
    expect(nodes.find(([heading]) => heading === 'role websocket')).toContain(
      'websocket3.oe.example 172.31.8.33, added',
    );
    expect(foreign).toBe(0);
  });

  test('of any review is one that Mermaid takes, and hostile text is text in it', async () => {
    for (const review of [ipv6Review(), fwmarkReview(), fortyServicesReview(), hostileReview()]) {
      expect(await draw(flowchart(review))).toMatchObject({ foreign: 0 });
    }
    const { nodes } = await draw(flowchart(hostileReview('<b>"`#')));
    expect(nodes.map(([heading]) => heading)).toContain('service amqp<b>"`#2, changed');
  });
});
