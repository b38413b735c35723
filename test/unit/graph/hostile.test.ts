import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphFormats } from '../../../src/graph/formats.ts';
import { renderGraph } from '../../../src/graph/render-graph.ts';
import type { Inventory } from '../../../src/inventory/model.ts';
import { hostileText } from '../../property/hostile-text.ts';
import { inventoryOf, roleText } from './inventories.ts';
import { readSvg } from './read-svg.ts';

const numRuns = process.env['LVS_PUPPET_FULL'] === '1' ? 2000 : 200;
const settings = { numRuns, seed: Number(process.env['LVS_PUPPET_SEED'] ?? 1) };

const plain = inventoryOf(
  roleText('a', 1, '    description: words\n') + roleText('b', 2, '    kicks: [a]\n    description: words\n'),
);

/**
 * An inventory with this text in every field that has text. The decoder would refuse most of it; the printers must
 * not rely on that.
 */
function withText(text: string): Inventory {
  const named = (name: string): string => `${name}${text}`;
  const address = { text, family: 4 as const, at: plain.directors.at };
  const virtualIps = plain.virtualIps.map((item) => ({ ...item, name: named(item.name), address }));
  return {
    ...plain,
    module: { ...plain.module, name: text },
    directors: {
      ...plain.directors,
      role: named('lvs'),
      hosts: plain.directors.hosts.map((host) => ({ ...host, hostname: text, address })),
    },
    virtualIps,
    roles: plain.roles.map((role) => ({
      ...role,
      name: named(role.name),
      description: text,
      servers: role.servers.map((server) => ({ ...server, hostname: text, address })),
      services: role.services.map((service) => ({
        ...service,
        name: named(service.name),
        role: named(service.role),
        virtualIp: virtualIps.find(({ name }) => name === named(service.virtualIp.name)) ?? service.virtualIp,
      })),
      kicks: role.kicks.map(({ value, at }) => ({ value: named(value), at })),
    })),
  };
}

/** A picture without the words of its labels: what is left is code, and must be the same for every text. */
const skeletons: Readonly<Record<(typeof graphFormats)[number], (picture: string) => unknown>> = {
  mermaid: (picture) => picture.replace(/"(?:[\p{L}\p{M}\p{N} ,._/-]|#\d+;|<br\/>)*"/gu, '""').split('\n'),
  dot: (picture) => picture.replace(/label="(?:[^"\\\n]|\\["\\l])*"/gu, 'label=""').split('\n'),
  // Columns without a word have no element, and what is longer has other places.
  svg: (picture) => readSvg(picture).elements.filter((name) => name !== 'text' && name !== 'circle'),
};

test.each(graphFormats)('%s: no text of an inventory becomes code', (format) => {
  const skeletonOf = (inventory: Inventory): unknown => skeletons[format](renderGraph(inventory, format));
  const expected = skeletonOf(plain);
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(skeletonOf(withText(text))).toEqual(expected);
    }),
    settings,
  );
});

test('no text moves a cursor or changes its direction', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const format of graphFormats) {
        const hidden =
          // oxlint-disable-next-line no-control-regex
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
        expect(renderGraph(withText(text), format)).not.toMatch(hidden);
      }
    }),
    settings,
  );
});
