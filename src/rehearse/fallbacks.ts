import type { Forwarding, Inventory, VirtualService } from '../inventory/model.ts';

/** Who gets the clients of a service while all of its real servers are dead. */
export interface Fallback {
  /** An address in canonical text, without brackets, or a host name. */
  readonly host: string;
  /** Undefined for a host name, which ldirectord looks up when it reads its file. */
  readonly family: 4 | 6 | undefined;
  /** Where packets arrive: a forwarding method that translates nothing leaves the port as the client has it. */
  readonly port: number | undefined;
  readonly forwarding: Forwarding;
}

/**
 * The fallback of a service as ldirectord finds it (fallback_find): its own one, to which packets go as to its real servers;
 * else the global one of its family, by direct routing. Behind a firewall mark the global one is never reached, and there
 * is no port to name.
 */
export function fallbackOf({ ldirectord }: Inventory, service: VirtualService): Fallback | undefined {
  const own = service.directives.get('fallback');
  if (own !== undefined) return parse(String(own.value), service, service.forwarding.value);
  const global = ldirectord.get(service.virtualIp.address.family === 6 ? 'fallback6' : 'fallback');
  if (global === undefined || service.fwmark !== undefined) return undefined;
  return parse(String(global.value), service, 'gate');
}

function parse(text: string, service: VirtualService, forwarding: Forwarding): Fallback {
  const [, six, other = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const virtualPort = service.fwmark === undefined ? service.ports[0].value : undefined;
  const written = port === undefined ? undefined : Number(port);
  return {
    host: six ?? other.toLowerCase(),
    family: six === undefined ? (/^[\d.]+$/.test(other) ? 4 : undefined) : 6,
    port: forwarding === 'masq' ? (written ?? virtualPort) : virtualPort,
    forwarding,
  };
}
