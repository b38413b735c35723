import type { DirectiveValue, Inventory, RealServer, Role, VirtualService } from '../inventory/model.ts';
import { endpointText, hostText } from '../inventory/address.ts';
import { isInFile, isLive } from '../inventory/life-cycle.ts';
import { globalDirectives } from '../inventory/directives.ts';
import { realPortOf, virtualText } from '../inventory/endpoints.ts';
import { withoutSlash } from '../inventory/health-check.ts';
import { printDirective } from './print-directive.ts';

/**
 * The ldirectord.cf that a director will have, byte for byte what the emitted template writes for the same
 * inventory. Servers of `discover` roles are not known here, so their sections are left out.
 */
export function renderConfig(inventory: Inventory): string {
  const sections = inventory.roles.filter(hasServers).map(renderRole);
  const count = sections.reduce((sum, section) => sum + section.services, 0);
  return [
    `# Managed by Puppet (module ${inventory.module.name}): changes made by hand are lost.\n`,
    renderGlobals(inventory.ldirectord),
    ...sections.map((section) => section.text),
    `\n# virtual services: ${count}\n`,
  ].join('');
}

/** Whether the director's list of a role has a server; servers in setup are in the list, retired ones are not. */
export function hasServers(role: Role): boolean {
  return role.servers.some(isLive);
}

function renderGlobals(directives: Inventory['ldirectord']): string {
  // The manual says that quiescent is on by default, the program has it off: what we mean is written down.
  const values = new Map<string, DirectiveValue>([['quiescent', false]]);
  for (const [name, { value }] of directives) values.set(name, value);
  return globalDirectives
    .filter(({ name }) => values.has(name))
    .map(({ name }) => printDirective(name, values.get(name) ?? ''))
    .join('');
}

interface Section {
  readonly text: string;
  readonly services: number;
}

function renderRole(role: Role): Section {
  const services = role.services.filter(isInFile);
  const head = role.description === undefined ? `# ${role.name}\n` : `# ${role.name}: ${role.description}\n`;
  const bodies = services.map((service) => renderService(service, role.servers));
  const text = services.length === 0 ? '' : `\n${head}${bodies.join('\n')}`;
  return { text, services: services.length };
}

/** The section of one service, which has the real servers of a pool. */
export function renderService(service: VirtualService, servers: readonly RealServer[]): string {
  const six = service.virtualIp.address.family === 6;
  const suffix = six ? '6' : '';
  const pool = servers.filter(isInFile);
  const lines = [
    `# ${service.name}\n`,
    `virtual${suffix}=${virtualText(service)}\n`,
    ...pool.map((server) => `\treal${suffix}=${renderReal(service, server)}\n`),
    `\tprotocol=${service.fwmark === undefined ? service.protocol.value : 'fwm'}\n`,
  ];
  for (const [name, { value }] of service.directives) {
    const printedAs = name === 'fallback' ? `fallback${suffix}` : name;
    lines.push(`\t${printDirective(printedAs, value, service.forwarding.value)}`);
  }
  return lines.join('');
}

/** What stands behind `real=`. */
export function renderReal(service: VirtualService, server: RealServer): string {
  const words = [realOf(service, server), service.forwarding.value, weightOf(server, service)];
  return `${words.join(' ')}${optionsOf(server)}`;
}

function realOf(service: VirtualService, server: RealServer): string {
  const port = realPortOf(service, server);
  return port === undefined ? hostText(server.address) : endpointText(server.address, port);
}

/**
 * What stands behind the weight: ldirectord takes the lower threshold only in front of the upper one. The request stands
 * without its slash, which ldirectord puts in front again: of a line where it finds one there it forgets the rest.
 */
function optionsOf({ check, lowerThreshold, upperThreshold }: RealServer): string {
  return [
    check && ` "${withoutSlash(check.request)}", "${check.receive.value}"`,
    lowerThreshold && ` l:${lowerThreshold.value}`,
    upperThreshold && ` u:${upperThreshold.value}`,
  ].join('');
}

/** A draining server, or one of a draining service, gets no new connections: weight 0. */
function weightOf(server: RealServer, service: VirtualService): number {
  if (server.state === 'draining' || service.state === 'draining') return 0;
  return server.weight?.value ?? 1;
}
