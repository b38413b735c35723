import { compareInventories } from '../../src/diff/compare.ts';
import type { Review } from '../../src/diff/model.ts';
import type { Located, Place } from '../../src/diagnostics/finding.ts';
import type { DirectiveValue, Inventory, RealServer, Role, VirtualIp } from '../../src/inventory/model.ts';
import { decoded, fixtureText } from './edited.ts';

/** What a page must show and never run, nor let change its layout or the direction of its text. */
export const HOSTILE =
  '</style></title><script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;\u202egnihtyna\u202c\u0007\u200b<!--';

/**
 * The review of two inventories that have a text in all their fields of text, names included; that of the new one is a
 * little longer. The decoder would refuse most of it; what prints a review does not rely on that.
 */
export function hostileReview(text: string = HOSTILE): Review {
  const plain = decoded(fixtureText('oe-stack'));
  const [before, after] = [poisoned(plain, text), poisoned(plain, `${text}2`)];
  return compareInventories(before, after, {
    names: { before: text, after: `${text}2` },
    files: [{ path: text, before: `${text}\n`, after: `${text}\n2\n` }],
  });
}

function poisoned(plain: Inventory, text: string): Inventory {
  const named = (name: string): string => `${name}${text}`;
  const at: Place = { ...plain.directors.at, file: text };
  const virtualIps = plain.virtualIps.map((item): VirtualIp => ({
    ...item,
    name: named(item.name),
    interface: text,
  }));
  const role = (item: Role): Role => ({
    ...item,
    name: named(item.name),
    description: text,
    at,
    servers: item.servers.map((server): RealServer => ({
      ...server,
      hostname: named(server.hostname),
      check: { request: { value: text, at }, receive: { value: text, at } },
      at,
    })),
    services: item.services.map((service) => ({
      ...service,
      name: named(service.name),
      role: named(service.role),
      virtualIp: virtualIps.find(({ name }) => name === named(service.virtualIp.name)) ?? service.virtualIp,
      directives: withText(service.directives, text, at),
      at,
    })),
    kicks: item.kicks.map(({ value }) => ({ value: named(value), at })),
  });
  return {
    ...plain,
    module: { name: text, author: text, version: text, summary: text, license: text, source: text },
    networks: plain.networks.map((network) => ({ ...network, name: named(network.name), at })),
    directors: {
      ...plain.directors,
      role: named('lvs'),
      interface: text,
      hosts: plain.directors.hosts.map((host) => ({ ...host, hostname: named(host.hostname), at })),
    },
    ldirectord: withText(plain.ldirectord, text, at),
    virtualIps,
    roles: plain.roles.map(role),
  };
}

/** Directives whose values are text get the text. */
function withText(
  directives: ReadonlyMap<string, Located<DirectiveValue>>,
  text: string,
  at: Place,
): ReadonlyMap<string, Located<DirectiveValue>> {
  return new Map(
    [...directives].map(([name, { value }]) => [
      name,
      { value: typeof value === 'string' ? text : value, at },
    ]),
  );
}
