import { isLive } from '../../inventory/life-cycle.ts';
import type { Inventory } from '../../inventory/model.ts';
import { familyOf, single } from '../addresses.ts';
import { must } from '../lab.ts';
import { unique } from '../lab-hosts.ts';
import type { LabHost } from '../model.ts';
import { check, failed, hostsOfKind, passed, type Rehearsal } from '../rehearsal.ts';
import { counted } from '../words.ts';

/** A virtual IP on a real server. */
export interface Binding {
  readonly interface: string;
  /** With its prefix. */
  readonly address: string;
}

/**
 * Every real server could answer, whomever the scheduler chooses: it has the virtual IPs of its services with all their bits, on
 * the interface that their forwarding wants, and does not answer ARP for them.
 */
export async function checkBound(rehearsal: Rehearsal): Promise<void> {
  const { plan } = rehearsal;
  for (const host of hostsOfKind(plan, 'real server')) {
    rehearsal.step(`looking at ${host.hostname}`);
    await check(rehearsal, 'bound', host.hostname, async () => {
      const wanted = wantedBindings(plan.inventory, host);
      const wrong = await wrongBindings(rehearsal, host);
      if (wrong.length > 0)
        return failed(`${host.hostname} is not ready for what directors send to it`, wrong);
      return passed(
        wanted.length === 0
          ? `${host.hostname} has no virtual IP, as directors translate addresses`
          : `${host.hostname} has its ${counted(wanted.length, 'virtual IP')} (${wanted.map((one) => `${one.address} on ${one.interface}`).join(', ')}), and keeps quiet about them`,
      );
    });
  }
}

/** What a real server has not as it should, of virtual IPs and of the settings that keep it quiet about them, a sentence each. */
export async function wrongBindings({ lab, plan }: Rehearsal, host: LabHost): Promise<string[]> {
  const wanted = wantedBindings(plan.inventory, host);
  const virtual = new Set(plan.inventory.virtualIps.map(({ address }) => address.text));
  const listed = await must(lab.run(host, ['ip', '-json', 'address', 'show']));
  const names = ['arp_ignore', 'arp_announce'].map((name) => `net.ipv4.conf.all.${name}`);
  const settings = await must(lab.run(host, ['sysctl', '-n', ...names]));
  return [
    ...compareBindings(wanted, readBindings(listed.stdout, virtual)),
    ...(wanted.some(({ address }) => familyOf(address) === 4) ? wrongSettings(settings.stdout) : []),
  ];
}

/**
 * The virtual IPs that a real server must have: those of the live services of its roles, also of services in setup, on `lo` for
 * direct routing and on the device of the tunnel for `ipip`; none where directors translate addresses.
 */
export function wantedBindings({ roles }: Inventory, { roles: own }: Pick<LabHost, 'roles'>): Binding[] {
  const services = roles.filter(({ name }) => own.includes(name)).flatMap(({ services: all }) => all);
  const bindings = services
    .filter((service) => isLive(service) && service.forwarding.value !== 'masq')
    .map(({ virtualIp: { address }, forwarding }): Binding => {
      const tunnel = address.family === 6 ? 'ip6tnl0' : 'tunl0';
      return { interface: forwarding.value === 'ipip' ? tunnel : 'lo', address: single(address.text) };
    });
  return [...new Map(bindings.map((one) => [textOf(one), one])).values()];
}

/** The addresses of a host that are virtual IPs, from `ip -json address show`. */
export function readBindings(json: string, virtual: ReadonlySet<string>): Binding[] {
  const links = JSON.parse(json) as {
    readonly ifname?: string;
    readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[];
  }[];
  return links.flatMap(({ ifname = '', addr_info: addresses = [] }) =>
    addresses
      .filter(({ local = '' }) => virtual.has(local))
      .map(({ local = '', prefixlen = 0 }) => ({ interface: ifname, address: `${local}/${prefixlen}` })),
  );
}

/** What differs, a sentence each. */
export function compareBindings(wanted: readonly Binding[], seen: readonly Binding[]): string[] {
  const [texts, seenTexts] = [wanted.map(textOf), seen.map(textOf)];
  return [
    ...texts.filter((text) => !seenTexts.includes(text)).map((text) => `${text} is missing.`),
    ...unique(seenTexts)
      .filter((text) => !texts.includes(text))
      .map((text) => `${text} should not be there.`),
  ];
}

/** What is wrong with `arp_ignore` and `arp_announce` of all interfaces, a line each: the greater one of `all` and an interface counts. */
export function wrongSettings(values: string): string[] {
  const [ignore = 0, announce = 0] = values.trim().split('\n').map(Number);
  return [
    ...(ignore >= 1 ? [] : [`arp_ignore is ${ignore}: it answers ARP for addresses of other interfaces.`]),
    ...(announce >= 2
      ? []
      : [`arp_announce is ${announce}: it may ask with a virtual IP as its own address.`]),
  ];
}

function textOf({ interface: device, address }: Binding): string {
  return `${address} on ${device}`;
}
