import type { VirtualIp, VirtualService } from '../inventory/model.ts';

/** The title of the resource that binds a VIP on a director. */
export function directorBinding({ address, prefix, interface: device }: VirtualIp): string {
  return `director ${device} ${address.text}/${prefix}`;
}

/** The title of the resource that binds the VIP of a service on a real server; none where addresses are translated. */
export function realserverBindings({ virtualIp: { address }, forwarding }: VirtualService): string[] {
  if (forwarding.value === 'masq') return [];
  const [tunnel, prefix] = address.family === 6 ? ['ip6tnl0', 128] : ['tunl0', 32];
  return [`realserver ${forwarding.value === 'ipip' ? tunnel : 'lo'} ${address.text}/${prefix}`];
}
