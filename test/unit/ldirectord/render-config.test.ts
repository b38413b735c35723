import { expect, test } from 'vitest';
import { parseInventory } from '../../../src/inventory/parse-inventory.ts';
import { renderConfig } from '../../../src/ldirectord/render-config.ts';

/** The line of the only real server, which has these keys besides its address. */
function realLine(keys: string): string | undefined {
  const text = `
version: 1
directors: { interface: eth0, hosts: { lvs1: 172.31.8.2 } }
virtual_ips: { web: 172.31.8.101 }
roles:
  gui:
    servers: { gui1: { address: 172.31.8.21, ${keys} } }
    services: { http: { virtual_ip: web, port: 80 } }
`;
  const { value } = parseInventory({ path: 'lvs.yaml', text });
  return value && /^\treal=(.*)$/m.exec(renderConfig(value))?.[1];
}

// add_real_server puts the slash there again; a line where it finds one loses what stands behind the request.
test.each([
  ['/health', 'health'],
  ['health', 'health'],
  ['/', ''],
  ['/a/b?c=/d', 'a/b?c=/d'],
  ['http://www.oe.example/', 'http://www.oe.example/'],
])('the request %s of a server is printed without its slash', (request, printed) => {
  const keys = `weight: 2, request: "${request}", receive: ^/OK, lower_threshold: 90, upper_threshold: 100`;
  expect(realLine(keys)).toBe(`172.31.8.21:80 gate 2 "${printed}", "^/OK" l:90 u:100`);
});
