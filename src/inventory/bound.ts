import type { VirtualService } from './model.ts';

/** What packets of a service need on a real server: nothing where addresses are translated. */
type Target = Pick<VirtualService, 'virtualIp' | 'forwarding'>;

/** What a real server has for the packets of directors: addresses, and the tunnels that are up. */
export function boundFor(service: Target): string[] {
  const { address } = service.virtualIp;
  if (service.forwarding.value === 'masq') return [];
  return service.forwarding.value === 'ipip' ? [address.text, tunnelOf(service)] : [address.text];
}

/**
 * Whether packets that a director sends for a service reach it there. On whatever device an address is bound, the node takes
 * packets for it; those of a tunnel come out of its device, which has to be up.
 */
export function reaches(bound: ReadonlySet<string>, service: Target): boolean {
  return boundFor(service).every((part) => bound.has(part));
}

function tunnelOf({ virtualIp }: Target): string {
  return `tunnel of IPv${virtualIp.address.family}`;
}
