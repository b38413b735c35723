import type { Place } from '../../diagnostics/finding.ts';
import { parseAddress } from '../../inventory/address.ts';
import type { Virtual } from '../../ldirectord-cf/model.ts';
import { virtualAddress } from '../addresses.ts';
import { leaveOut, type Noted } from '../work.ts';
import type { Resource, Value } from './manifest.ts';
import { resolve } from './resolve.ts';

/** A virtual IP on an interface of the directors: `bind_virtual_ip { 'eth0:1': virtual_ip => … }`. */
export interface Binding {
  readonly address: string;
  /** `eth0` for the alias `eth0:1`. */
  readonly device: string;
  readonly at: Place;
}

/** The bindings among resources, one for each title; those are noted of which either is not known. */
export function bindingsIn(
  resources: readonly Resource[],
  variables: ReadonlyMap<string, Value>,
  work: Noted,
): Binding[] {
  const bindings: Binding[] = [];
  for (const { title, attributes, at } of resources.filter(isBinding)) {
    const written = attributes.get('virtual_ip');
    const address = written && resolve(written, variables);
    const devices = textsIn(resolve(title, variables));
    if (address?.kind === 'string' && devices !== undefined) {
      const bound = sameForm(address.value.replace(/\/.*$/s, ''));
      noteOthers(attributes, variables, at, work);
      for (const device of devices)
        bindings.push({ address: bound, device: device.replace(/:.*$/s, ''), at });
    } else {
      const missing = devices === undefined ? 'title' : 'virtual_ip';
      const hint = 'name the interface of the virtual IP by hand';
      leaveOut(work, at, `the binding is left out: its ${missing} is not known`, hint);
    }
  }
  return bindings;
}

/** Notes what else a binding says: the inventory binds a virtual IP alone, and routes are not its business. */
function noteOthers(
  attributes: Resource['attributes'],
  variables: ReadonlyMap<string, Value>,
  at: Place,
  work: Noted,
): void {
  for (const [name, written] of attributes) {
    const value = resolve(written, variables);
    const isAlone = name === 'netmask' && value.kind === 'string' && value.value === '255.255.255.255';
    if (name !== 'virtual_ip' && !META.has(name) && !isAlone)
      leaveOut(work, at, `${name} of the binding is left out`, name === 'netmask' ? NETMASK : undefined);
  }
}

const NETMASK = 'a virtual IP has a prefix of 32 unless the inventory gives it another, as prefix';

/** Order of resources, which the module has its own. */
const META = new Set(['require', 'before', 'notify', 'subscribe', 'ensure', 'tag']);

export function isBinding({ type }: Resource): boolean {
  return type.endsWith('bind_virtual_ip');
}

/** A text, or all of an array; undefined where one is none. */
function textsIn(value: Value): string[] | undefined {
  if (value.kind === 'string') return [value.value];
  if (value.kind !== 'array') return undefined;
  const texts = value.items.map(textsIn);
  return texts.includes(undefined) ? undefined : texts.flatMap((text) => text ?? []);
}

/** An IPv6 address can be written in many ways. */
function sameForm(address: string): string {
  return parseAddress(address)?.text ?? address;
}

/** The interface to which a virtual IP is bound first. */
export function interfacesIn(bindings: readonly Binding[]): (address: string) => string | undefined {
  const devices = new Map(bindings.toReversed().map(({ address, device }) => [address, device]));
  return (address) => devices.get(sameForm(address));
}

/** Notes the bindings that the inventory does not have: of addresses without a service, and to further interfaces. */
export function noteUnusedBindings(
  bindings: readonly Binding[],
  virtuals: readonly Virtual<Place>[],
  work: Noted,
): void {
  const used = new Set(virtuals.map((virtual) => sameForm(virtualAddress(virtual))));
  const interfaceOf = interfacesIn(bindings);
  for (const { address, device, at } of bindings) {
    const first = interfaceOf(address);
    const why = used.has(address) ? `it is bound to ${first}, too` : 'no service has this virtual IP';
    if (!used.has(address) || device !== first)
      leaveOut(work, at, `the binding of ${address} to ${device} is left out: ${why}`);
  }
}
