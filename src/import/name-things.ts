import { entityName, hostName } from '../inventory/names.ts';
import { portNames } from '../inventory/port-names.ts';
import { hideSecrets } from '../ldirectord-cf/hide-secrets.ts';
import type { Virtual } from '../ldirectord-cf/model.ts';
import { findPort } from '../ldirectord-cf/names.ts';
import type { Hosts } from './hosts-file.ts';

/** Gives names that are taken once. */
export interface Names {
  take(wanted: string): string;
}

/** As long as a name in an inventory may be. */
const LONGEST = 41;

/**
 * The first to want a name gets it, the others with a number behind it.
 * @param longest how many characters it may have
 */
export function uniqueNames(longest = LONGEST): Names {
  const taken = new Set<string>();
  return {
    take(wanted) {
      let name = wanted.slice(0, longest);
      for (let number = 2; taken.has(name); number += 1) {
        const suffix = `-${number}`;
        name = wanted.slice(0, longest - suffix.length) + suffix;
      }
      taken.add(name);
      return name;
    },
  };
}

/** A server by its name in a hosts file, else by its address. */
export function serverName(address: string, hosts: Hosts): string {
  const known = hosts.nameOf(address);
  return known !== undefined && hostName.pattern.test(known) ? known : namedByAddress(address);
}

/** A server of which nobody knows a name, or one that another server has. */
export function namedByAddress(address: string): string {
  return `host-${address.replaceAll(/[^0-9a-f]+/g, '-').replaceAll(/^-|-$/g, '0')}`;
}

export function virtualIpName(address: string, hosts: Hosts): string {
  const known = hosts.nameOf(address)?.split('.')[0]?.toLowerCase();
  if (known !== undefined && entityName.pattern.test(known)) return known;
  return `vip-${address.replaceAll(/[^0-9a-f]+/g, '-').replaceAll(/-$/g, '')}`;
}

/** What the comments before a section, and its `servicename`, say about it. */
export interface Told {
  readonly service: string | undefined;
  readonly role: string | undefined;
  readonly description: string | undefined;
  /** Comments that are no names. */
  readonly others: readonly string[];
}

const ROLE = /^([a-z][a-z0-9_-]{0,40})(?:: +([^ ].*))?$/s;

/** Reads `# role: description` and `# service` above a section, as `render` writes them; other comments describe the role. */
export function toldIn({ comments: written, directives }: Virtual<unknown>): Told {
  const comments = written.map((comment) => plainText(hideSecrets(comment)));
  const named = directives.get('servicename')?.value;
  const last = comments.at(-1);
  const hasName = last !== undefined && entityName.pattern.test(last);
  const above = hasName ? comments.slice(0, -1) : comments;
  const role = hasName ? ROLE.exec(above.at(-1) ?? '') : null;
  const rest = (role === null ? above : above.slice(0, -1)).filter((comment) => comment !== '');
  return {
    service: hasName ? last : slug(named),
    role: role?.[1],
    description: role?.[2],
    others: rest,
  };
}

/** In one line, without what neither YAML nor a person can show. */
function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** A name for a service of which nobody said one: its port, or its mark. */
export function serviceName({ endpoint, protocol }: Virtual<unknown>): string {
  if (endpoint.mark !== undefined) return `mark-${Number(endpoint.mark)}`;
  const port = Number(endpoint.port);
  const name = nameOfPort.get(`${protocol} ${port}`) ?? `port-${port}`;
  return protocol === 'udp' ? `${name}-udp` : name;
}

/** The first name that a port has with a protocol, which is the usual one, but for those with capitals. */
const nameOfPort = new Map<string, string>();
for (const name of portNames.keys())
  for (const protocol of ['tcp', 'udp'] as const) {
    const key = `${protocol} ${findPort(name, protocol)}`;
    if (!nameOfPort.has(key) && entityName.pattern.test(name)) nameOfPort.set(key, name);
  }

/** What the names of some hosts begin with, where that says something: `gui` of gui1 and gui2. */
export function commonStem(names: readonly string[]): string | undefined {
  const stems = new Set(
    names.map((name) =>
      name
        .split('.')[0]
        ?.toLowerCase()
        .replace(/[-_]?[0-9]+[a-z]?$/, ''),
    ),
  );
  const [stem] = stems;
  return stems.size === 1 && stem !== undefined && stem.length > 1 && entityName.pattern.test(stem)
    ? stem
    : undefined;
}

function slug(text: string | undefined): string | undefined {
  const name = text
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 41);
  return name !== undefined && entityName.pattern.test(name) ? name : undefined;
}
