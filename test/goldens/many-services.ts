import { emitGolden } from './emit-golden.ts';
import type { Golden } from './goldens.ts';

const ROLES = 4;
const SERVICES_OF_A_ROLE = 125;
const SERVERS_OF_A_ROLE = 4;

/** Five hundred services of four roles on as many virtual IPs, with directives of every kind. */
function inventory(): string {
  const roles = Array.from({ length: ROLES }, (_, role) => role);
  const services = Array.from({ length: SERVICES_OF_A_ROLE }, (_, service) => service);
  const servers = Array.from({ length: SERVERS_OF_A_ROLE }, (_, server) => server + 1);
  const lines = [
    'version: 1',
    'directors: { interface: eth0, hosts: { lvs1.oe.example: 10.0.0.2 } }',
    'defaults: { scheduler: wrr }',
    'ldirectord: { checktimeout: 1, checkinterval: 100000 }',
    'virtual_ips:',
    ...roles.map((role) => `  vip${role}: 10.1.0.${role + 1}`),
    'roles:',
    ...roles.flatMap((role) => [
      `  pool${role}:`,
      `    description: pool number ${role}`,
      `    servers:`,
      ...servers.map((server) => `      s${role}-${server}.oe.example: 10.2.${role}.${server}`),
      `    services:`,
      ...services.map(
        (service) =>
          `      p${role}s${service}: { virtual_ip: vip${role}, port: ${1000 + service}, ${directives(service)} }`,
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function directives(service: number): string {
  const kinds = [
    'checktype: connect',
    `checktype: negotiate, service: http, request: "/health?n=${service}", receive: "it's ${service}"`,
    `checktype: ping, protocol: udp, persistent: ${service + 1}, netmask: 255.255.255.0`,
    `checktype: 3, service: simpletcp, request: "PING \\\\${service}", receive: PONG, quiescent: yes`,
  ];
  return kinds[service % kinds.length] ?? '';
}

/** The module of five hundred services. */
export function emitManyServices(): Golden {
  return emitGolden('many-services', inventory());
}
