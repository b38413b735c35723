import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lint } from '../../src/lint.ts';
import { builtInSkeleton } from '../../src/module/built-in-skeleton.ts';
import { planModule } from '../../src/module/plan.ts';
import { renderModule } from '../../src/module/render.ts';
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

/** Emits the module of five hundred services into a folder of its own, which goes with the process. */
export function emitManyServices(): Golden {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-puppet-many-services-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'lvs.yaml');
  const text = inventory();
  writeFileSync(path, text);
  const { inventory: decoded, findings } = lint({ path, text });
  if (decoded === undefined || findings.length > 0) throw new Error(JSON.stringify(findings.slice(0, 3)));
  const module = join(folder, 'modules/lvs');
  const skeleton = builtInSkeleton();
  for (const [file, content] of renderModule(planModule(decoded, skeleton), skeleton)) {
    mkdirSync(dirname(join(module, file)), { recursive: true });
    writeFileSync(join(module, file), content);
  }
  return { name: 'many-services', inventory: path, module, moduleName: 'lvs' };
}
