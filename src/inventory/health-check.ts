import type { Located } from '../diagnostics/finding.ts';
import { realPortOf } from './endpoints.ts';
import type { DirectiveValue, RealServer, VirtualService } from './model.ts';

// How ldirectord checks a virtual service, as its source has it (4.12): read_config for the defaults,
// ld_port_to_service for the services of ports, _check_real for who is asked what.

/** The service that ldirectord infers from the virtual port; with none there is nothing to negotiate. */
const SERVICE_OF_PORT: ReadonlyMap<number, string> = new Map(
  Object.entries({
    ftp: 21,
    smtp: 25,
    dns: 53,
    http: 80,
    pop: 110,
    nntp: 119,
    imap: 143,
    ldap: 389,
    https: 443,
    submission: 587,
    ldaps: 636,
    imaps: 993,
    pops: 995,
    oracle: 1521,
    radius: 1812,
    http_proxy: 3128,
    mysql: 3306,
    sip: 5060,
    pgsql: 5432,
  }).map(([name, port]) => [port, name]),
);

const PORT_OF_SERVICE: ReadonlyMap<string, number> = new Map(
  [...SERVICE_OF_PORT].map(([port, name]) => [name, port]),
);

/**
 * The port on which a check asks a real server (ld_checkport): that of `checkport`, else the one of the real server, else that
 * of the service that is negotiated. Undefined where there is none, so that the server never comes up.
 */
export function checkedPort(service: VirtualService, server: Pick<RealServer, 'port'>): number | undefined {
  const written = service.directives.get('checkport')?.value;
  if (written !== undefined) return Number(written);
  return realPortOf(service, server) ?? PORT_OF_SERVICE.get(checkServiceOf(service));
}

/** The kind of check: a word, or a number of connects between two negotiates. */
export function checkTypeOf({ directives }: VirtualService): DirectiveValue {
  return directives.get('checktype')?.value ?? 'negotiate';
}

/** Whether ldirectord takes a service for UDP: behind a firewall mark it knows no protocol. */
export function isPlainUdp({ protocol, fwmark }: VirtualService): boolean {
  return protocol.value === 'udp' && fwmark === undefined;
}

/** What a check would negotiate: the written service, else that of the virtual port, else `none`. */
export function checkServiceOf(service: VirtualService): string {
  return String(service.directives.get('service')?.value ?? impliedService(service) ?? 'none');
}

/** A firewall mark implies nothing, whatever its ports are. */
function impliedService({ ports: [port], fwmark }: VirtualService): string | undefined {
  return fwmark === undefined ? SERVICE_OF_PORT.get(port.value) : undefined;
}

/** What is negotiated with the servers of a service, or undefined where its check type never negotiates. */
export function negotiatedService(service: VirtualService): string | undefined {
  const type = checkTypeOf(service);
  return type === 'negotiate' || typeof type === 'number' ? checkServiceOf(service) : undefined;
}

/** Where the service comes from, for a message: nothing where the inventory says it. */
export function impliedBy({ directives, ports: [port] }: VirtualService): string {
  return directives.has('service') ? '' : ` (implied by port ${port.value})`;
}

/** What a check asks for and what it wants to see, where the inventory says so. */
export interface Exchange {
  readonly request: Located<string> | undefined;
  readonly receive: Located<string> | undefined;
  /** Whether they are those of the server. */
  readonly own: boolean;
}

/** A server's own request and receive, or else those of the service; without a server what the service says. */
export function exchangeWith({ directives }: VirtualService, server?: RealServer): Exchange {
  if (server?.check !== undefined) return { ...server.check, own: true };
  return { request: text(directives.get('request')), receive: text(directives.get('receive')), own: false };
}

function text(directive: Located<DirectiveValue> | undefined): Located<string> | undefined {
  return directive && { value: String(directive.value), at: directive.at };
}

/** ldirectord puts a slash in front of a request without one; most checks take the first one off again. */
export function withoutSlash(request: Located<string> | undefined): string {
  return request?.value.replace(/^\//, '') ?? '';
}
