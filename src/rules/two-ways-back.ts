import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Inventory, Role, VirtualService } from '../inventory/model.ts';
import { hostKey, liveServers, liveServices } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'two-ways-back';

/**
 * Answers go back through the director where it translates addresses, and straight to the client otherwise: one default
 * route leads only one way. Each family of addresses has its own.
 */
export const twoWaysBack: Rule = { code, check };

/** The first service of either kind that a host has in one family. */
interface Answers {
  readonly name: string;
  readonly translated?: VirtualService;
  readonly direct?: VirtualService;
}

function check(inventory: Inventory): Finding[] {
  const reported = new Set<VirtualService>();
  return [...answersOfHosts(inventory)].flatMap(({ name, translated, direct }) => {
    if (translated === undefined || direct === undefined || reported.has(translated)) return [];
    reported.add(translated);
    const message = `${name} answers for service ${quoted(translated.name)} through the director (masq), and for ${quoted(direct.name)} on line ${direct.at.line} straight to the client (${direct.forwarding.value})`;
    const hint =
      'use separate hosts, or a route by source on that host: through the director for its own address';
    return [finding(code, translated.at, message, hint)];
  });
}

function answersOfHosts(inventory: Inventory): Iterable<Answers> {
  const hosts = new Map<string, Answers>();
  for (const { role, service } of liveServices(inventory)) {
    const kind = service.forwarding.value === 'masq' ? 'translated' : 'direct';
    for (const [host, name] of namesOf(role)) {
      const key = `${host} ${service.virtualIp.address.family}`;
      const before = hosts.get(key) ?? { name };
      hosts.set(key, { ...before, [kind]: before[kind] ?? service });
    }
  }
  return hosts.values();
}

/** The hosts of a role by their keys, which hold no blank; those that are yet to be found have all of its services, too. */
function namesOf(role: Role): [string, string][] {
  const found: [string, string][] = [[` ${role.name}`, `every server of role ${quoted(role.name)}`]];
  return [
    ...(role.discover ? found : []),
    ...liveServers(role).map((server): [string, string] => [hostKey(server), server.hostname]),
  ];
}
