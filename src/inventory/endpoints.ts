import { endpointText } from './address.ts';
import type { RealServer, VirtualService } from './model.ts';

/**
 * The port on which a real server is asked for a service: only network address translation can map it. Behind a
 * firewall mark it is the one that the client asked for, so there is none to name.
 */
export function realPortOf(
  { ports: [port], fwmark, forwarding }: VirtualService,
  server: Pick<RealServer, 'port'>,
): number | undefined {
  if (forwarding.value === 'masq' && server.port !== undefined) return server.port.value;
  return fwmark === undefined ? port.value : undefined;
}

/** What stands behind `virtual=`: the address and the port, or the firewall mark. */
export function virtualText({ virtualIp, ports: [port], fwmark }: VirtualService): string {
  return String(fwmark?.value ?? endpointText(virtualIp.address, port.value));
}
