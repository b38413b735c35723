import ipaddr from 'ipaddr.js';
import { quoted } from '../diagnostics/escape.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { finding } from '../diagnostics/report.ts';
import type { Host, Inventory, IpAddress, Network } from '../inventory/model.ts';
import { hostKey, liveServers } from './inventory-views.ts';
import type { Rule } from './rule.ts';

const code = 'network-mismatch-in-gate';

/**
 * Directors and the real servers that they reach by direct routing are on one link, as far as `networks`
 * tells: an address in none of them is not judged, and neither are two of different families.
 */
export const networkMismatchInGate: Rule = { code, check };

function check(inventory: Inventory): Finding[] {
  if (inventory.networks.length === 0) return [];
  const locate = locator(inventory.networks);
  const directors = inventory.directors.hosts
    .map((host) => ({ host, networks: locate(host.address) }))
    .filter(({ networks }) => networks.length > 0);
  const seen = new Set<string>();
  return directServers(inventory).flatMap((server) => {
    const key = `${hostKey(server)} ${server.address.text}`;
    const networks = seen.has(key) ? [] : locate(server.address);
    seen.add(key);
    if (networks.length === 0) return [];
    const names = new Set(networks.map(({ name }) => name));
    const other = directors.find(
      (director) =>
        director.host.address.family === server.address.family &&
        !director.networks.some(({ name }) => names.has(name)),
    );
    const [home] = networks;
    const [away] = other?.networks ?? [];
    return home && away && other ? [mismatch(server, home, other.host, away)] : [];
  });
}

function directServers({ roles }: Inventory): Host[] {
  return roles
    .filter(({ services }) =>
      services.some(({ state, forwarding }) => state !== 'retired' && forwarding.value === 'gate'),
    )
    .flatMap(liveServers);
}

function mismatch(server: Host, home: Network, director: Host, away: Network): Finding {
  const message = `${server.hostname} is in the network ${quoted(home.name)} and the director ${director.hostname} in ${quoted(away.name)}, which direct routing cannot cross`;
  return finding(code, server.address.at, message, 'put both into one network, or correct networks');
}

/** The networks of one family and prefix length, by the bits that their addresses share. */
interface Table {
  readonly family: 4 | 6;
  readonly bits: number;
  readonly networks: Map<string, Network[]>;
}

/** Finds the networks of an address: one look-up for each prefix length in use, not one for each network. */
function locator(networks: readonly Network[]): (address: IpAddress) => readonly Network[] {
  const tables = new Map<string, Table>();
  for (const network of networks) {
    const [address, bits] = ipaddr.parseCIDR(network.cidr);
    const family = address.kind() === 'ipv4' ? 4 : 6;
    const key = `${family}/${bits}`;
    const table: Table = tables.get(key) ?? { family, bits, networks: new Map() };
    tables.set(key, table);
    const prefix = prefixOf(address.toByteArray(), bits);
    table.networks.set(prefix, [...(table.networks.get(prefix) ?? []), network]);
  }
  return ({ text, family }) => {
    const bytes = ipaddr.parse(text).toByteArray();
    return [...tables.values()]
      .filter((table) => table.family === family)
      .flatMap((table) => table.networks.get(prefixOf(bytes, table.bits)) ?? []);
  };
}

/** The first bits of an address as text. */
function prefixOf(bytes: readonly number[], bits: number): string {
  const whole = Math.floor(bits / 8);
  const rest = bits % 8;
  const last = rest === 0 ? [] : [(bytes[whole] ?? 0) >> (8 - rest)];
  return [...bytes.slice(0, whole), ...last].join('.');
}
